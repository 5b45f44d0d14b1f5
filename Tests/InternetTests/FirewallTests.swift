import Clockwork
import Internet
import Session
import Support
import Testing
import Wire

/// What the tests of firewalls share: a provider's names and policies.
enum Door {
    /// A provider's sets: its pools, its servers, a mobile carrier.
    static var book: AddressBook {
        var book = AddressBook()
        for (name, text) in [
            ("dynamic", "203.0.113.0/25"), ("home-server", "203.0.113.64"),
            ("public-wifi", "203.0.113.192/27"), ("static", "203.0.113.128/27"),
            ("business", "203.0.113.240/28"), ("own-mail", "192.0.2.25"),
            ("mobile-carriers", "198.51.100.224/28"), ("home", "203.0.113.0/24, 192.0.2.0/24"),
            ("foreign-dynamic", "198.51.100.64/26"), ("six", "2001:db8:7::/48"),
        ] {
            book.sets[name] = try? RuleParser.addresses(text, book: book)
        }
        book.hosts["ann"] = [World.annAddress]
        book.hosts["mx.far"] = [World.farAddress]
        return book
    }

    static func rule(_ text: String) throws -> FirewallRule {
        try RuleParser.rule(text, book: book)
    }

    static func firewall(
        _ rules: String..., op25b: Port25Policy? = nil, ip25b: Port25Policy? = nil,
        byDefault: Verdict = .accept
    ) throws -> Firewall {
        try Firewall(
            rules: rules.map { try rule($0) }, book: book, op25b: op25b, ip25b: ip25b,
            defaultVerdict: byDefault)
    }

    static func flow(_ source: String, _ destination: String, _ port: UInt16) -> Flow {
        Flow(
            .tcp, from: Endpoint(IPAddress(source) ?? World.farAddress, 49_152),
            to: Endpoint(IPAddress(destination) ?? World.farAddress, port))
    }

    static func syn(_ source: String, _ destination: String, _ port: UInt16) -> JudgedPacket {
        JudgedPacket(flow(source, destination, port), flags: .syn, octets: 44)
    }
}

@Suite("Firewall")
struct FirewallTests {
    @Test("the first rule that matches decides, and counts")
    func order() throws {
        var firewall = try Door.firewall(
            "accept tcp from ann to any port 25 name friends",
            "reset tcp from @dynamic to any port 25", byDefault: .drop)
        let first = firewall.judge(Door.syn("203.0.113.7", "198.51.100.25", 25), at: .zero)
        #expect(first.verdict == .accept)
        #expect(first.rule == "friends")
        #expect(first.because.key == "firewall.rule-accept")
        let second = firewall.judge(Door.syn("203.0.113.8", "198.51.100.25", 25), at: .zero)
        #expect(second.verdict == .reset)
        #expect(second.rule == "reset tcp from @dynamic to any port 25")
        let third = firewall.judge(Door.syn("198.51.100.25", "203.0.113.8", 25), at: .zero)
        #expect(third.verdict == .drop)
        #expect(third.rule.isEmpty)
        #expect(third.because.key == "firewall.default-drop")
        #expect(firewall.rules.map(\.counters.packets) == [1, 1])
        #expect(firewall.rules.map(\.counters.octets) == [44, 44])
        #expect(firewall.defaultCounters.packets == 1)
        firewall.resetCounters()
        #expect(firewall.rules.map(\.counters.packets) == [0, 0])
        #expect(firewall.defaultCounters == Counters())
    }

    @Test("a SYN that is sent again is a packet more and no flow more")
    func repeatedSYN() throws {
        var firewall = try Door.firewall("drop tcp to any port 25")
        for second in 0..<3 {
            _ = firewall.judge(
                Door.syn("203.0.113.7", "198.51.100.25", 25), at: .zero + .seconds(second))
        }
        #expect(firewall.rules[0].counters.packets == 3)
        #expect(firewall.rules[0].counters.flows == 1)
    }

    @Test("both families of addresses, in one rule")
    func families() throws {
        var firewall = try Door.firewall(
            "drop tcp from @dynamic, @six to any port 25 except 2001:db8:9::/48")
        func verdict(_ source: String, _ destination: String) -> Verdict {
            firewall.judge(Door.syn(source, destination, 25), at: .zero).verdict
        }
        #expect(verdict("203.0.113.7", "198.51.100.25") == .drop)
        #expect(verdict("2001:db8:7::1", "2001:db8:8::1") == .drop)
        #expect(verdict("2001:db8:7::1", "2001:db8:9::1") == .accept)
        #expect(verdict("2001:db8:6:ffff::1", "2001:db8:8::1") == .accept)
    }

    @Test("exceptions have exceptions")
    func nestedExceptions() throws {
        let text = "drop from 10.0.0.0/8 except 10.1.0.0/16 except 10.1.2.0/24"
        var firewall = try Door.firewall(text)
        #expect(firewall.rules[0].description == text)
        for (source, verdict) in [
            ("10.0.0.1", Verdict.drop), ("10.1.0.1", .accept), ("10.1.2.9", .drop),
            ("10.1.3.0", .accept), ("10.2.0.0", .drop), ("11.0.0.0", .accept),
        ] {
            let packet = Door.syn(source, "198.51.100.25", 80)
            #expect(firewall.judge(packet, at: .zero).verdict == verdict, "\(source)")
        }
    }

