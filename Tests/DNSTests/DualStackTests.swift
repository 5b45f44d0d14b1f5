import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let v4 = address("192.0.2.1")
private let v6 = address("2001:db8::1")

private func records(_ addresses: IPAddress...) -> StubOutcome {
    .records(addresses.map { DNSRecord(name("a.example"), .address($0)) })
}

@Suite("Hosts with IPv4, IPv6 or both")
struct DualStackTests {
    @Test("a host asks for the families that it has")
    func families() {
        #expect(AddressFamilies(of: [v4]).types == [.a])
        #expect(AddressFamilies(of: [v6]).types == [.aaaa])
        #expect(AddressFamilies(of: [v4, v6]).types == [.a, .aaaa])
        #expect(AddressFamilies(of: []) == .ipv4)
        #expect(AddressFamilies.ipv6.contains(v6) && !AddressFamilies.ipv6.contains(v4))
    }

    /// What comes of the answers to A and to AAAA, in either order.
    private func outcome(_ a: StubOutcome, _ aaaa: StubOutcome) -> AddressLookup.Outcome? {
        var outcomes: [AddressLookup.Outcome?] = []
        for order in [[0, 1], [1, 0]] {
            var lookup = AddressLookup(name("a.example"), families: .both)
            #expect(lookup.answered([a, aaaa][order[0]], token: order[0]) == nil)
            #expect(lookup.answered([a, aaaa][order[0]], token: order[0]) == nil)
            #expect(lookup.answered([a, aaaa][order[0]], token: 7) == nil)
            outcomes.append(lookup.answered([a, aaaa][order[1]], token: order[1]))
        }
        #expect(outcomes[0] == outcomes[1])
        return outcomes[0]
    }

    @Test("IPv6 first; what one family lacks the other makes good")
    func merging() {
        #expect(outcome(records(v4), records(v6)) == .addresses([v6, v4]))
        #expect(outcome(records(v4), .noData) == .addresses([v4]))
        #expect(outcome(.noData, records(v6)) == .addresses([v6]))
        #expect(outcome(.timedOut, records(v6)) == .addresses([v6]))
        #expect(outcome(records(v4), .serverFailure) == .addresses([v4]))
        #expect(outcome(.noData, .noData) == .noAddress)
        #expect(outcome(.noSuchName, .noSuchName) == .noSuchName)
        // As long as one family may still have something, asking again is right.
        #expect(outcome(.noData, .timedOut) == .temporaryFailure)
        #expect(outcome(.serverFailure, .noSuchName) == .temporaryFailure)
    }

    /// Runs an MX lookup against the small internet.
    private func route(_ families: AddressFamilies, own: [IPAddress] = []) throws -> MXRoute? {
        var net = try SmallInternet.standard()
        let zone = """
            $ORIGIN example.jp.
            $TTL 600
            @    SOA ns1 h 1 2 3 4 5
            @    NS  ns1
            @    MX  10 both
            @    MX  20 six
            @    MX  30 four
            @    MX  40 none
            ns1  A   198.51.100.4
            both A   203.0.113.1
            both AAAA 2001:db8::1
            six  AAAA 2001:db8::6
            four A   203.0.113.4
            none TXT nothing
            """
        for leaf in ["198.51.100.4", "198.51.100.5"] {
            net[address(leaf)] = .authority(
                AuthoritativeServer(zones: [try ZoneFile.parse(zone)]))
        }
        var lookup = MXLookup(
            domain: "example.jp", ownName: nil, ownAddresses: own, families: families,
            dice: Dice(seed: 1))
        var steps = lookup.start()
        while !steps.isEmpty {
            switch steps.removeFirst() {
            case .note: break
            case .finished(let route): return route
            case .ask(let asked, let type, let token):
                let outcome = try net.resolve("\(asked)", type)
                steps += lookup.answered(
                    StubResult(
                        token: token, question: DNSQuestion(asked, type), outcome: outcome))
            }
        }
        return nil
    }

    private func hosts(_ route: MXRoute?) -> [String] {
        guard case .hosts(let hosts) = route else { return [] }
        return hosts.map { host in
            host.name.prefix { $0 != "." } + " "
                + host.addresses.map(\.description).joined(separator: " ")
        }
    }

