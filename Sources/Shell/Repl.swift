import Foundation
import Phrases
import Simulation

/// The interactive lab: reads what is typed, shows what comes of it, until the learner leaves.
package struct Repl {
    private var shell: Interpreter
    private let reader: LineReader
    /// Where errors go besides the page: the standard error of the process.
    private let complain: (String) -> Void

    package init(
        _ shell: Interpreter, reader: LineReader,
        complain: @escaping (String) -> Void = { line in
            FileHandle.standardError.write(Data((line + "\n").utf8))
        }
    ) {
        self.shell = shell
        self.reader = reader
        self.complain = complain
    }

    /// The learner's world.
    package var workbench: Workbench { shell.workbench }

    /// Runs until the learner leaves; false when input that came from no terminal had a failure.
    package mutating func run() -> Bool {
        var succeeded = true
        loop: while true {
            let completion = shell.completion
            switch reader.read(
                prompt: shell.prompt, complete: { completion.words(for: $0) })
            {
            case .end:
                if reader.isInteractive { print() }
                break loop
            case .escape: continue
            case .line(let line):
                LineReader.forgetInterrupt()
                let result = shell.run(line)
                show(result)
                if !result.succeeded { succeeded = false }
                if result.exitsLab { break loop }
                if result.entersConversation, !converse() { break loop }
            }
        }
        reader.keepHistory()
        return succeeded || reader.isInteractive
    }

    private func show(_ result: CommandResult) {
        for line in result.output { print(line) }
        LineReader.flush()
        if let error = result.error {
            for line in Width.wrap(error, to: Width.page) {
                complain(shell.errorPaint(.bad, line))
            }
        }
    }

    /// Every line goes to the wire as it is, until the connection ends or Ctrl-] is typed.
    private mutating func converse() -> Bool {
        for line in shell.conversationBanner { print(line) }
        while shell.openTerminal?.state == .open {
            let copy = shell
            switch reader.read(
                prompt: "", isConversation: true, complete: { copy.verbs(for: $0) })
            {
            case .escape: return true
            case .end:
                show(shell.run("disconnect"))
                return true
            case .line(let line):
                LineReader.forgetInterrupt()
                show(shell.sayInConversation(line))
            }
        }
        return true
    }
}

extension Interpreter {
    /// How errors are painted; the page's colours hold for them too.
    func errorPaint(_ role: Role, _ text: String) -> String { paint(role, text) }

    /// The keys of a conversation.
    package var conversationBanner: [String] {
        Width.wrap(words("shell.connect.banner"), to: Width.page).map { paint(.faint, $0) }
    }

    /// A line typed in a conversation: to the wire, whatever it holds.
    package mutating func sayInConversation(_ line: String) -> CommandResult {
        run("say " + line)
    }
}
