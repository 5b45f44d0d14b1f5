import LabKit
import Phrases
import Simulation
import Testing

/// World files that are wrong: what was expected, and where.
@Suite("World files")
struct WorldFileTests {
    /// A small world that is right; tests replace one line of it.
    static let small = """
        format: 1
        name: small
        calendar: { day-one: 2026-04-01, zone: "+0900", start: "09:00" }
        home: pc
        hosts:
          - name: pc
            role: { en: a PC, ja: PC }
            address: 192.0.2.2
            router: gate
            customer: dynamic
            resolver: server
            user: ann@lab.example
          - name: server
            role: { en: a server, ja: サーバー }
            address: 192.0.2.4
            router: gate
            mail:
              domains: [lab.example]
              services: [smtp, submission]
              cleartext-passwords: on
              relay-for: [192.0.2.0/29]
              accounts:
                - { login: ann@lab.example, password: secret }
          - name: gate
            kind: router
            role: { en: a router, ja: ルーター }
            op25b:
              policy: on
              dynamic-pools: [192.0.2.0/30]
              exempt-destinations: [server]
              verdict: reset
          - name: far
            kind: router
            role: { en: another, ja: 別のルーター }
        links:
          - { a: gate, a-address: 192.0.2.8, b: far, b-address: 192.0.2.9, latency: 7ms }
        """

    /// The places and keys of what is wrong with the small world once `old` reads `new`.
    private func troubles(_ old: String, _ new: String) -> [String] {
        LabKitTests.troubles(of: Self.small, replacing: old, with: new)
    }

