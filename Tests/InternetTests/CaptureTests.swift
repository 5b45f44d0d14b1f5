import Clockwork
import Foundation
import Internet
import Testing
import Wire

@Suite("Captures")
struct CaptureTests {
    static let tshark = ["/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// A story with a handshake, data, loss, errors and a blocked connection, as a capture.
    private func capture() throws -> [UInt8] {
        var world = World(seed: 4, loss: 50_000)
        let (ann, far, edge) = (world.ann, world.far, world.edge)
        world.network.listen(on: far, port: 2525)
        let client = world.act {
            $0.open(
                from: ann, to: Endpoint(World.farAddress, 2525), because: nil, into: &$1)
        }
        world.runUntilQuiet()
        world.act {
            $0.send(Array(repeating: 0x41, count: 20_001), on: client, because: nil, into: &$1)
        }
        world.act { $0.close(client, because: nil, into: &$1) }
        world.runUntilQuiet()
        let rule = try RuleParser.rule(
            "prohibited tcp to any port 25 name OP25B", book: AddressBook())
        world.network.modifyFirewall(on: edge) { try? $0.setRules([rule]) }
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.act {
            $0.sendDatagram(
                from: ann, port: 50_000, to: Endpoint(World.farAddress, 9_999), octets: [1, 2, 3],
                because: nil, into: &$1)
        }
        world.act {
            $0.ping(
                from: ann, to: World.farAddress, identifier: 1, sequence: 1, because: nil,
                into: &$1)
        }
        world.runUntilQuiet()
        var writer = PcapngWriter()
        for link in world.network.linkIDs {
            writer.addInterface(world.network.name(of: link), comment: "a link")
        }
        for item in world.items {
            var comments: [String] = []
            let event: PacketEvent
            switch item.entry {
            case .packetSent(let sent), .packetForwarded(let sent): event = sent
            case .packetDropped(let dropped, .firewall(let rule, _, _)):
                event = dropped
                comments = ["dropped by \(rule)"]
            default: continue
            }
            writer.addPacket(
                event.octets, interface: UInt32(event.link?.raw ?? 0),
                unixNanoseconds: 1_775_001_600_000_000_000 + item.moment.nanoseconds,
                comments: comments)
        }
        return writer.takeOctets()
    }

    @Test("the file begins as the format wants, and twice the same")
    func shape() throws {
        let octets = try capture()
        #expect(octets.prefix(12) == [0x0A, 0x0D, 0x0D, 0x0A, 44, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A])
        #expect(octets.count % 4 == 0)
        let again = try capture()
        #expect(again == octets)
    }

    @Test(
        "Wireshark finds nothing malformed and every checksum right",
        .enabled(if: tshark != nil, "tshark is not installed"))
    func wiresharkAgrees() throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-\(ProcessInfo.processInfo.processIdentifier).pcapng")
        try Data(capture()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let checks = [
            "ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE",
        ]
        func run(_ filter: String) throws -> [Substring] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(Self.tshark))
            process.arguments =
                ["-r", file.path, "-Y", filter] + checks.flatMap { ["-o", $0] }
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return String(decoding: data, as: UTF8.self).split(separator: "\n")
        }
        let bad = try run(
            "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 "
                + "|| udp.checksum.status == 0 || icmp.checksum.status == 0")
        #expect(bad.isEmpty, "\(bad.prefix(5))")
        let good = try run("tcp.checksum.status == 1")
        #expect(good.count > 30)
        let prohibited = try run("icmp.type == 3 && icmp.code == 13")
        #expect(!prohibited.isEmpty)
        let told = try run("frame.comment contains \"OP25B\"")
        #expect(!told.isEmpty)
        let home = try run("frame.interface_name == \"home\"")
        #expect(home.count > 10)
    }
}
