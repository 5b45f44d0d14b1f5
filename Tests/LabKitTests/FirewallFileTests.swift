import LabKit
import Phrases
import Simulation
import Testing

/// Firewall sections of world files: read as written, and every mistake found in its place.
@Suite("Firewalls in world files")
struct FirewallFileTests {
    static let world = """
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
            firewall:
              rules:
                - drop out tcp to any port 25
          - name: server
            role: { en: a server, ja: サーバー }
            address: 192.0.2.4
            router: gate
            mail:
              domains: [lab.example]
              services: [smtp]
              cleartext-passwords: on
              refuse-clients: [192.0.2.2/32]
              refuse-at: greeting
          - name: gate
            kind: router
            role: { en: a router, ja: ルーター }
            op25b: { policy: on, verdict: tarpit, stage: all }
            ip25b: { policy: off, verdict: host-unreachable }
            firewall:
              default: prohibited
              sets:
                friends: [server, 203.0.113.0/24]
                nobody: none
              rules:
                - accept tcp from @friends to any port 25 name friends
                - "reset tcp from @dynamic to any except @home port 80, 443 log"
        links: []
        """

    private func troubles(_ old: String, _ new: String) -> [String] {
        LabKitTests.troubles(of: Self.world, replacing: old, with: new)
    }

    @Test("the world is read as it is written, and built")
    func read() throws {
        let plan = try WorldFile.parse(Self.world, name: "w.yaml")
        let gate = try #require(plan.hosts.last)
        #expect(gate.firewall?.defaultVerdict == .prohibited)
        #expect(
            gate.firewall?.sets.map { "\($0.name) = \($0.addresses)" } == [
                "friends = server, 203.0.113.0/24", "nobody = none",
            ])
        #expect(gate.op25b == Port25Plan(isOn: true, stage: .all, verdict: .tarpit))
        #expect(gate.ip25b == Port25Plan(isOn: false, verdict: .hostUnreachable))
        #expect(plan.hosts[1].mail?.clientRefusal?.point == .greeting)
        let bench = try Workbench(plan, seed: 1)
        let view = try bench.firewallView(of: "gate")
        #expect(
            view.rows.map(\.text) == [
                "accept tcp from @friends to any port 25 name friends",
                "reset tcp from @dynamic to any port 80, 443 except @home log",
                "tarpit tcp from @dynamic, @public-wifi to any port 25 except @own-mail, @home",
                "host-unreachable tcp from @foreign-dynamic to @home port 25", "prohibited",
            ])
        // Who is behind the router, and by what kind of line, needs no set in the file.
        #expect(view.sets.first { $0.name == "home" }?.addresses == "pc, server")
        #expect(view.sets.first { $0.name == "dynamic" }?.addresses == "pc")
        #expect(bench.firewallHosts == ["pc", "gate"])
    }

    @Test(
        "each mistake is found at its line and column",
        arguments: [
            (
                "drop out tcp to any port 25", "drop out tpc to any",
                ["13:20 firewall.rule-unknown-word"]
            ),
            ("drop out tcp to any port 25", "block", ["13:11 firewall.rule-unknown-verdict"]),
            ("drop out tcp to any port 25", "[drop]", ["13:11 file.expected-text"]),
            ("from @friends", "from @foes", ["35:27 firewall.rule-unknown-set"]),
            ("port 80, 443 log", "port 80, web log", ["36:65 firewall.rule-bad-port"]),
            ("203.0.113.0/24]", "203.0.113.1/24]", ["32:27 firewall.rule-bad-prefix"]),
            ("[server, 203", "[nowhere, 203", ["32:19 firewall.rule-bad-address"]),
            ("nobody: none", "friends: none", ["32:9 file.duplicate-key"]),
            ("nobody: none", "9body: none", ["33:9 file.expected-name"]),
            ("default: prohibited", "default: reject", ["30:16 file.expected-one-of"]),
            ("default: prohibited", "defaults: drop", ["30:7 file.unknown-key"]),
            ("stage: all", "stage: 2006", ["27:50 file.expected-one-of"]),
            ("verdict: tarpit", "verdict: accept", ["27:35 file.expected-one-of"]),
            (
                "policy: on, verdict", "dynamic-pools: [192.0.2.1/24], policy: on, verdict",
                ["27:30 file.expected-prefix"]
            ),
            (
                "policy: on, verdict", "exempt-destinations: [nobody], policy: on, verdict",
                ["27:36 world.unknown-host"]
            ),
            ("nobody: none", "dynamic: [pc]\n        nobody: none", []),
            ("customer: dynamic", "customer: static", ["27:12 world.no-dynamic-pool"]),
            ("refuse-at: greeting", "refuse-at: door", ["23:18 file.expected-one-of"]),
            ("      refuse-clients: [192.0.2.2/32]\n", "", ["22:7 file.missing-key"]),
            ("ip25b: { policy: off,", "ip25b: { policy: maybe,", ["28:22 file.expected-one-of"]),
            (
                "    firewall:\n      rules:\n        - drop out tcp to any port 25",
                "    op25b: { policy: on, verdict: drop }", ["11:5 world.only-for-routers"]
            ),
        ])
    func mistakes(old: String, new: String, expected: [String]) {
        #expect(troubles(old, new) == expected)
    }

    @Test("a set that the short form defined has no second meaning")
    func twice() {
        let found = troubles(
            "policy: on, verdict: tarpit, stage: all }",
            "policy: on, verdict: tarpit, dynamic-pools: [192.0.2.0/29] }")
        #expect(found.isEmpty)
        let text = Self.world.replacing(
            "policy: on, verdict", with: "dynamic-pools: [192.0.2.0/29], policy: on, verdict"
        )
        .replacing("nobody: none", with: "dynamic: none")
        do {
            _ = try WorldFile.parse(text, name: "w.yaml")
            Issue.record("two meanings were accepted")
        } catch {
            #expect(error.items.map(\.key) == ["world.set-twice"])
        }
    }
}