    @Test("the small world is read as it is written")
    func small() throws {
        let plan = try WorldFile.parse(Self.small, name: "w.yaml")
        #expect(plan.hosts.map(\.name) == ["pc", "server", "gate", "far"])
        #expect(plan.hosts[0].resolver == plan.hosts[1].address)
        #expect(plan.hosts[1].mail?.services == [.smtp, .submission])
        #expect(plan.hosts[2].op25b?.verdict == .reset)
        #expect(
            plan.hosts[2].firewall?.sets.map { "\($0.name) \($0.addresses)" } == [
                "dynamic 192.0.2.0/30", "own-mail server",
            ])
        #expect(plan.links.first?.line.latency.wholeMilliseconds == 7)
        #expect(plan.start.nanoseconds == 9 * 3_600 * 1_000_000_000)
        #expect(plan.calendar.mailDate(plan.start) == "Wed, 01 Apr 2026 09:00:00 +0900")
    }

    @Test("a certificate is valid unless the file says otherwise; none is no TLS")
    func certificates() throws {
        func mail(_ more: String) throws -> MailPlan? {
            let text = Self.small.replacing(
                "cleartext-passwords: on", with: "cleartext-passwords: on\(more)")
            return try WorldFile.parse(text, name: "w.yaml").hosts[1].mail
        }
        #expect(try mail("")?.certificate == .valid)
        #expect(try mail("")?.ports == [25, 465, 587])
        let wrong = try mail("\n      certificate: self-signed")?.certificate
        #expect(wrong == .defective(.selfSigned))
        #expect(try mail("\n      certificate: none")?.ports == [25, 587])
    }

    @Test(
        "each mistake is found at its line and column",
        arguments: [
            ("format: 1", "format: 2", ["1:9 file.unknown-format"]),
            ("name: small", "name: small\ncolour: red", ["3:1 file.unknown-key"]),
            ("name: small\n", "", ["1:1 file.missing-key"]),
            ("home: pc", "home: nowhere", ["4:7 world.unknown-host"]),
            ("home: pc", "home: gate", ["4:7 world.home-is-router"]),
            ("2026-04-01", "2026-04-31", ["3:22 world.expected-date"]),
            ("+0900", "JST", ["3:40 world.expected-zone"]),
            ("09:00", "9 o'clock", ["3:56 file.expected-time"]),
            (
                "- name: server", "- name: pc",
                [
                    "11:15 world.unknown-host", "13:11 world.duplicate-name",
                    "30:29 world.unknown-host",
                ]
            ),
            ("192.0.2.4\n", "192.0.2.2\n", ["15:14 world.duplicate-address"]),
            ("192.0.2.4\n", "192.0.2.3\n", ["15:14 world.address-of-router"]),
            ("192.0.2.4\n", "192.0.2\n", ["15:14 file.expected-address"]),
            ("router: gate", "router: door", ["9:13 world.unknown-router"]),
            ("router: gate", "router: server", ["9:13 world.not-a-router"]),
            ("resolver: server", "resolver: nobody", ["11:15 world.unknown-host"]),
            ("user: ann@lab", "user: zoe@lab", ["12:11 world.unknown-account"]),
            ("role: { en: a PC, ja: PC }", "role: { en: a PC }", ["7:11 file.missing-language"]),
            ("role: { en: a PC, ja: PC }", "role: a PC", ["7:11 file.expected-languages"]),
            ("customer: dynamic", "customer: maybe", ["10:15 file.expected-one-of"]),
            ("[smtp, submission]", "[smtp, gopher]", ["19:24 file.expected-one-of"]),
            ("[smtp, submission]", "smtp", ["19:17 file.expected-list"]),
            (
                "cleartext-passwords: on", "cleartext-passwords: perhaps",
                ["20:28 file.expected-one-of"]
            ),
            (
                "cleartext-passwords: on", "cleartext-passwords: on\n      certificate: late",
                ["21:20 file.expected-one-of"]
            ),
            ("192.0.2.0/29", "192.0.2.1/29", ["21:19 file.expected-prefix"]),
            (
                "login: ann@lab.example", "login: ann@far.example",
                ["12:11 world.unknown-account", "23:20 world.login-outside"]
            ),
            (
                "domains: [lab.example]", "domains: [lab.example]\n      backup-for: [x.example]",
                ["19:20 world.backup-of-nothing"]
            ),
            ("latency: 7ms", "latency: fast", ["36:77 file.expected-interval"]),
            ("b-address: 192.0.2.9", "b-address: 192.0.2.11", ["36:57 world.link-not-a-pair"]),
            ("b: far", "b: gate", ["36:41 world.link-to-itself"]),
            ("verdict: reset", "verdict: shout", ["31:16 file.expected-one-of"]),
            ("home: pc", "home: [", ["6:3 file.not-yaml"]),
        ])
    func mistakes(old: String, new: String, expected: [String]) {
        #expect(troubles(old, new) == expected)
    }

    @Test("several mistakes are told at once, each as one line in the reader's language")
    func several() throws {
        let text = Self.small.replacing("home: pc", with: "home: x")
            .replacing("7ms", with: "7")
        do {
            _ = try WorldFile.parse(text, name: "w.yaml")
            Issue.record("a wrong world was accepted")
        } catch {
            #expect(
                error.lines(in: .english) == [
                    "w.yaml:4:7: no host of this world is called x",
                    "w.yaml:36:77: expected a length of time such as 5ms, 30s, 30min, 2h or 1d, "
                        + "not \"7\"",
                ])
            #expect(error.lines(in: .japanese)[0].hasPrefix("w.yaml:4:7: この世界に x "))
        }
    }

    @Test("any cut of the file is read or refused, and never a trap")
    func cuts() {
        let octets = Array(Self.small.utf8)
        for end in stride(from: 0, to: octets.count, by: 3) {
            let cut = String(decoding: octets[..<end], as: UTF8.self)
            do {
                _ = try WorldFile.parse(cut, name: "cut")
                Issue.record("a world cut at \(end) was accepted")
            } catch {
                #expect(!error.items.isEmpty)
                #expect(error.items.allSatisfy { labCatalogue.has($0.key) })
            }
        }
    }

    @Test("deep nesting and missing files are refused")
    func hostile() {
        let deep = String(repeating: "[", count: 200_000)
        #expect(throws: FileTrouble.self) { try WorldFile.parse(deep, name: "deep") }
        #expect(throws: FileTrouble.self) { try WorldFile.read(path: "/nonexistent.yaml") }
        let long = String(repeating: "# a comment\n", count: 100_000)
        #expect(throws: FileTrouble.self) { try WorldFile.parse(long, name: "long") }
    }
}
