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

    /// Both families, fragments, address translation, errors, and a link that does odd things.
    private func dualCapture() -> [UInt8] {
        var dual = Dual(
            seed: 5, backboneMTU: 1_300,
            access: LinkProperties(
                latency: .milliseconds(4), lossPerMillion: 20_000, jitter: .milliseconds(1),
                duplicationPerMillion: 20_000, reorderingPerMillion: 20_000))
        let (pc, far) = (dual.pc, dual.far)
        dual.world.network.bind(on: far, udpPort: 9_000)
        let octets = [UInt8](repeating: 0x42, count: 40_000)
        for target in [Dual.farAddress, Dual.v6(9, 2)] {
            _ = dual.talk(octets, from: pc, to: Endpoint(target, 2_525), server: far)
            for _ in 0..<3 {
                dual.say(
                    Array(octets.prefix(5_000)), from: pc, port: 5_000,
                    to: Endpoint(target, 9_000))
            }
            for life in 1...4 as ClosedRange<UInt8> {
                dual.say(
                    [1], from: pc, port: 5_000, to: Endpoint(target, 33_434), timeToLive: life)
            }
            dual.world.act {
                $0.ping(
                    from: pc, to: target, identifier: 1, sequence: 1, size: 3_000, because: nil,
                    into: &$1)
            }
            dual.world.runUntilQuiet()
        }
        dual.world.network.setFirewall(Firewall(defaultVerdict: .prohibited), on: dual.isp)
        for target in [Dual.farAddress, Dual.v6(9, 2)] {
            dual.say([1], from: pc, port: 5_000, to: Endpoint(target, 33_434))
        }
        var writer = PcapngWriter()
        for link in dual.world.network.linkIDs {
            writer.addInterface(dual.world.network.name(of: link))
        }
        for item in dual.world.items {
            switch item.entry {
            case .packetSent(let event), .packetForwarded(let event):
                writer.addPacket(
                    event.octets, interface: UInt32(event.link?.raw ?? 0),
                    unixNanoseconds: 1_775_001_600_000_000_000 + item.moment.nanoseconds)
            default: continue
            }
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
        func run(_ filter: String) throws -> [Substring] {
            try Self.lines(of: capture(), filter)
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

    @Test(
        "Wireshark agrees about IPv6, fragments, translation and errors",
        .enabled(if: tshark != nil, "tshark is not installed"))
    func wiresharkAgreesOnBothFamilies() throws {
        let octets = dualCapture()
        func count(_ filter: String) throws -> Int { try Self.lines(of: octets, filter).count }
        let bad = try Self.lines(
            of: octets,
            "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 "
                + "|| udp.checksum.status == 0 || icmp.checksum.status == 0 "
                + "|| icmpv6.checksum.status == 0 || ip.fragment.error || ipv6.fragment.error")
        #expect(bad.isEmpty, "\(bad.prefix(5))")
        for (filter, least) in [
            ("tcp && ipv6 && tcp.len > 0", 60), ("ip.flags.mf == 1", 20),
            ("ip.reassembled.length == 5008", 3), ("ipv6.reassembled.length == 5008", 2),
            ("icmpv6.type == 2", 1), ("icmpv6.type == 3", 2), ("icmpv6.type == 1", 3),
            ("icmpv6.type == 129", 1), ("icmp.type == 11", 2), ("icmp.code == 13", 1),
            ("ip.src == 203.0.113.66 && tcp", 20),
        ] {
            #expect(try count(filter) >= least, "\(filter)")
        }
    }

    /// The lines that tshark prints for the packets of a capture that a filter takes.
    private static func lines(of octets: [UInt8], _ filter: String) throws -> [Substring] {
        let name = "maillab-\(ProcessInfo.processInfo.processIdentifier)-\(octets.count).pcapng"
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try Data(octets).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let checks = [
            "ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE",
        ]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(tshark))
        process.arguments = ["-r", file.path, "-Y", filter] + checks.flatMap { ["-o", $0] }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }
}
