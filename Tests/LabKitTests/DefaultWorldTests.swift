import Clockwork
import LabKit
import Simulation
import Testing
import Wire

/// The folder of labs in this source tree.
let labsFolder =
    String(#filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })
    + "/Labs"

/// The default world has what PRODUCT.md promises.
@Suite("The default world")
struct DefaultWorldTests {
    let plan: Blueprint

    init() throws { plan = try WorldFile.read(path: labsFolder + "/worlds/internet.yaml") }

    private func host(_ name: String) throws -> HostPlan {
        try #require(plan.hosts.first { $0.name == name })
    }

    @Test("every host of the table is there")
    func hosts() {
        let promised = [
            "alice-pc", "infected-pc", "mail.office.example", "home-mta", "mail.isp-a.example",
            "edge.isp-a.example", "bob-laptop", "bob-phone", "edge.isp-b.example",
            "mail.example.com", "mail.example.jp", "mx2.example.jp", "resolver.isp-a.example",
            "resolver.isp-b.example", "ns.root.example", "visitor",
        ]
        for name in promised { #expect(plan.hosts.contains { $0.name == name }, "\(name)") }
        #expect(plan.home == "alice-pc")
        #expect(plan.calendar.mailDate(plan.start) == "Wed, 01 Apr 2026 09:00:00 +0900")
    }

    @Test("the accounts are the promised ones, with their passwords")
    func accounts() {
        let accounts = plan.hosts.flatMap { $0.mail?.accounts ?? [] }
            .map { "\($0.login)/\($0.password)" }.sorted()
        #expect(
            accounts == [
                "alice@example.com/wonderland", "alice@isp-a.example/lookingglass",
                "bob@example.jp/builder", "carol@example.jp/christmas",
                "dave@example.com/diamonds", "erin@isp-a.example/evergreen",
                "frank@mobile.example/firefly", "owner@office.example/opensesame",
            ])
    }

    @Test("providers offer all services; backup MX and hobbyist offer 25 only")
    func services() throws {
        for name in [
            "mail.example.com", "mail.example.jp", "mail.isp-a.example", "mail.office.example",
        ] {
            #expect(try host(name).mail?.services == [.smtp, .submission, .pop3, .imap])
        }
        for name in ["mx2.example.jp", "home-mta"] {
            #expect(try host(name).mail?.services == [.smtp])
        }
        #expect(try host("mx2.example.jp").mail?.domains == [])
        #expect(try host("mx2.example.jp").mail?.backupFor == ["example.jp"])
        #expect(try host("mx2.example.jp").mail?.accounts == [])
    }

    @Test("addresses are reserved ones, and no host stands in the place of a router's end")
    func addresses() throws {
        let reserved = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"]
            .compactMap { IPPrefix($0) }
        let ends = plan.links.flatMap { [$0.addressA, $0.addressB, $0.addressA6, $0.addressB6] }
            .compactMap { $0 }
        let all = plan.hosts.flatMap { [$0.address, $0.address6] }.compactMap { $0 }
        #expect(ends.count == 8)
        for address in all + ends { #expect(reserved.contains { $0.contains(address) }) }
        for address in all { #expect(address.octets.last.map { $0 % 2 } == 0) }
        #expect(try host("mail.example.com").address == IPAddress(192, 0, 2, 10))
    }

    @Test("who is dynamic, static and exempt is what OP25B needs")
    func op25b() throws {
        let edge = try host("edge.isp-a.example")
        let policy = try #require(edge.op25b)
        #expect(policy.isOn && policy.verdict == .drop && policy.stage == .homeServers)
        let sets = try #require(edge.firewall).sets
        func pool(_ name: String) throws -> [IPPrefix] {
            let set = try #require(sets.first { $0.name == name }, "no set \(name)")
            return set.addresses.split(separator: ", ").compactMap { IPPrefix($0) }
        }
        #expect(sets.first { $0.name == "own-mail" }?.addresses == "mail.isp-a.example")
        #expect(sets.first { $0.name == "mobile-carriers" }?.addresses == "mx.mobile.example")
        // The kinds of lines and the pools tell the same story.
        for (name, customer) in [
            ("dynamic", CustomerClass.dynamic), ("public-wifi", .publicWifi), ("static", .fixed),
        ] {
            let pool = try pool(name)
            for plan in plan.hosts where plan.router == "edge.isp-a.example" {
                for address in [plan.address, plan.address6].compactMap({ $0 }) {
                    let isInPool = pool.contains { $0.contains(address) }
                    #expect(isInPool == (plan.customer == customer), "\(plan.name)")
                }
            }
        }
        #expect(try host("mail.office.example").customer == .fixed)
        #expect(try host("mail.isp-a.example").mail?.relayFor == pool("dynamic"))
        let other = try host("edge.isp-b.example")
        #expect(other.op25b == nil)
        #expect(other.ip25b?.isOn == false)
        #expect(try host("core.example").ip25b?.isOn == false)
    }

    @Test("the bot runs at 09:10 and every half hour")
    func bot() throws {
        let bot = try #require(try host("infected-pc").bot)
        #expect((bot.first - plan.start).wholeSeconds == 600)
        #expect(bot.every.wholeSeconds == 1_800)
        #expect(bot.victims == ["bob@example.jp", "dave@example.com"])
    }

    @Test("every host has a PTR record, and every name server is delegated to with glue")
    func zones() throws {
        var zones: [String] = []
        for host in plan.hosts {
            if case .authoritative(let texts) = host.nameService { zones += texts }
        }
        let origins = zones.map { $0.split(whereSeparator: \.isWhitespace)[1] }
        #expect(
            origins == [
                ".", "com.", "jp.", "example.", "in-addr.arpa.", "2.0.192.in-addr.arpa.",
                "100.51.198.in-addr.arpa.", "113.0.203.in-addr.arpa.", "ip6.arpa.",
                "0.0.0.0.c.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
                "0.0.0.0.a.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
                "d.0.0.0.a.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
                "0.0.0.0.b.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "example.com.",
                "example.jp.", "isp-a.example.", "isp-b.example.", "office.example.",
                "hobby.example.", "mobile.example.",
            ])
        for address in plan.hosts.compactMap(\.address) {
            let parts = address.octets.map(String.init)
            let origin = "$ORIGIN " + parts[..<3].reversed().joined(separator: ".")
            let zone = try #require(zones.first { $0.hasPrefix(origin + ".in-addr") })
            #expect(zone.contains("\n\(parts[3]) "), "PTR of \(address)")
        }
        for address in plan.hosts.compactMap(\.address6) {
            let nibbles = address.octets.flatMap { [$0 >> 4, $0 & 0x0F] }
                .map { String($0, radix: 16) }
            let origin =
                "$ORIGIN " + nibbles[..<16].reversed().joined(separator: ".") + ".ip6.arpa."
            let zone = try #require(zones.first { $0.hasPrefix(origin) }, "zone of \(address)")
            let name = nibbles[16...].reversed().joined(separator: ".")
            #expect(zone.contains("\n\(name) "), "PTR of \(address)")
            #expect(
                zones.contains {
                    $0.contains("AAAA \(address)\n") || $0.contains("AAAA   \(address)\n")
                })
        }
        let jp = try #require(zones.first { $0.hasPrefix("$ORIGIN example.jp.") })
        #expect(
            jp.contains("MX     10 mail.example.jp.") && jp.contains("MX     20 mx2.example.jp."))
    }
}
