import CReadline
import Foundation

/// What a person at the keyboard did.
package enum Typed: Sendable {
    case line(String)
    /// Ctrl-]: from a conversation to the lab's prompt.
    case escape
    /// Ctrl-D, or the end of the input.
    case end
}

/// Reads lines from the terminal with GNU readline, or plainly where there is no terminal.
///
/// The only file that knows readline. Readline is a library of globals, so there is one reader a
/// process, used on one thread.
package struct LineReader {
    /// Readline is used: a person sits at a terminal.
    package let isInteractive: Bool
    private let historyPath: String?

    /// `history` is the file that keeps what was typed at the lab's prompt.
    package init(history: String?) {
        isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        historyPath = history
        guard isInteractive else { return }
        maillab_set_up(completeForReadline)
        maillab_catch_interrupts()
        if let history { _ = maillab_history_read(history) }
    }

    /// One line. `complete` gives the words that may stand at the end of what is typed so far.
    package func read(
        prompt: String, isConversation: Bool = false,
        complete: @escaping (String) -> [String] = { _ in [] }
    ) -> Typed {
        guard isInteractive else {
            return Swift.readLine(strippingNewline: true).map(Typed.line) ?? .end
        }
        completion = complete
        defer { completion = { _ in [] } }
        guard let pointer = maillab_read_line(Self.marked(prompt), isConversation ? 1 : 0) else {
            return .end
        }
        defer { free(pointer) }
        if maillab_escaped() != 0 {
            print()
            return .escape
        }
        let line = String(cString: pointer)
        // What is said to a server may hold passwords: it is not kept.
        if !isConversation, !line.allSatisfy(\.isWhitespace) { maillab_history_add(line) }
        return .line(line)
    }

    /// Writes the history file; only its owner may read it.
    package func keepHistory() {
        guard isInteractive, let path = historyPath else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        _ = maillab_history_write(path)
        chmod(path, 0o600)
    }

    /// Readline reckons a prompt's width; what has none is marked.
    private static func marked(_ prompt: String) -> String {
        var result = ""
        var isSequence = false
        for character in prompt {
            if character == "\u{1B}" {
                result += "\u{01}"
                isSequence = true
            }
            result.append(character)
            if isSequence, character == "m" {
                result += "\u{02}"
                isSequence = false
            }
        }
        return result
    }

    /// What was printed goes out now, before anything on standard error.
    package static func flush() { maillab_flush() }

    /// Gives the terminal back as it was, when the program is to end while a line is read.
    package static func restoreTerminal() {
        if isatty(STDIN_FILENO) == 1 { maillab_restore_terminal() }
    }

    /// Whoever started this program wants a signal to do nothing, as `nohup` does.
    package static func isIgnored(_ signal: CInt) -> Bool { maillab_is_ignored(signal) != 0 }

    /// Ctrl-C was typed since `forgetInterrupt`.
    package static func wasInterrupted() -> Bool { maillab_interrupted() != 0 }
    package static func forgetInterrupt() { maillab_clear_interrupt() }
    /// From here on Ctrl-C sets a flag and does not end the program.
    package static func catchInterrupts() { maillab_catch_interrupts() }
}

/// Readline calls back without a context, on the thread that reads: hence this one global.
nonisolated(unsafe) private var completion: (String) -> [String] = { _ in [] }

private func completeForReadline(
    _ text: UnsafePointer<CChar>?, _ start: CInt, _ end: CInt
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    maillab_completion_is_final()
    guard let buffer = maillab_line_so_far() else { return nil }
    let typed = String(decoding: Data(bytes: buffer, count: max(0, Int(end))), as: UTF8.self)
    let matches = completion(typed)
    guard !matches.isEmpty else { return nil }
    // Readline's list: what all have in common, then each, then NULL; it frees all of it.
    let list =
        [matches.count == 1 ? matches[0] : Completion.commonPrefix(matches)]
        + (matches.count == 1 ? [] : matches)
    let size = (list.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
    guard let memory = malloc(size) else { return nil }
    let pointers = memory.bindMemory(
        to: UnsafeMutablePointer<CChar>?.self, capacity: list.count + 1)
    for (index, word) in list.enumerated() { pointers[index] = strdup(word) }
    pointers[list.count] = nil
    return pointers
}
