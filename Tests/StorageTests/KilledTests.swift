import Clockwork
import Foundation
import Mail
import PostOffice
import Simulation
import Support
import Testing

@testable import Storage

@Suite("A process that is killed while it keeps letters")
struct KilledTests {
    private static let variable = "MAILLAB_DATA_FOLDER"
    private static let queue = DiskName(host: "mx", part: .queue)

    @Test(
        "SIGKILL at any moment: the next one finds all that was acknowledged",
        .enabled(if: OwnProcess.isPossible))
    func killed() throws {
        let place = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-killed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        let list = place.appendingPathComponent("acknowledged")
        var known = 0
        for round in 1...4 {
            let writer = try OwnProcess.start(
                "KilledTests/writes", with: [Self.variable: place.path])
            let wanted = known + 20 + round * 7
            let patience = Date() + 60
            while lines(of: list) < wanted, writer.isRunning, Date() < patience { usleep(500) }
            #expect(writer.isRunning, "the writer ended by itself")
            kill(writer.processIdentifier, SIGKILL)
            writer.waitUntilExit()
            let acknowledged = lines(of: list)
            #expect(acknowledged >= wanted)
            let folder = try DataFolder(
                place.path + "/data", world: "w", seed: 1, start: .zero)
            #expect(folder.saved?.run == round * 2 - 1)
            let files = folder.saved?.disks.first?.image.files ?? []
            #expect(files.allSatisfy { $0.octets == Self.letter($0.path.name) })
            let missing = Set((1...acknowledged).map { "\($0)" })
                .subtracting(files.map(\.path.name))
            #expect(missing.isEmpty, "round \(round)")
            known = files.count
        }
    }

    @Test("writes until it is killed", .enabled(if: OwnProcess.isThis, "the other process does"))
    func writes() throws {
        guard let place = ProcessInfo.processInfo.environment[Self.variable] else { return }
        let list = place + "/acknowledged"
        if !FileManager.default.fileExists(atPath: list) {
            _ = FileManager.default.createFile(atPath: list, contents: nil)
        }
        let output = try #require(FileHandle(forWritingAtPath: list))
        var number = lines(of: URL(fileURLWithPath: list))
        try output.seekToEnd()
        let folder = try DataFolder(place + "/data", world: "w", seed: 1, start: .zero)
        while number < 100_000 {
            number += 1
            let path = Disk.Path("\(number)", in: "")
            try folder.keep(
                [WorldDiskChange(Self.queue, .wrote(path, Self.letter(path.name)))], at: .zero)
            try output.write(contentsOf: Data("\(number)\n".utf8))
        }
    }

    private static func letter(_ name: String) -> [UInt8] {
        [UInt8](repeating: name.utf8.last ?? 0, count: 20_000)
    }

    private func lines(of file: URL) -> Int {
        ((try? Data(contentsOf: file)) ?? Data()).count { $0 == 0x0A }
    }
}
