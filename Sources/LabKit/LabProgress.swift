import Foundation
import Simulation

/// Which labs a learner has worked on, and how far: a small file in the user's state folder.
package struct LabProgress: Hashable, Sendable {
    /// How far one lab is.
    package struct Entry: Hashable, Sendable, Codable {
        /// The lab's folder name.
        package let id: String
        /// The farthest step reached, counted from 1.
        package var step: Int
        package var isFinished: Bool
    }

    private struct Contents: Codable {
        var format: Int
        var labs: [Entry]
    }

    private static let sizeLimit = 1_048_576

    /// Every lab that was opened, in the order of names.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Reads the file at `path`; a file that is missing is no progress yet.
    ///
    /// A file that cannot be understood is a trouble, and is not written over unasked.
    package init(path: String) throws(Trouble) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.sizeLimit,
            let contents = try? JSONDecoder().decode(Contents.self, from: data),
            contents.format == 1
        else { throw Trouble("progress.cannot-read", ["path": path]) }
        for entry in contents.labs { note(entry) }
    }

    package subscript(id: String) -> Entry? { entries.first { $0.id == id } }

    /// Keeps how far a session is; progress never shrinks.
    package mutating func note(_ session: LabSession) {
        note(
            Entry(
                id: session.lab.id,
                step: min(session.stepIndex + 1, max(1, session.lab.steps.count)),
                isFinished: session.isFinished))
    }

    private mutating func note(_ entry: Entry) {
        guard let place = entries.firstIndex(where: { $0.id == entry.id }) else {
            entries.append(entry)
            entries.sort { Array($0.id.utf8).lexicographicallyPrecedes(Array($1.id.utf8)) }
            return
        }
        entries[place].step = max(entries[place].step, entry.step)
        entries[place].isFinished = entries[place].isFinished || entry.isFinished
    }

    /// Forgets a lab, so that it can be begun anew.
    package mutating func forget(_ id: String) { entries.removeAll { $0.id == id } }

    /// Writes the file at `path`, whole or not at all; makes its folder if need be.
    package func save(path: String) throws(Trouble) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            try encoder.encode(Contents(format: 1, labs: entries))
                .write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Trouble("progress.cannot-write", ["path": path])
        }
    }
}
