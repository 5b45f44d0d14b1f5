import Clockwork
import Internet
import Testing
import Wire

@Suite("OP25B and IP25B as policies")
struct Port25PolicyTests {
    static let far = "198.51.100.25"
    static let carrier = "198.51.100.230"

    static func judge(
        _ policy: Port25Policy, _ source: String, _ destination: String, _ port: UInt16
    ) throws -> Ruling {
        var firewall =
            policy.direction == .outbound
            ? try Door.firewall(op25b: policy) : try Door.firewall(ip25b: policy)
        return firewall.judge(Door.syn(source, destination, port), at: .zero)
    }

    @Test(
        "who may go where at the last stage",
        arguments: [
            ("203.0.113.7", "192.0.2.25", 25, Verdict.accept, "firewall.op25b-own-mail-server"),
            ("203.0.113.7", far, 25, .drop, "firewall.op25b-drop"),
            ("203.0.113.64", far, 25, .drop, "firewall.op25b-drop"),
            ("203.0.113.200", far, 25, .drop, "firewall.op25b-drop"),
            ("203.0.113.130", far, 25, .accept, "firewall.op25b-spared-static"),
            ("203.0.113.241", far, 25, .accept, "firewall.op25b-spared-business"),
            ("192.0.2.25", far, 25, .accept, "firewall.op25b-spared"),
            ("203.0.113.7", far, 587, .accept, "firewall.op25b-other-port"),
            ("203.0.113.7", far, 465, .accept, "firewall.op25b-other-port"),
            ("203.0.113.130", far, 587, .accept, "firewall.default-accept"),
            ("203.0.113.7", far, 443, .accept, "firewall.default-accept"),
            ("203.0.113.7", far, 110, .accept, "firewall.default-accept"),
            ("203.0.113.7", "203.0.113.130", 25, .accept, "firewall.default-accept"),
            (far, "203.0.113.7", 25, .accept, "firewall.default-accept"),
        ])
    func lastStage(
        source: String, destination: String, port: Int, verdict: Verdict, key: String
    ) throws {
        let ruling = try Self.judge(Port25Policy(), source, destination, UInt16(port))
        #expect(ruling.verdict == verdict)
        #expect(ruling.because.key == key)
        #expect(ruling.isNotable == (key != "firewall.default-accept"))
    }

    @Test("the roll-out: mobile carriers, everybody, home servers")
    func stages() throws {
        // Who is stopped at each stage: dynamic, home server and public Wi-Fi, to a mobile
        // carrier's and to another provider's server.
        let expected: [(Port25Policy.Stage?, [Bool])] = [
            (nil, [false, false, false, false, false, false]),
            (.mobileCarriers, [true, false, false, false, false, false]),
            (.all, [true, true, false, false, true, true]),
            (.homeServers, [true, true, true, true, true, true]),
        ]
        for (stage, stopped) in expected {
            let policy = Port25Policy(isOn: stage != nil, stage: stage ?? .all, verdict: .reset)
            var found: [Bool] = []
            for source in ["203.0.113.7", "203.0.113.64", "203.0.113.200"] {
                for destination in [Self.carrier, Self.far] {
                    let ruling = try Self.judge(policy, source, destination, 25)
                    found.append(ruling.verdict == .reset)
                    if let stage, ruling.verdict == .accept {
                        #expect(ruling.because.key == "firewall.op25b-not-yet")
                        let told = ruling.because.values.first { $0.name == "stage" }?.text
                        #expect(told == stage.rawValue)
                    }
                }
            }
            #expect(found == stopped, "\(String(describing: stage))")
        }
    }

    @Test("IP25B stops the dynamic addresses of others at the door, and nobody else")
    func inbound() throws {
        let policy = Port25Policy(.inbound, verdict: .prohibited)
        let blocked = try Self.judge(policy, "198.51.100.70", "192.0.2.25", 25)
        #expect(blocked.because.key == "firewall.ip25b-prohibited")
        #expect(blocked.rule == "IP25B")
        for (source, destination, port, key) in [
            ("198.51.100.20", "192.0.2.25", 25, "firewall.ip25b-spared"),
            ("198.51.100.70", "192.0.2.25", 587, "firewall.default-accept"),
            ("198.51.100.70", "10.0.0.1", 25, "firewall.default-accept"),
            ("203.0.113.9", "192.0.2.25", 25, "firewall.default-accept"),
        ] {
            let ruling = try Self.judge(policy, source, destination, UInt16(port))
            #expect(ruling.verdict == .accept)
            #expect(ruling.because.key == key)
        }
    }

    @Test("the trace names every condition, and which one failed")
    func trace() throws {
        let firewall = try Door.firewall("accept tcp to any port 80", op25b: Port25Policy())
        let steps = firewall.trace(Door.syn("203.0.113.7", Self.far, 25), at: .zero)
        #expect(steps.map(\.asked) == [.knownFlows, .rule(1), .policy])
        #expect(steps[1].conditions.filter { !$0.holds }.map(\.kind) == [.portIs])
        let conditions = steps[2].conditions
        #expect(
            conditions.map(\.kind) == [
                .isOn, .protocolIs, .portIs, .sourceIn, .destinationNotIn, .destinationNotIn,
            ])
        #expect(conditions.filter { !$0.holds }.isEmpty)
        #expect(conditions[3].wanted == "@dynamic, @public-wifi, @home-server")
        #expect(conditions[3].found == "203.0.113.7 (@dynamic)")
        let spared = firewall.trace(Door.syn("203.0.113.130", Self.far, 25), at: .zero)
        #expect(spared[2].conditions.filter { !$0.holds }.map(\.kind) == [.sourceIn])
        #expect(spared.last?.asked == .byDefault)
        #expect(spared.last?.ruling?.because.key == "firewall.op25b-spared-static")
    }

    @Test("what is let through to port 25 is counted, and so is what is stopped")
    func counters() throws {
        var firewall = try Door.firewall(op25b: Port25Policy())
        for (source, destination) in [
            ("203.0.113.7", Self.far), ("203.0.113.7", "192.0.2.25"), ("203.0.113.130", Self.far),
        ] {
            _ = firewall.judge(Door.syn(source, destination, 25), at: .zero)
        }
        #expect(firewall.op25b?.counters.flows == 1)
        #expect(firewall.op25b?.passed.flows == 2)
    }

    @Test("rules come before the policies, policies before the default")
    func order() throws {
        var firewall = try Door.firewall(
            "accept tcp from ann to any port 25", op25b: Port25Policy(), byDefault: .prohibited)
        #expect(firewall.judge(Door.syn("203.0.113.7", Self.far, 25), at: .zero).verdict == .accept)
        #expect(firewall.judge(Door.syn("203.0.113.8", Self.far, 25), at: .zero).verdict == .drop)
        // A policy that lets pass decides nothing.
        let spared = firewall.judge(Door.syn("203.0.113.130", Self.far, 25), at: .zero)
        #expect(spared.because.key == "firewall.default-prohibited")
    }
}
