import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let resolver = SmallInternet.resolver
private let leaves = [address("198.51.100.4"), address("198.51.100.5")]

@Suite("What a resolver remembers of servers")
struct ServerMemoryTests {
    private func askedLeaves(_ net: SmallInternet) -> [String] {
        net.wire.filter { line in leaves.contains { line.hasPrefix("\(resolver) > \($0) ") } }
    }

    @Test("servers that have failed are not asked the same again for a minute (RFC 2308 §7.1)")
    func failures() throws {
        for code in [ResponseCode.serverFailure, .refused] {
            var net = try SmallInternet.standard()
            for leaf in leaves {
                net[leaf] = .odd { DNSMessage(respondingTo: $0, code: code) }
            }
            #expect(try net.resolve("www.example.jp", .a) == .serverFailure)
            net.forgetTraces()
            #expect(try net.resolve("www.example.jp", .a) == .serverFailure)
            #expect(askedLeaves(net).isEmpty)
            #expect(net.keys.contains("dns.failure-remembered"))
            // The memory holds for one name and type, not for the server.
            net.forgetTraces()
            _ = try net.resolve("www.example.jp", .mx)
            #expect(!askedLeaves(net).isEmpty)
            net.wait(.seconds(61))
            let zone = try ZoneFile.parse(SmallInternet.exampleJPZone)
            for leaf in leaves { net[leaf] = .authority(AuthoritativeServer(zones: [zone])) }
            guard case .records = try net.resolve("www.example.jp", .a) else {
                Issue.record("the failure was kept for too long")
                return
            }
        }
    }

    @Test("one good server is enough; the bad one is passed over the next time")
    func oneBad() throws {
        for seed in Seeds.few {
            var net = try SmallInternet.standard(seed: seed)
            net[leaves[0]] = .odd { DNSMessage(respondingTo: $0) }
            guard case .records = try net.resolve("web.example.jp", .a) else {
                Issue.record("seed \(seed): no records")
                return
            }
            // The record lives for a minute; the lame server is remembered for as long.
            net.wait(.seconds(59))
            net.forgetTraces()
            guard case .records = try net.resolve("web.example.jp", .a) else {
                Issue.record("seed \(seed): no records")
                return
            }
        }
    }

    @Test("a silent server comes last for a while, and is waited for longer each time")
    func silence() throws {
        for seed in Seeds.few {
            var net = try SmallInternet.standard(seed: seed)
            net.dead = [leaves[0]]
            for number in 0..<6 { _ = try net.resolve("n\(number).example.jp", .a) }
            // Once it was found silent, it was left alone.
            #expect(askedLeaves(net).filter { $0.contains("\(leaves[0])") }.count <= 1)
        }
        var net = try SmallInternet.standard()
        net.dead = leaves
        #expect(try net.resolve("mail.example.jp", .a) == .serverFailure)
        let seconds = net.notes.filter {
            $0.key == "dns.server-silent" && leaves.map(\.description).contains($0.values[0].text)
        }.map { $0.values[1].text }
        #expect(seconds.first == "2.0" && seconds.last == "4.0")
        #expect(net.now < .zero + .seconds(15))
    }

    @Test("an ICMP error ends the wait at once (RFC 1122 §4.1.3.3)")
    func unreachable() throws {
        var net = try SmallInternet.standard()
        net.closed = leaves
        try net.ask("mail.example.jp", .a)
        net.run(for: .milliseconds(200))
        #expect(net.results().map(\.outcome).isEmpty == false)
        #expect(net.keys.filter { $0 == "dns.server-unreachable" }.count == 2)
        net.closed = [resolver]
        try net.ask("mail.example.jp", .a)
        net.run(for: .milliseconds(200))
        #expect(net.results().map(\.outcome) == [.serverFailure])
    }

    @Test("ANY gets one set, from the server and from the memory")
    func any() throws {
        var net = try SmallInternet.standard()
        guard case .records(let first) = try net.resolve("example.jp", .any) else {
            Issue.record("no records")
            return
        }
        #expect(Set(first.map(\.type)).count == 1)
        _ = try net.resolve("example.jp", .mx)
        net.forgetTraces()
        guard case .records(let second) = try net.resolve("example.jp", .any) else {
            Issue.record("no records")
            return
        }
        #expect(second.map(\.type) == [.mx, .mx])
        #expect(net.wire.count == 2)
        #expect(try net.resolve("nobody.example.jp", .any) == .noSuchName)
    }

    @Test("classes other than IN, whole zones and other operations are refused")
    func refusals() throws {
        var net = try SmallInternet.standard()
        let from = Endpoint(address("192.0.2.7"), 4_000)
        func say(_ change: (inout DNSMessage) -> Void) {
            var query = DNSMessage(
                asking: DNSQuestion(name("example.jp"), .a), id: 7, recursionDesired: true)
            change(&query)
            net.inject(query.octets(), from: from, to: Endpoint(resolver, 53))
        }
        say { $0.questions[0].recordClass = 3 }
        say { $0.questions[0].recordClass = 255 }
        say { $0.questions[0].type = .axfr }
        say { $0.questions[0].type = .opt }
        say { $0.header.opcode = 4 }
        say { $0.questions = [] }
        net.run(for: .seconds(1))
        let codes = net.wire.map { String($0.split(separator: " ").last ?? "") }
        #expect(codes == ["REFUSED", "REFUSED", "NOTIMP", "NOTIMP", "NOTIMP", "FORMERR"])
    }
}
