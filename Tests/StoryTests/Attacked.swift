import Clockwork
import PostOffice
import Session
import Simulation
import Testing

/// The default internet with an attacker next to somebody's PC.
struct Attacked {
    var bench: Workbench
    /// A PC, its user, and the user's provider.
    struct Victim: Sendable, CustomTestStringConvertible {
        let pc: String
        let router: String
        let login: String
        let password: String
        let server: String
        var testDescription: String { login }
    }

    /// A customer of the provider of today, and one of the provider of 2005.
    static let alice = Victim(
        pc: "alice-pc", router: "edge.isp-a.example", login: "alice@example.com",
        password: "wonderland", server: "mail.example.com")
    static let bob = Victim(
        pc: "bob-laptop", router: "edge.isp-b.example", login: "bob@example.jp",
        password: "builder", server: "mail.example.jp")
    static let victims = [alice, bob]

    init(
        _ plan: AttackOrder.Plan, _ a: String, _ b: String, seed: UInt64 = 1
    ) throws {
        bench = try Story.bench(seed: seed)
        try bench.perform(.placeAttacker(AttackOrder(a: a, b: b, plan: plan)))
    }

    init(_ plan: AttackOrder.Plan, _ victim: Victim, seed: UInt64 = 1) throws {
        try self.init(plan, victim.pc, victim.router, seed: seed)
    }

    /// A letter from a victim to itself; what came of it.
    mutating func send(_ victim: Victim, _ security: TransportSecurity?) throws -> String {
        try bench.perform(
            .send(
                SendOrder(
                    host: victim.pc, from: victim.login, recipients: [victim.login],
                    subject: "Secret plans", body: "Meet me at noon.", security: security)))
        _ = bench.run(until: .quiet)
        guard case .sendFinished(_, let accepted, let refused)? = bench.lastOutcome else {
            return "nothing"
        }
        return accepted.isEmpty ? refused.first?.reason.key ?? "refused" : "accepted"
    }

    /// A victim's mail; what came of it.
    mutating func fetch(
        _ victim: Victim, _ using: RetrievalProtocol, _ security: TransportSecurity?
    ) throws -> String {
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: victim.pc, login: victim.login, using: using, deletes: false,
                    security: security)))
        _ = bench.run(until: .quiet)
        guard case .fetchFinished(_, _, let failure)? = bench.lastOutcome else {
            return "nothing"
        }
        return failure?.key ?? "fetched"
    }

    /// All three protocols one after the other.
    mutating func everything(
        _ victim: Victim, _ security: TransportSecurity?
    ) throws -> [String] {
        [
            try send(victim, security), try fetch(victim, .pop3, security),
            try fetch(victim, .imap, security),
        ]
    }

    /// What the attacker could read.
    var read: String {
        bench.journal.compactMap { event -> String? in
            guard event.host == "attacker", case .lines(.heard, _, let octets) = event.what else {
                return nil
            }
            return String(decoding: octets, as: UTF8.self)
        }.joined()
    }

    /// Whether a victim's password was there to be read, as it is or in base64.
    func leaks(_ victim: Victim) -> Bool {
        let plain = Array("\0\(victim.login)\0\(victim.password)".utf8)
        return read.contains(victim.password) || read.contains(Self.base64(plain))
            || read.contains(Self.base64(Array(victim.password.utf8)))
    }

    private static func base64(_ octets: [UInt8]) -> String {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: octets.count, by: 3) {
            let three = octets[start..<min(start + 3, octets.count)]
            var bits = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
            bits &= 0xFF_FFFF
            for place in 0..<4 {
                text.append(
                    place > three.count ? "=" : letters[bits >> (18 - 6 * place) & 63])
            }
        }
        return text
    }

    /// The attacker's deeds, by their kinds.
    var deeds: [String] {
        bench.journal.compactMap { if case .attack(let deed) = $0.what { deed.kind } else { nil } }
    }

    /// The keys of the engines' notes on a host.
    func notes(on host: String) -> [String] {
        bench.journal.compactMap { event in
            guard event.host == host, case .note(let note) = event.what else { return nil }
            return note.key
        }
    }

    /// On how many connections a host had TLS.
    func securedCount(on host: String) -> Int {
        bench.journal.filter { event in
            guard event.host == host, case .tls(.secured) = event.what else { return false }
            return true
        }.count
    }
}
