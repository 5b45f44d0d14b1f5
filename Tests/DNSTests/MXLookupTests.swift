import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

/// Runs a lookup against fixed answers.
private struct Story {
    var records: [DNSRecord] = []
    var failing: [DNSName] = []
    var missing: [DNSName] = []
    var notes: [String] = []
    var asked: [String] = []

    mutating func route(
        _ domain: String, ownName: String? = nil, ownAddresses: [IPAddress] = [],
        seed: UInt64 = 1
    ) -> MXRoute? {
        var lookup = MXLookup(
            domain: domain, ownName: ownName, ownAddresses: ownAddresses, dice: Dice(seed: seed))
        var steps = lookup.start()
        var route: MXRoute?
        while !steps.isEmpty {
            switch steps.removeFirst() {
            case .note(let note): notes.append(note.key)
            case .finished(let end):
                #expect(route == nil, "finished twice")
                route = end
            case .ask(let name, let type, let token):
                asked.append("\(type) \(name)")
                let question = DNSQuestion(name, type)
                steps += lookup.answered(
                    StubResult(token: token, question: question, outcome: outcome(question)))
            }
        }
        return route
    }

    private func outcome(_ question: DNSQuestion) -> StubOutcome {
        if failing.contains(question.name) { return .timedOut }
        if missing.contains(question.name) { return .noSuchName }
        let alias = records.first { $0.name == question.name && $0.type == .cname }?.data.target
        let found = records.filter {
            $0.name == alias ?? question.name && $0.type == question.type
        }
        return found.isEmpty ? .noData : .records(found)
    }
}

private func mx(_ preference: UInt16, _ host: String) -> DNSRecord {
    DNSRecord(name("example.jp"), .mx(preference: preference, name(host)))
}

private func a(_ host: String, _ number: UInt8) -> DNSRecord {
    DNSRecord(name(host), .address(IPAddress(192, 0, 2, number)))
}

private func hosts(_ route: MXRoute?) -> [String]? {
    guard case .hosts(let hosts) = route else { return nil }
    return hosts.map(\.name)
}

@Suite("The way of mail (RFC 5321 §5.1)")
struct MXLookupTests {
    private let three = [
        mx(20, "c.example.jp"), mx(10, "a.example.jp"), mx(10, "b.example.jp"),
        a("a.example.jp", 1), a("b.example.jp", 2), a("c.example.jp", 3), a("c.example.jp", 4),
    ]

