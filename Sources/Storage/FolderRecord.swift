import Clockwork
import Mail
import Simulation

/// What a data folder says of itself.
struct FolderRecord: Hashable {
    /// `maillab-data 1`, the world's name and the seed; written once.
    static let labelName = "maillab-data"
    /// Where the world's clock stood, and how many runs there were before this one.
    static let clockName = "clock"
    static let lockName = "lock"

    private static let title = "maillab-data 1"
    private static let anyTitle = "maillab-data "

    var world: String
    var seed: Seed
    var moment: Instant
    var run: Int

    var label: [UInt8] {
        Array("\(Self.title)\nworld \(FolderNames.folder(world))\nseed \(seed)\n".utf8)
    }

    var clock: [UInt8] { Array("clock \(moment.nanoseconds)\nrun \(run)\n".utf8) }

    init(world: String, seed: Seed, moment: Instant, run: Int) {
        self.world = world
        self.seed = seed
        self.moment = moment
        self.run = run
    }

    /// Reads the label of a folder, with what its clock file says if there is a whole one.
    init(
        label: [UInt8], clock: [UInt8], folder: String, start: Instant
    ) throws(Trouble) {
        let lines = Self.lines(label)
        guard lines.first == Self.title else {
            let isOther = lines.first?.hasPrefix(Self.anyTitle) ?? false
            throw Trouble(isOther ? "data.other-version" : "data.foreign", ["folder": folder])
        }
        guard lines.count >= 3,
            let world = Self.value(of: "world", lines[1]).flatMap(FolderNames.name(ofFolder:)),
            let seed = Self.value(of: "seed", lines[2]).flatMap({ Seed($0) })
        else { throw Trouble("data.foreign", ["folder": folder]) }
        let times = Self.lines(clock)
        let moment = times.first.flatMap { Self.value(of: "clock", $0) }.flatMap { Int64($0) }
        let run = times.dropFirst().first.flatMap { Self.value(of: "run", $0) }.flatMap { Int($0) }
        self.init(
            world: world, seed: seed,
            moment: max(start, moment.map { Instant(nanoseconds: $0) } ?? start),
            run: max(0, run ?? 0))
    }

    private static func lines(_ octets: [UInt8]) -> [String] {
        octets.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func value(of name: String, _ line: String) -> String? {
        line.hasPrefix(name + " ") ? String(line.dropFirst(name.count + 1)) : nil
    }
}
