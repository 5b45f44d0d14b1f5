import Foundation
import Gateway
import Simulation

/// All ports of the three providers at free places of this machine, and the lab's CA in a file.
final class Providers {
    static let hosts = ["mail.example.com", "mail.example.jp", "mail.isp-a.example"]
    static let services: [UInt16] = [25, 110, 143, 465, 587, 993, 995]

    let served: Served
    /// A folder of the test's own.
    let folder: String

    /// With the DNS port of `visitor` and a proxy at `alice-pc` besides.
    init(and more: [Door.Kind] = []) throws {
        served = try Served(
            Self.hosts.flatMap { host in
                Self.services.map { .port(host: host, port: $0, from: "visitor") }
            } + more + [.socks(host: "alice-pc"), .dns(host: "visitor")])
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try write("ca.pem", try served.withWorld { $0.authorityPEM })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var authority: String { path("ca.pem") }

    func path(_ name: String) -> String { folder + "/" + name }

    /// Writes a file that its owner alone can read, as mail programs want it; returns its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    func port(_ service: UInt16, of host: String = "mail.example.com") -> UInt16 {
        for (door, port) in zip(served.gateway.doors, served.ports) {
            if case .port(host, service, _) = door.kind { return port }
        }
        return 0
    }

    var socks: UInt16 { served.ports[served.ports.count - 2] }
    var dns: UInt16 { served.ports[served.ports.count - 1] }
}