    @Test("lower preference first, equal ones by lot")
    func order() {
        var orders: [[String]] = []
        for seed in 0..<20 as Range<UInt64> {
            var story = Story(records: three)
            let order = hosts(story.route("example.jp", seed: seed)) ?? []
            #expect(order.last == "c.example.jp")
            #expect(order.count == 3)
            if !orders.contains(order) { orders.append(order) }
        }
        #expect(orders.count == 2)
        var story = Story(records: three)
        guard case .hosts(let list) = story.route("example.jp") else {
            Issue.record("no hosts")
            return
        }
        #expect(
            list.last
                == MXHost(
                    name: "c.example.jp", preference: 20,
                    addresses: [address("192.0.2.3"), address("192.0.2.4")]))
    }

    @Test("no MX record means the domain itself (implicit MX)")
    func implicit() {
        var story = Story(records: [a("example.jp", 7)])
        #expect(
            story.route("Example.jp")
                == .hosts([
                    MXHost(name: "Example.jp", preference: 0, addresses: [address("192.0.2.7")])
                ]))
        #expect(story.notes == ["dns.mx-implicit"])
        #expect(story.asked == ["MX Example.jp", "A Example.jp"])
    }

    @Test("an MX record rules the implicit one out, even when it is of no use")
    func unusable() {
        var story = Story(records: [mx(10, "gone.example.jp"), a("example.jp", 7)])
        #expect(story.route("example.jp") == .noUsableHost)
        var nothing = Story()
        #expect(nothing.route("example.jp") == .noUsableHost)
    }

    @Test("a null MX takes no mail (RFC 7505 §3)")
    func null() {
        var story = Story(records: [
            DNSRecord(name("example.jp"), .mx(preference: 0, .root)), a("example.jp", 7),
        ])
        #expect(story.route("example.jp") == .nullMX)
        #expect(story.asked == ["MX example.jp"])
    }

    @Test("no such domain, and no answer now")
    func errors() {
        var missing = Story(missing: [name("example.jp")])
        #expect(missing.route("example.jp") == .noSuchDomain)
        var failing = Story(failing: [name("example.jp")])
        #expect(failing.route("example.jp") == .temporaryFailure)
        for domain in ["", ".", "a..b", "[300.1.1.1]", "[192.0.2.1", "[nonsense]"] {
            var story = Story()
            #expect(story.route(domain) == .noSuchDomain)
        }
    }

    @Test("one host without an answer does not stop the others")
    func partly() {
        var story = Story(records: three, failing: [name("a.example.jp")])
        #expect(hosts(story.route("example.jp")) == ["b.example.jp", "c.example.jp"])
        story.failing += [name("b.example.jp"), name("c.example.jp")]
        #expect(story.route("example.jp") == .temporaryFailure)
    }

    @Test("we ourselves are left out, with all that is no better")
    func selfExclusion() {
        var story = Story(records: three)
        let better = hosts(story.route("example.jp", ownName: "C.example.jp"))
        #expect(better?.sorted() == ["a.example.jp", "b.example.jp"])
        #expect(story.notes.contains("dns.mx-self-excluded"))
        #expect(story.route("example.jp", ownName: "a.example.jp") == .loop)
        #expect(
            hosts(story.route("example.jp", ownAddresses: [address("192.0.2.4")]))?.count == 2)
        #expect(story.route("example.jp", ownAddresses: [address("192.0.2.2")]) == .loop)
        var implicit = Story(records: [a("example.jp", 7)])
        #expect(implicit.route("example.jp", ownName: "example.jp") == .loop)
    }

    @Test("an MX that is an alias is tolerated, with a note")
    func alias() {
        var story = Story(records: [
            mx(10, "mail.example.jp"),
            DNSRecord(name("mail.example.jp"), .cname(name("real.example.jp"))),
            a("real.example.jp", 5),
        ])
        #expect(hosts(story.route("example.jp")) == ["mail.example.jp"])
        #expect(story.notes.contains("dns.mx-alias"))
    }

    @Test("an address literal needs no DNS (RFC 5321 §4.1.3)")
    func literals() {
        var story = Story()
        #expect(
            story.route("[192.0.2.1]")
                == .hosts([
                    MXHost(name: "[192.0.2.1]", preference: 0, addresses: [address("192.0.2.1")])
                ]))
        #expect(story.asked.isEmpty)
        #expect(story.route("[192.0.2.1]", ownAddresses: [address("192.0.2.1")]) == .loop)
        guard case .hosts(let hosts) = story.route("[IPv6:2001:db8::1]") else {
            Issue.record("no hosts")
            return
        }
        #expect(hosts[0].addresses == [.v6(0x2001_0DB8_0000_0000, 1)])
    }

    @Test("answers that nobody asked for change nothing")
    func strayAnswers() {
        var lookup = MXLookup(
            domain: "example.jp", ownName: nil, ownAddresses: [], dice: Dice(seed: 1))
        let question = DNSQuestion(name("example.jp"), .mx)
        let result = StubResult(token: 0, question: question, outcome: .noSuchName)
        #expect(lookup.answered(result).isEmpty)
        #expect(lookup.start() == [.ask(name("example.jp"), .mx, token: 0)])
        #expect(lookup.start().isEmpty)
        #expect(
            lookup.answered(StubResult(token: 9, question: question, outcome: .noData)).isEmpty)
        #expect(lookup.answered(result).last == .finished(.noSuchDomain))
        #expect(lookup.answered(result).isEmpty)
    }

    @Test("through real messages, from stub to leaf", arguments: Seeds.few)
    func throughTheNet(seed: UInt64) throws {
        var net = try SmallInternet.standard(seed: seed)
        var lookup = MXLookup(
            domain: "example.jp", ownName: "mail.example.com", ownAddresses: [],
            dice: Dice(seed: seed))
        var steps = lookup.start()
        var route: MXRoute?
        while !steps.isEmpty {
            switch steps.removeFirst() {
            case .note: break
            case .finished(let end): route = end
            case .ask(let asked, let type, let token):
                let outcome = try net.resolve("\(asked)", type)
                steps += lookup.answered(
                    StubResult(
                        token: token, question: DNSQuestion(asked, type), outcome: outcome))
            }
        }
        #expect(hosts(route) == ["mail.example.jp", "mx2.example.jp"])
    }
}
