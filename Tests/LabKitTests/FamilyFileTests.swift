import LabKit
import Simulation
import Testing
import Wire

/// IPv6 and address translation in world files, and what is said of mistakes there.
@Suite("World files with two families")
struct FamilyFileTests {
    /// A home behind a router that translates, and a server that has both families.
    static let small = """
        format: 1
        name: small
        calendar: { day-one: 2026-04-01, zone: "+0900", start: "09:00" }
        home: pc
        hosts:
          - name: pc
            role: { en: a PC, ja: PC }
            address: 192.168.1.10
            router: box
            resolver: names
          - name: server
            role: { en: a server, ja: サーバー }
            address: 192.0.2.4
            address6: 2001:db8::4
            router: far
            resolver: names
          - name: six
            role: { en: a server of one family, ja: サーバー }
            address6: "2001:db8::6"
            router: core
            resolver: names
            mail:
              services: [smtp]
              cleartext-passwords: off
              relay-for: ["2001:db8::/64"]
          - name: names
            role: { en: a resolver, ja: リゾルバー }
            address: 192.0.2.8
            address6: 2001:db8::8
            router: core
            name-service:
              roots: [names]
              clients: [192.0.2.0/24, "2001:db8::/32"]
          - name: box
            kind: router
            role: { en: a home router, ja: ルーター }
            customer: dynamic
            nat:
              inside: [192.168.1.0/24]
              link: core
              forward:
                - { protocol: tcp, port: 2525, to: pc, to-port: 25 }
          - name: core
            kind: router
            role: { en: a router, ja: ルーター }
            op25b: { policy: on, verdict: drop }
            firewall:
              rules: ["drop tcp from 2001:db8::/126 to six port 25"]
          - name: far
            kind: router
            role: { en: another, ja: 別のルーター }
        links:
          - { a: box, a-address: 203.0.113.2, b: core, b-address: 203.0.113.3 }
          - { a: core, a-address: 192.0.2.32, a-address6: "2001:db8::20",
              b: far, b-address: 192.0.2.33, b-address6: "2001:db8::21" }
        """

    private func troubles(_ old: String, _ new: String) -> [String] {
        LabKitTests.troubles(of: Self.small, replacing: old, with: new)
    }

    @Test("the small world is read as it is written")
    func small() throws {
        let plan = try WorldFile.parse(Self.small, name: "w.yaml")
        func host(_ name: String) throws -> HostPlan {
            try #require(plan.hosts.first { $0.name == name })
        }
        let server = try host("server")
        #expect(server.address == IPAddress(192, 0, 2, 4))
        #expect(server.address6 == IPAddress("2001:db8::4"))
        // Who has IPv4 asks over that; who has not, over IPv6.
        #expect(server.resolver == IPAddress(192, 0, 2, 8))
        let six = try host("six")
        #expect(six.address == nil && six.address6 == IPAddress("2001:db8::6"))
        #expect(six.resolver == IPAddress("2001:db8::8"))
        #expect(six.mail?.relayFor == [try #require(IPPrefix("2001:db8::/64"))])
        guard case .resolver(let roots, let clients)? = try host("names").nameService else {
            Issue.record("no resolver")
            return
        }
        #expect(roots.map(\.address) == [IPAddress(192, 0, 2, 8), IPAddress("2001:db8::8")])
        #expect(clients.map { "\($0)" } == ["192.0.2.0/24", "2001:db8::/32"])
        let box = try host("box")
        #expect(box.customer == .dynamic)
        #expect(
            box.translation
                == TranslationPlan(
                    inside: [try #require(IPPrefix("192.168.1.0/24"))], link: "core",
                    forwardings: [
                        .init(protocolNumber: .tcp, port: 2_525, host: "pc", hostPort: 25)
                    ]))
        #expect(plan.links[0].addressA6 == nil)
        #expect(plan.links[1].addressA6 == IPAddress("2001:db8::20"))
        #expect(plan.links[1].addressB6 == IPAddress("2001:db8::21"))
        // The home's line is dynamic, so OP25B has somebody to stop: the world can be built.
        let bench = try Workbench(plan, seed: 1)
        #expect(try bench.verdict(from: "pc", to: "server", port: 25) == "drop")
        #expect(try bench.verdict(from: "pc", to: "server", port: 587) == "accept")
        #expect(try bench.verdict(from: "server", to: "six", port: 25, family: .v6) == "accept")
    }

