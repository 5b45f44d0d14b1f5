import Ciphers
import Clockwork
import Foundation
import TLS

/// Handshakes a second over loopback, by our port 993 and by OpenSSL's own server; the client is
/// our engine both times, and does as much work as the server.
func printLoopbackHandshakes() throws {
    let world = try LoopbackWorld(publishing: [993])
    defer { world.close() }
    let client = try HandshakeClient(authority: world.authorityPEM, world.blueprint.calendar)
    let count = 300
    // Contexts are made, and caches are warm.
    for _ in 0..<20 { try client.shakeHands(world.port(), as: "localhost", awaitsGreeting: true) }
    let ours = try middle {
        for _ in 0..<count {
            try client.shakeHands(world.port(), as: "localhost", awaitsGreeting: true)
        }
    }
    line("TLS 1.3 handshakes over loopback, IMAP greeting included", perSecond(count, ours))
    guard let openssl = InstalledProgram("openssl") else {
        line("  by openssl s_server", "left out: the program is not here")
        return
    }
    let calendar = world.blueprint.calendar
    let authority = CertificateAuthority(
        chance: ChanceStream(Dice(seed: 1).stream("authority")), calendar: calendar)
    let identity = authority.identity(for: ["localhost"])
    let path = FileManager.default.temporaryDirectory.path + "/maillab-bench-\(getpid()).pem"
    try (identity.certificatePEM + identity.keyPEM).write(
        toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let port = try freePort()
    let server = try openssl.start([
        "s_server", "-accept", "127.0.0.1:\(port)", "-cert", path, "-cert_chain", path,
        "-key", path, "-www", "-quiet", "-num_tickets", "0",
    ])
    defer { server.terminate() }
    try waitForListener(on: port)
    let other = try HandshakeClient(authority: authority.rootPEM, calendar)
    let theirs = try middle {
        for _ in 0..<count { try other.shakeHands(port, as: "localhost", awaitsGreeting: false) }
    }
    line("  by openssl s_server, one after another as ours", perSecond(count, theirs))
    line("  cost against it", "\(tenths(ours / theirs)) times")
}

/// A client that shakes hands and goes away.
struct HandshakeClient {
    private let configuration: TLSClientConfiguration
    private let now: Instant = .zero + .hours(9)
    private let dice = Dice(seed: 2)

    init(authority: String, _ calendar: Clockwork.Calendar) throws {
        let base64 = authority.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let root = try Certificate([UInt8](Data(base64Encoded: base64) ?? Data()))
        var configuration = TLSClientConfiguration(anchors: [root], calendar: calendar)
        configuration.settings.versions = .tls13 ... .tls13
        self.configuration = configuration
    }

    /// Shakes hands once; with a greeting, hears the first octets that are encrypted.
    func shakeHands(_ port: UInt16, as name: String, awaitsGreeting: Bool) throws {
        let socket = try LoopbackClient(port: port)
        var engine = TLSEngine(
            role: .client(configuration, to: .host(name)), chance: ChanceStream(dice))
        var outbox: [TLSEngine.Output] = []
        engine.handle(.start, at: now, into: &outbox)
        var isGreeted = !awaitsGreeting
        while true {
            for output in outbox {
                switch output {
                case .send(let octets): try socket.send(octets)
                case .received: isGreeted = true
                case .failed(let failure): throw LoopbackFailure(what: "\(failure)")
                case .closed, .truncated: throw LoopbackFailure(what: "the server has gone")
                case .secured: break
                }
            }
            if engine.isOpen, isGreeted { return }
            outbox = []
            engine.handle(.received(Array(try socket.receive())), at: now, into: &outbox)
        }
    }
}
