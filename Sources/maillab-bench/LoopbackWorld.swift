import Clockwork
import Foundation
import Gateway
import LabKit
import Mail
import PostOffice
import Simulation
import Wire

/// The default world with open doors, as `maillab serve --no-latency` has it.
final class LoopbackWorld {
    let gateway: Gateway
    let blueprint: Blueprint
    let authorityPEM: String
    private var ports: [UInt16] = []

    /// Opens ports of mail.example.com; with so many letters in Alice's mailbox.
    init(publishing services: [UInt16], letters: Int = 0) throws {
        Self.raiseLimits()
        var plan = try WorldFile.read(path: "Labs/worlds/internet.yaml").withoutLatency
        // The bench reads its mailbox without TLS: what that costs is a figure of its own.
        for place in plan.hosts.indices where plan.hosts[place].name == "mail.example.com" {
            plan.hosts[place].mail?.takesCleartextPasswords = true
        }
        blueprint = plan
        var saved: SavedWorld?
        if letters > 0 {
            let name = DiskName(
                host: "mail.example.com", part: .mailboxes(login: "alice@example.com"))
            saved = SavedWorld(
                moment: blueprint.start, run: 1,
                disks: [.init(name, try Self.mailbox(letters, at: blueprint.start))])
        }
        var workbench = try Workbench(blueprint, seed: 1, continuing: saved)
        workbench.keepsRecording = false
        authorityPEM = workbench.authorityPEM
        var limits = GatewayLimits()
        limits.events = 100_000
        gateway = Gateway(limits: limits, logger: LogLines.quiet)
        for service in services {
            let door = Door(
                .port(host: "mail.example.com", port: service, from: "visitor"),
                at: Endpoint(IPAddress(127, 0, 0, 1), 0))
            ports.append(try gateway.open(door, of: &workbench).listening.port)
        }
        gateway.giveBack(&workbench)
    }

    /// Where a service is, by its place in the list.
    func port(_ place: Int = 0) -> UInt16 { ports[place] }

    /// Closes everything.
    func close() {
        _ = gateway.shutDown()
        gateway.end()
    }

    /// As many descriptors as this user may have; a peer that has gone is an error, not the end.
    private static func raiseLimits() {
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        #if canImport(Darwin)
            let resource = RLIMIT_NOFILE
        #else
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        _ = setrlimit(resource, &limit)
    }

    /// The disk of an account with letters of about two kilobytes in its INBOX.
    private static func mailbox(_ count: Int, at moment: Instant) throws -> DiskImage {
        var store = MailboxStore(uidValiditySeed: 1)
        let text = String(repeating: "All work and no play makes a dull letter.\r\n", count: 40)
        for number in 1...count {
            let letter =
                "From: bob@example.jp\r\nTo: alice@example.com\r\n"
                + "Subject: Letter \(number)\r\nMessage-ID: <\(number)@example.jp>\r\n\r\n" + text
            try store.append(Array(letter.utf8), flags: [], at: moment, to: "INBOX")
        }
        return store.disk.image
    }
}