    @Test("a limit lets a burst through, and then one each interval")
    func limit() throws {
        var firewall = try Door.firewall(
            "accept tcp to any port 25 limit 2/second burst 3", byDefault: .drop)
        func verdicts(_ count: Int, at moment: Instant) -> [Verdict] {
            (0..<count).map { index in
                var packet = Door.syn("203.0.113.7", "198.51.100.25", 25)
                // A new flow each time, or it would be a known one.
                packet.flow.source.port = UInt16(
                    10_000 + moment.nanoseconds / 500_000_000 * 10 + Int64(index))
                return firewall.judge(packet, at: moment).verdict
            }
        }
        #expect(verdicts(5, at: .zero) == [.accept, .accept, .accept, .drop, .drop])
        #expect(verdicts(2, at: .zero + .milliseconds(500)) == [.accept, .drop])
        #expect(verdicts(4, at: .zero + .seconds(60)) == [.accept, .accept, .accept, .drop])
    }

    @Test("`log` tells of every packet, also of those of flows that stand")
    func log() throws {
        var firewall = try Door.firewall(
            "accept tcp to any port 25 state new, established log", "drop tcp to any port 80")
        var packet = Door.syn("203.0.113.7", "198.51.100.25", 25)
        #expect(firewall.judge(packet, at: .zero).isNotable)
        packet.flags = .ack
        #expect(firewall.judge(packet, at: .zero).isNotable)
        #expect(firewall.rules[0].counters.packets == 2)
        var quiet = try Door.firewall("accept tcp to any port 25 state new, established")
        packet.flags = .syn
        #expect(quiet.judge(packet, at: .zero).isNotable)
        packet.flags = .ack
        #expect(!quiet.judge(packet, at: .zero).isNotable)
        #expect(quiet.rules[0].counters.packets == 2)
    }

    @Test("a rule with an unknown name is refused, and the firewall stays as it was")
    func unknownNames() throws {
        var firewall = try Door.firewall("drop tcp to any port 25")
        let other = AddressExpression([.set("nowhere")])
        #expect(throws: AddressBook.Problem.unknownSet("nowhere")) {
            try firewall.setRules([FirewallRule(.drop, from: RuleEnd(other))])
        }
        var book = Door.book
        book.sets["dynamic"] = AddressExpression([.set("static")])
        book.sets["static"] = AddressExpression([.set("dynamic")])
        #expect(throws: AddressBook.Problem.circle("static")) { try firewall.setBook(book) }
        #expect(firewall.rules.count == 1)
        #expect(firewall.book.sets["static"]?.description == "203.0.113.128/27")
    }

    @Test("sets that name each other many times are worked out once")
    func noBlowUp() throws {
        var book = AddressBook()
        book.sets["a0"] = AddressExpression([.prefix(try #require(IPPrefix("10.0.0.0/8")))])
        for level in 1...60 {
            book.sets["a\(level)"] = AddressExpression(
                Array(repeating: .set("a\(level - 1)"), count: 8))
        }
        let rule = FirewallRule(.drop, from: RuleEnd(AddressExpression([.set("a60")])))
        var firewall = try Firewall(rules: [rule], book: book)
        let packet = Door.syn("10.9.9.9", "198.51.100.25", 25)
        #expect(firewall.judge(packet, at: .zero).verdict == .drop)
    }

    @Test("what the trace foretells is what happens", arguments: Seeds.first(20))
    func traceAgrees(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let texts = [
            "accept tcp from @static to any port 25", "drop out tcp to any port 25",
            "reset tcp from @dynamic to any port 20-30 except @own-mail, mx.far",
            "prohibited udp from any port 53", "tarpit tcp from @foreign-dynamic to @home",
            "port-unreachable icmp type echo-request", "drop state invalid",
            "accept forward to any except @home except @own-mail", "drop from 203.0.113.192/26",
        ]
        let rules = try dice.shuffled(texts).prefix(4).map { try Door.rule($0) }
        var policy = Port25Policy(verdict: .reset)
        policy.stage = Port25Policy.Stage.allCases[Int(dice.below(3))]
        policy.isOn = dice.below(4) > 0
        var firewall = try Firewall(
            rules: rules, book: Door.book, op25b: policy, ip25b: Port25Policy(.inbound),
            defaultVerdict: dice.below(2) == 0 ? .accept : .drop)
        let prefixes: [UInt32] = [0xCB00_7100, 0xC633_6400, 0xC000_0200]
        func address() -> IPAddress {
            let base = prefixes[Int(dice.below(3))]
            return .v4(base | UInt32(dice.below(256)))
        }
        for step in 0..<300 {
            let number = [IPProtocol.tcp, .tcp, .udp, .icmp][Int(dice.below(4))]
            let ports: [UInt16] = [25, 53, 465, 587, 80, 49_152]
            var packet = JudgedPacket(
                Flow(
                    number, from: Endpoint(address(), ports[Int(dice.below(6))]),
                    to: Endpoint(address(), ports[Int(dice.below(6))])),
                hook: FirewallHook.allCases[Int(dice.below(3))], octets: 44)
            if number == .tcp { packet.flags = dice.below(3) == 0 ? .ack : .syn }
            if number == .icmp { packet.icmpType = [0, 8, 3][Int(dice.below(3))] }
            let moment = Instant.zero + .seconds(step)
            let steps = firewall.trace(packet, at: moment)
            let ruling = firewall.judge(packet, at: moment)
            let last = try #require(steps.last { $0.isLast })
            #expect(last.ruling?.verdict == ruling.verdict, "step \(step), \(Seeds.again(seed))")
            for traced in steps {
                // A rule or a stopping policy decides exactly when all of its conditions hold.
                let all = traced.conditions.allSatisfy(\.holds)
                switch traced.asked {
                case .rule, .policy:
                    #expect(all == traced.isLast, "step \(step), \(Seeds.again(seed))")
                case .knownFlows, .byDefault: break
                }
            }
        }
    }
}
