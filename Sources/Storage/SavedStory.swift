import Clockwork
import Foundation
import Simulation

/// A story in a file: all that is needed to live it again, here or on another machine.
///
/// A file is text. Its first line says what the world was built from, each further line is one
/// action with its place in time, and the last one says where it all ended. A file that is written
/// while the world lives can be cut off anywhere: what is whole of it is a story.
package struct SavedStory: Sendable {
    /// The file of the world; its links may have been made faster.
    package var world: WorldSource
    /// Seed, what an earlier run left, and the actions.
    package var replay: Replay
    /// Where it ended; nil when the program that wrote it was cut off.
    package var end: StoryEnd?

    package init(world: WorldSource, replay: Replay, end: StoryEnd? = nil) {
        self.world = world
        self.replay = replay
        self.end = end
    }
}

/// The last line of a story file.
package struct StoryEnd: Hashable, Sendable, Codable {
    package var end: StoryMark
    /// Where its owner had gone back to, if not to the end.
    package var here: StoryMark?
    /// The host at which the learner sat.
    package var host: String?
    /// The lab that was open.
    package var lab: OpenLab?

    /// How far a lab was.
    package struct OpenLab: Hashable, Sendable, Codable {
        /// The lab's folder.
        package var id: String
        /// The step, counted from 1, and how long the journal was when it began.
        package var step: Int
        package var since: Int

        package init(id: String, step: Int, since: Int) {
            self.id = id
            self.step = step
            self.since = since
        }
    }

    package init(
        end: StoryMark, here: StoryMark? = nil, host: String? = nil, lab: OpenLab? = nil
    ) {
        self.end = end
        self.here = here
        self.host = host
        self.lab = lab
    }
}

/// The first line of a story file.
struct StoryHead: Codable {
    static let version = 1

    /// The version of the format.
    var maillabStory = Self.version
    var seed: Seed
    /// The name and the text of the world's file.
    var world: String
    var text: String
    var noLatency: Bool
    var saved: SavedText?

    private enum CodingKeys: String, CodingKey {
        case maillabStory = "maillab-story"
        case seed, world, text
        case noLatency = "no-latency"
        case saved
    }

    init(_ world: WorldSource, _ replay: Replay) {
        seed = replay.seed
        // Where it lay on this machine is nobody's business.
        self.world = world.name.split(separator: "/").last.map(String.init) ?? world.name
        text = world.text
        noLatency = world.isWithoutLatency
        saved = replay.saved.map { SavedText($0) }
    }

    var source: WorldSource {
        var source = WorldSource(name: world, text: text)
        source.isWithoutLatency = noLatency
        return source
    }
}

/// Writes the lines of a story file.
package enum StoryText {
    private static let encoder = {
        let encoder = JSONEncoder()
        // One file for one story, byte for byte.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    package static func head(_ world: WorldSource, _ replay: Replay) -> [UInt8] {
        line(StoryHead(world, replay))
    }

    package static func lines(_ entries: [Replay.Entry]) -> [UInt8] { entries.flatMap(line) }

    package static func end(_ end: StoryEnd) -> [UInt8] { line(end) }

    /// A whole file.
    package static func file(_ story: SavedStory) -> [UInt8] {
        head(story.world, story.replay) + lines(story.replay.entries)
            + (story.end.map(end) ?? [])
    }

    /// Nothing in a story is what JSON has no words for, such as an infinite number.
    private static func line(_ value: some Encodable) -> [UInt8] {
        guard let data = try? encoder.encode(value) else { return [] }
        return Array(data) + [0x0A]
    }
}
