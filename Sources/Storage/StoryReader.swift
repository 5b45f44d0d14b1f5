import Clockwork
import Foundation
import Simulation

/// Reads a story file, strictly: each complaint names the line.
package struct StoryReader {
    private let file: String
    private let decoder = JSONDecoder()

    /// `file` is the name by which complaints speak of it.
    package init(file: String) { self.file = file }

    /// Whether a file is a story, as far as its first octets tell.
    package static func isStory(_ octets: [UInt8]) -> Bool {
        octets.prefix(200).contains(UInt8(ascii: "{"))
            && String(decoding: octets.prefix(200), as: UTF8.self).contains("\"maillab-story\"")
    }

    package func read(_ octets: [UInt8]) throws(Trouble) -> SavedStory {
        var lines = octets.split(separator: 0x0A, omittingEmptySubsequences: false)
        // Behind the last line end nothing comes, or what was being written when it was cut off.
        lines.removeLast()
        guard let first = lines.first,
            let version = try? decoder.decode(
                Version.self, from: Data(first))
        else { throw Trouble("story.not-a-story", ["file": file]) }
        guard version.number == StoryHead.version else {
            throw Trouble("story.other-version", ["file": file, "version": "\(version.number)"])
        }
        let head = try decode(StoryHead.self, first, line: 1)
        var entries: [Replay.Entry] = []
        var end: StoryEnd?
        for (index, line) in lines.enumerated().dropFirst() {
            guard end == nil else { throw trouble(line: index + 1, "something follows the end") }
            if index == lines.count - 1, line.starts(with: Array(#"{"end""#.utf8)) {
                end = try decode(StoryEnd.self, line, line: index + 1)
            } else {
                entries.append(try entry(line, after: entries.last, line: index + 1))
            }
        }
        if let end {
            try check(end.end, entries, line: lines.count)
            if let here = end.here { try check(here, nil, line: lines.count) }
        }
        return SavedStory(
            world: head.source,
            replay: Replay(
                seed: head.seed, continuing: head.saved?.world, entries: entries),
            end: end)
    }

    private struct Version: Decodable {
        let number: Int

        private enum CodingKeys: String, CodingKey {
            case number = "maillab-story"
        }
    }

    private func entry(
        _ line: ArraySlice<UInt8>, after last: Replay.Entry?, line number: Int
    ) throws(Trouble) -> Replay.Entry {
        let entry = try decode(Replay.Entry.self, line, line: number)
        guard entry.tick >= last?.tick ?? 0, entry.moment >= last?.moment ?? .zero else {
            throw trouble(line: number, "it stands before the action above it")
        }
        guard entry.action.isWithinLimits, Self.moments.contains(entry.moment) else {
            throw trouble(line: number, "a number is out of bounds")
        }
        return entry
    }

    /// A hundred years: far beyond, moments would not fit into their type any more.
    private static let moments = Instant.zero...(Instant.zero + .days(36_500))

    private func check(
        _ mark: StoryMark, _ entries: [Replay.Entry]?, line: Int
    ) throws(Trouble) {
        let last = entries?.last
        guard mark.tick >= last?.tick ?? 0, mark.at >= last?.moment ?? .zero, mark.actions >= 0,
            entries.map({ $0.count == mark.actions }) ?? true, mark.events >= 0,
            Self.moments.contains(mark.at)
        else { throw trouble(line: line, "the end does not fit what stands above it") }
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type, _ line: ArraySlice<UInt8>, line number: Int
    ) throws(Trouble) -> Value {
        do {
            return try decoder.decode(type, from: Data(line))
        } catch {
            throw trouble(line: number, Self.reason(error))
        }
    }

    private func trouble(line: Int, _ reason: String) -> Trouble {
        Trouble("story.bad-line", ["file": file, "line": "\(line)", "reason": reason])
    }

    /// What is wrong, in the decoder's words, and at which key.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        let context: DecodingError.Context
        switch error {
        case .dataCorrupted(let found): context = found
        case .keyNotFound(_, let found): context = found
        case .typeMismatch(_, let found): context = found
        case .valueNotFound(_, let found): context = found
        @unknown default: return "\(error)"
        }
        let place = context.codingPath.map(\.stringValue).joined(separator: ".")
        return (place.isEmpty ? "" : place + ": ") + context.debugDescription
    }
}