    @Test("each MX host has the addresses that the asking host can use (RFC 5321 §5.1)")
    func exchanges() throws {
        #expect(
            hosts(try route(.both)) == [
                "both 2001:db8::1 203.0.113.1", "six 2001:db8::6", "four 203.0.113.4",
            ])
        #expect(hosts(try route(.ipv4)) == ["both 203.0.113.1", "four 203.0.113.4"])
        #expect(hosts(try route(.ipv6)) == ["both 2001:db8::1", "six 2001:db8::6"])
        // We know ourselves by an address of either family.
        #expect(
            hosts(try route(.both, own: [address("2001:db8::6")])) == [
                "both 2001:db8::1 203.0.113.1"
            ])
    }

    @Test("the tag of an address literal and its form must agree (RFC 5321 §4.1.3)")
    func literals() throws {
        func route(_ domain: String) -> MXRoute? {
            var lookup = MXLookup(
                domain: domain, ownName: nil, ownAddresses: [], dice: Dice(seed: 1))
            for case .finished(let route) in lookup.start() { return route }
            return nil
        }
        #expect(hosts(route("[IPv6:2001:db8::1]")) == ["[IPv6:2001:db8::1] 2001:db8::1"])
        for domain in ["[2001:db8::1]", "[IPv6:192.0.2.1]", "[IPv6:]", "[]", "[192.0.2.1", "["] {
            #expect(route(domain) == .noSuchDomain, "\(domain)")
        }
    }

    @Test("a resolver with IPv6 alone finds its way over AAAA and IPv6 glue")
    func overIPv6() throws {
        var net = SmallInternet()
        func zone(_ text: String) throws -> SmallInternet.Node {
            .authority(AuthoritativeServer(zones: [try ZoneFile.parse(text)]))
        }
        net[address("2001:db8::1")] = try zone(
            """
            . 60 SOA ns.root.example. h. 1 2 3 4 5
            . 60 NS ns.root.example.
            jp. 60 NS ns.jp.
            ns.jp. 60 A 198.51.100.2
            ns.jp. 60 AAAA 2001:db8::2
            example. 60 NS ns.jp.
            """)
        net[address("2001:db8::2")] = .authority(
            AuthoritativeServer(zones: [
                try ZoneFile.parse(
                    """
                    jp. 60 SOA ns.jp. h. 1 2 3 4 5
                    jp. 60 NS ns.jp.
                    www.jp. 60 A 203.0.113.9
                    sub.jp. 60 NS ns.example.
                    """),
                try ZoneFile.parse(
                    """
                    example. 60 SOA ns.jp. h. 1 2 3 4 5
                    example. 60 NS ns.jp.
                    ns.example. 60 AAAA 2001:db8::3
                    """),
            ]))
        net[address("2001:db8::3")] = try zone(
            "sub.jp. 60 SOA ns.example. h. 1 2 3 4 5\nsub.jp. 60 NS ns.example.\n"
                + "www.sub.jp. 60 A 203.0.113.10\n")
        try net.addResolver(
            hints: [SmallInternet.root, address("2001:db8::1")], families: .ipv6)
        guard case .records(let records) = try net.resolve("www.sub.jp", .a) else {
            Issue.record("no records")
            return
        }
        #expect(records.map(\.data) == [.address(address("203.0.113.10"))])
        #expect(!net.wire.contains { $0.contains("> 198.51.100.") })
    }

    @Test("addresses lead back to names in both families")
    func reverse() throws {
        var net = SmallInternet()
        net[SmallInternet.root] = .authority(
            AuthoritativeServer(zones: [
                try ZoneFile.parse(
                    """
                    . 60 SOA ns.root.example. h. 1 2 3 4 5
                    . 60 NS ns.root.example.
                    $ORIGIN 8.b.d.0.1.0.0.2.ip6.arpa.
                    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 60 PTR six.example.
                    1.2.0.192.in-addr.arpa. 60 PTR four.example.
                    """)
            ]))
        try net.addResolver()
        for (own, target) in [(v6, "six.example"), (v4, "four.example")] {
            guard
                case .records(let records) = try net.resolve(
                    "\(DNSName(reverseOf: own))", .ptr)
            else {
                Issue.record("no name for \(own)")
                return
            }
            #expect(records.map(\.data) == [.ptr(name(target))])
        }
    }
}
