import Clockwork
import Foundation
import Internet
import LabKit
import Session
import Simulation
import Testing
import Wire

/// What the stories about both families and about address translation have in common.
enum FamilyStory {
    static func homeRouter(seed: UInt64 = 1) throws -> Workbench {
        let path = Story.root.appendingPathComponent("Labs/worlds/home-router.yaml").path
        return try Workbench(try WorldFile.read(path: path), seed: Seed(seed))
    }

    /// The default world with some hosts changed.
    static func internet(
        seed: UInt64 = 1, _ changes: [String: (inout HostPlan) -> Void]
    ) throws -> Workbench {
        var blueprint = try Story.internet()
        for index in blueprint.hosts.indices {
            changes[blueprint.hosts[index].name]?(&blueprint.hosts[index])
        }
        return try Workbench(blueprint, seed: Seed(seed))
    }

    /// A host that has IPv6 and nothing else.
    static func onlyIPv6(_ plan: inout HostPlan) {
        plan.address = nil
        plan.resolver = IPAddress("2001:db8:c::44")
    }

    /// Such as `drop tcp to 2001:db8::/32 port 25`, at the end of a host's firewall.
    static func rule(_ text: String, on host: String, _ bench: inout Workbench) throws {
        try bench.perform(.changeFirewall(host: host, .add(rule: text, at: nil)))
    }
}

extension Workbench {
    /// The ends to which a host has opened connections, in order.
    func openings(by host: String, port: UInt16 = 25) -> [IPAddress] {
        journal.compactMap { event in
            guard event.host == host, case .connection(.opening(let peer)) = event.what,
                peer.port == port
            else { return nil }
            return peer.address
        }
    }

    /// Packets of one stage, read; those that a host is not concerned with are left out.
    func packets(_ wanted: Event.PacketStage, at host: String? = nil) -> [IPPacket] {
        journal.compactMap { event in
            guard case .packet(let stage, let facts) = event.what, stage == wanted,
                host == nil || host == event.host
            else { return nil }
            return IPPacket(facts.octets)
        }
    }

    /// What a ping or traceroute brought.
    mutating func probe(
        _ order: ProbeOrder
    ) throws -> (reports: [ProbeReport], summary: ProbeSummary?) {
        let first = journal.count
        try perform(.probe(order))
        _ = run(until: .quiet)
        var reports: [ProbeReport] = []
        var summary: ProbeSummary?
        for event in journal.suffix(from: first) {
            switch event.what {
            case .answer(.probe(let report)): reports.append(report)
            case .answer(.probed(let found)): summary = found
            case _: continue
            }
        }
        return (reports, summary)
    }

    /// Who answered each probe of a traceroute, by name; nil for silence.
    mutating func hops(
        _ means: ProbeOrder.Means, from host: String, to target: String, wantsIPv6: Bool? = nil
    ) throws -> [String?] {
        let order = ProbeOrder(
            host: host, target: target, means: means,
            plan: .traceroute(mostHops: 30, probesEach: 1), wantsIPv6: wantsIPv6)
        return try probe(order).reports.map { report in
            report.from.map { hostName(of: "\($0)") }
        }
    }
}

/// Wireshark's own program, where it is installed.
enum Tshark {
    static let path: String? = [
        "/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The lines that a filter leaves of a bench's capture.
    static func lines(_ bench: Workbench, filter: String) throws -> [Substring] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "maillab-family-\(UUID().uuidString).pcapng")
        try Data(bench.capture()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments = [
            "-o", "smtp.decryption:TRUE", "-o", "ip.check_checksum:TRUE", "-o",
            "tcp.check_checksum:TRUE", "-o",
            "udp.check_checksum:TRUE", "-r", file.path, "-Y", filter,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    /// What Wireshark holds against a capture, except what a filter on the way explains.
    static let complaints =
        "_ws.malformed or ip.checksum.status == 0 or tcp.checksum.status == 0 "
        + "or udp.checksum.status == 0 or icmp.checksum.status == 0 "
        + "or icmpv6.checksum.status == 0 or _ws.expert.severity >= \"Warning\""
}
