import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let leaves = [address("198.51.100.4"), address("198.51.100.5")]

/// What a server answers to `query`, sent to its port 53.
private func answer(_ query: DNSMessage) throws -> DNSMessage {
    var server = AuthoritativeServer(zones: [try ZoneFile.parse(SmallInternet.exampleJPZone)])
    var outbox: [DNSOutput] = []
    server.handle(
        .datagram(query.octets(), port: 53, from: Endpoint(address("192.0.2.7"), 4_000)),
        at: .zero, into: &outbox)
    for case .send(let octets, 53, _) in outbox { return try DNSMessage(parsing: octets) }
    throw DNSMessageError.endsEarly(at: 0)
}

private func query(_ text: String, _ type: RecordType, _ edns: EDNS...) -> DNSMessage {
    var query = DNSMessage(
        asking: DNSQuestion(name(text), type), id: 5, recursionDesired: false)
    query.additional = edns.map(\.record)
    return query
}

@Suite("EDNS (RFC 6891)")
struct EDNSTests {
    @Test("no OPT in, no OPT out; one in, one out (RFC 6891 §6.1.1)")
    func offered() throws {
        #expect(try answer(query("mail.example.jp", .a)).edns == .absent)
        let reply = try answer(query("mail.example.jp", .a, EDNS(payloadSize: 4_096)))
        #expect(reply.edns == .present(EDNS(payloadSize: DNSMessage.extendedLimit)))
        #expect(reply.answers.count == 1)
    }

    @Test(
        "the size that is granted: what is offered, 512 at least, 1,232 at most",
        arguments: [(0, true), (512, true), (540, true), (600, false), (65_535, false)])
    func sizes(offered: Int, isCut: Bool) throws {
        let reply = try answer(query("big.example.jp", .txt, EDNS(payloadSize: offered)))
        #expect(reply.header.isTruncated == isCut)
        #expect(reply.octets().count <= max(512, min(offered, 1_232)))
        let huge = try answer(query("huge.example.jp", .txt, EDNS(payloadSize: offered)))
        #expect(huge.header.isTruncated && huge.hasOPT)
    }

    @Test("another version is answered BADVERS, with the version that we know")
    func versions() throws {
        let reply = try answer(query("mail.example.jp", .a, EDNS(version: 1)))
        #expect(reply.code == .badVersion && reply.code.description == "BADVERS")
        guard case .present(let edns) = reply.edns else {
            Issue.record("no OPT record")
            return
        }
        #expect(edns.version == 0)
        #expect(reply.answers.isEmpty)
        #expect(reply.summary == "A mail.example.jp BADVERS")
    }

    @Test("DO and unknown options change nothing and do not come back")
    func politeness() throws {
        let odd = EDNS(
            wantsSignatures: true,
            options: [.init(code: 10, data: [1, 2, 3]), .init(code: 65_001, data: [])])
        let reply = try answer(query("mail.example.jp", .a, odd))
        #expect(reply.answers.count == 1)
        #expect(reply.edns == .present(EDNS()))
    }

    @Test("broken or repeated OPT records are format errors, answered with OPT (RFC 6891 §7)")
    func broken() throws {
        var two = query("mail.example.jp", .a, EDNS(), EDNS())
        #expect(try answer(two).header.code == .formatError)
        two.additional = [DNSRecord(name("a"), recordClass: 512, .raw(.opt, []))]
        #expect(two.edns == .broken(.ownerNotRoot))
        #expect(try answer(two).header.code == .formatError)
        for data: [UInt8] in [[0], [0, 1, 0], [0, 1, 0, 5, 1], [0, 1, 0, 0, 9]] {
            two.additional = [DNSRecord(.root, recordClass: 512, .raw(.opt, data))]
            let reply = try answer(two)
            #expect(reply.header.code == .formatError && reply.hasOPT)
        }
    }

    @Test("OPT records go there and back", arguments: Seeds.few)
    func roundTrip(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<200 {
            let edns = EDNS(
                payloadSize: Int(dice.below(65_536)),
                extendedCode: UInt8(dice.below(256)), version: UInt8(dice.below(256)),
                wantsSignatures: dice.happens(1, in: 2),
                options: (0..<dice.below(4)).map { _ in
                    EDNS.Option(
                        code: UInt16(dice.below(65_536)),
                        data: (0..<dice.below(30)).map { _ in UInt8(dice.below(256)) })
                })
            let message = query("a.example", .mx, edns)
            #expect(try DNSMessage(parsing: message.octets()).edns == .present(edns))
        }
    }

    @Test(
        "a server of old gets its question without EDNS, and that is remembered",
        arguments: [ResponseCode.formatError, .notImplemented])
    func fallback(code: ResponseCode) throws {
        let zone = try ZoneFile.parse(SmallInternet.exampleJPZone)
        var net = try SmallInternet.standard()
        for leaf in leaves {
            net[leaf] = .odd { query in
                if query.hasOPT {
                    var refusal = DNSMessage(respondingTo: query, code: code)
                    if code == .formatError { refusal.questions = [] }
                    return refusal
                }
                return AuthoritativeServer(zones: [zone]).answer(query)
            }
        }
        guard case .records = try net.resolve("mail.example.jp", .a) else {
            Issue.record("no records")
            return
        }
        #expect(net.keys.filter { $0 == "dns.edns-refused" }.count == 1)
        net.forgetTraces()
        for number in 0..<6 { _ = try net.resolve("n\(number).example.jp", .a) }
        // Each of the two servers is found out once.
        #expect(net.keys.filter { $0 == "dns.edns-refused" }.count <= 1)
    }

    @Test("a server that knows another version only is asked without EDNS")
    func badVersionFallback() throws {
        let zone = try ZoneFile.parse(SmallInternet.exampleJPZone)
        var net = try SmallInternet.standard()
        for leaf in leaves {
            net[leaf] = .odd { query in
                guard query.hasOPT else { return AuthoritativeServer(zones: [zone]).answer(query) }
                var reply = DNSMessage(respondingTo: query)
                reply.additional = [EDNS(extendedCode: 1, version: 9).record]
                return reply
            }
        }
        guard case .records = try net.resolve("mail.example.jp", .a) else {
            Issue.record("no records")
            return
        }
        #expect(net.keys.contains("dns.edns-refused"))
    }

    @Test("a resolver checks the OPT record of its clients too")
    func resolverChecks() throws {
        var net = try SmallInternet.standard()
        let from = Endpoint(address("192.0.2.7"), 4_000)
        for edns in [[EDNS(version: 3)], [EDNS(), EDNS()]] {
            var query = query("mail.example.jp", .a)
            query.header.recursionDesired = true
            query.additional = edns.map(\.record)
            net.inject(query.octets(), from: from, to: Endpoint(SmallInternet.resolver, 53))
        }
        net.run(for: .seconds(1))
        #expect(
            net.wire == [
                "192.0.2.53 > 192.0.2.7 A mail.example.jp BADVERS",
                "192.0.2.53 > 192.0.2.7 A mail.example.jp FORMERR",
            ])
    }
}