    @Test(
        "each mistake is found at its line and column",
        arguments: [
            // Families.
            (
                "address: 192.0.2.4", "address: \"2001:db8::a\"",
                ["13:14 file.expected-family"]
            ),
            ("address6: 2001:db8::4", "address6: 192.0.2.6", ["14:15 file.expected-family"]),
            ("address6: 2001:db8::4", "address6: 2001:db8:::4", ["14:15 file.expected-address"]),
            (
                "address6: \"2001:db8::6\"", "address6: 2001:db8::4",
                ["19:15 world.duplicate-address"]
            ),
            (
                "address6: \"2001:db8::6\"", "address6: 2001:db8::5",
                ["19:15 world.address-of-router"]
            ),
            (
                "    address6: \"2001:db8::6\"\n", "",
                ["17:5 file.missing-key"]
            ),
            (
                "    address: 192.0.2.8\n    address6: 2001:db8::8", "    address: 192.0.2.8",
                ["21:15 world.no-common-family"]
            ),
            (
                "    kind: router\n    role: { en: another",
                "    kind: router\n    address6: 2001:db8::30\n    role: { en: another",
                ["51:5 world.not-for-routers"]
            ),
            // Links.
            (", b-address6: \"2001:db8::21\"", "", ["54:51 file.missing-key"]),
            ("2001:db8::21", "2001:db8::22", ["55:50 world.link-not-a-pair"]),
            (
                "a-address6: \"2001:db8::20\"", "a-address6: \"2001:db8::7\"",
                ["54:51 world.address-of-router", "55:50 world.link-not-a-pair"]
            ),
            (
                "a-address: 203.0.113.2", "a-address: \"2001:db8::70\"",
                ["53:26 file.expected-family"]
            ),
            // Address translation.
            (
                "inside: [192.168.1.0/24]", "inside: [192.168.1.1/24]",
                ["39:16 file.expected-prefix", "42:44 world.not-inside"]
            ),
            (
                "inside: [192.168.1.0/24]", "inside: [\"2001:db8::/64\"]",
                ["39:16 file.expected-family", "42:44 world.not-inside"]
            ),
            ("      link: core\n", "", ["39:7 file.missing-key", "45:12 world.no-dynamic-pool"]),
            (
                "link: core", "link: nowhere",
                ["40:13 world.unknown-router", "46:12 world.no-dynamic-pool"]
            ),
            (
                "link: core", "link: far",
                ["40:13 world.no-such-link", "46:12 world.no-dynamic-pool"]
            ),
            (
                "link: core", "link: server",
                ["40:13 world.not-a-router", "46:12 world.no-dynamic-pool"]
            ),
            ("protocol: tcp", "protocol: icmp", ["42:23 file.expected-one-of"]),
            ("port: 2525", "port: 70000", ["42:34 file.expected-number"]),
            ("to: pc, to-port: 25", "to: pc, to-port: smtp", ["42:57 file.expected-number"]),
            ("to: pc,", "to: server,", ["42:44 world.not-inside"]),
            ("to: pc,", "to: core,", ["42:44 world.has-no-address"]),
            (
                "to-port: 25 }", "to-port: 25 }\n        - { protocol: tcp, port: 2525, to: pc }",
                ["43:11 world.forwarded-twice"]
            ),
            (
                "    address: 192.168.1.10\n",
                "    address: 192.168.1.10\n    nat: { inside: [192.168.1.0/24], link: core }\n",
                ["9:5 world.only-for-routers"]
            ),
            (
                "    kind: router\n    role: { en: another",
                "    kind: router\n    customer: dynamic\n    role: { en: another",
                ["51:5 world.not-for-routers"]
            ),
        ])
    func mistakes(old: String, new: String, expected: [String]) {
        #expect(troubles(old, new) == expected)
    }

    @Test("a forwarding keeps the port where none is named")
    func samePort() throws {
        let text = Self.small.replacing(", to-port: 25", with: "")
        let plan = try WorldFile.parse(text, name: "w.yaml")
        #expect(plan.hosts.compactMap(\.translation).first?.forwardings.first?.hostPort == 2_525)
    }

    @Test("the home-router world is one home, one dynamic address")
    func homeRouter() throws {
        let plan = try WorldFile.read(path: labsFolder + "/worlds/home-router.yaml")
        let router = try #require(plan.hosts.first { $0.translation != nil })
        #expect(router.name == "home-router" && router.customer == .dynamic)
        let inside = try #require(router.translation?.inside)
        for host in plan.hosts where host.router == router.name {
            let address = try #require(host.address)
            #expect(inside.contains { $0.contains(address) }, "\(host.name)")
        }
        #expect(plan.hosts.count { $0.router == router.name } == 3)
    }
}
