import Support
import Testing
import Wire

/// A name that the test itself has spelt.
private func name(_ text: String) -> DNSName { DNSName(text) ?? .root }

private let soa = StartOfAuthority(
    primaryServer: name("ns.example.jp"), mailbox: name("hostmaster.example.jp"), serial: 7)

private let everything = DNSMessage(
    header: DNSHeader(
        id: 0xBEEF, isResponse: true, isAuthoritative: true, recursionDesired: true,
        recursionAvailable: true, reserved: 2, code: .noError),
    questions: [DNSQuestion(name("example.jp"), .mx)],
    answers: [
        DNSRecord(name("example.jp"), .mx(preference: 10, name("mail.example.jp"))),
        DNSRecord(name("example.jp"), .txt([Array("v=spf1".utf8), Array(" -all".utf8)])),
        DNSRecord(name("www.example.jp"), .cname(name("web.example.jp"))),
        DNSRecord(name("10.2.0.192.in-addr.arpa"), .ptr(name("mail.example.jp"))),
    ],
    authority: [
        DNSRecord(name("example.jp"), .ns(name("ns.example.jp"))),
        DNSRecord(name("example.jp"), .soa(soa)),
    ],
    additional: [
        DNSRecord(name("mail.example.jp"), .address(IPAddress(192, 0, 2, 10))),
        DNSRecord(name("mail.example.jp"), .address(.v6(0x2001_0DB8_0000_0000, 0x10))),
        DNSRecord(name("mail.example.jp"), .raw(RecordType(rawValue: 33), [1, 2, 3])),
        DNSRecord(.root, timeToLive: 0x8000_0000, recordClass: 1_232, .raw(.opt, [0, 10])),
    ])

@Suite("DNS messages")
struct DNSMessageTests {
    @Test("there and back")
    func roundTrip() throws {
        #expect(try DNSMessage(parsing: everything.octets()) == everything)
    }

    @Test("the octets of a query are those of RFC 1035 §4.1")
    func queryOctets() {
        let query = DNSMessage(
            asking: DNSQuestion(name("a.jp"), .mx), id: 0x0102, recursionDesired: true)
        #expect(
            query.octets() == [
                1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 2, 0x6A, 0x70, 0, 0, 15, 0, 1,
            ])
    }

    @Test("names are written once and pointed at (RFC 1035 §4.1.4)")
    func compression() throws {
        var message = DNSMessage(
            header: DNSHeader(id: 1, isResponse: true),
            questions: [DNSQuestion(name("example.jp"), .mx)])
        message.answers = [
            DNSRecord(name("example.jp"), .mx(preference: 10, name("mail.example.jp")))
        ]
        let octets = message.octets()
        // Header 12, question 12 + 4, owner 2, fixed part 10, preference 2, "mail" 5, pointer 2.
        #expect(octets.count == 12 + 16 + 2 + 10 + 2 + 7)
        #expect(Array(octets[28..<30]) == [0xC0, 12])
        #expect(Array(octets.suffix(2)) == [0xC0, 12])
        #expect(try DNSMessage(parsing: octets) == message)
    }

    @Test("pointers that do not lead backwards are refused")
    func pointers() {
        func message(_ pointer: [UInt8]) -> [UInt8] {
            [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + pointer + [0, 1, 0, 1]
        }
        for pointer: [UInt8] in [[0xC0, 12], [0xC0, 14], [0xFF, 0xFF], [1, 0x61, 0xC0, 12]] {
            #expect(throws: DNSMessageError.self) {
                try DNSMessage(parsing: message(pointer))
            }
        }
        #expect(throws: DNSMessageError.badLabel(at: 12)) {
            try DNSMessage(parsing: message([0x41, 0x61, 0]))
        }
    }

    @Test("a name that pointers make longer than 255 octets is refused (RFC 1035 §2.3.4)")
    func overlongName() throws {
        // Two questions: the first name has 3 labels of 63 octets, the second one more before it.
        let label = [63] + [UInt8](repeating: 0x61, count: 63)
        func message(_ extra: Int) -> [UInt8] {
            [0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0] + label + label + label + [0, 0, 1, 0, 1]
                + [UInt8(extra)] + [UInt8](repeating: 0x62, count: extra) + [0xC0, 12, 0, 1, 0, 1]
        }
        #expect(try DNSMessage(parsing: message(61)).questions[1].name.wireLength == 255)
        #expect(throws: DNSMessageError.self) { try DNSMessage(parsing: message(62)) }
        #expect(throws: DNSMessageError.self) { try DNSMessage(parsing: message(63)) }
    }

    @Test("a long chain of pointers is refused")
    func pointerChain() {
        // An odd TXT record holds pointers, each to the one before.
        var octets: [UInt8] = [0, 1, 0x80, 0, 0, 0, 0, 2, 0, 0, 0, 0]
        octets += [0, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 202, 0, 0]
        let first = octets.count - 2
        for step in 0..<100 {
            let target = first + 2 * max(0, step - 1)
            octets += [0xC0 | UInt8(target >> 8), UInt8(target & 0xFF)]
        }
        let last = octets.count - 2
        octets += [0xC0 | UInt8(last >> 8), UInt8(last & 0xFF), 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]
        #expect(throws: DNSMessageError.self) { try DNSMessage(parsing: octets) }
    }

    @Test("every shortened message is refused, none traps")
    func shortened() {
        let octets = everything.octets()
        for count in 0..<octets.count {
            #expect(throws: DNSMessageError.self) {
                try DNSMessage(parsing: Array(octets.prefix(count)))
            }
        }
        #expect(throws: DNSMessageError.trailingOctets(at: octets.count)) {
            try DNSMessage(parsing: octets + [0])
        }
    }

    @Test("damaged and random octets never trap; what is read can be written", arguments: Seeds.few)
    func damaged(seed: UInt64) {
        var random = seed
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let good = everything.octets()
        for _ in 0..<2_000 {
            var octets = good
            for _ in 0...next(4) { octets[next(octets.count)] = UInt8(next(256)) }
            if let message = try? DNSMessage(parsing: octets) {
                let again = try? DNSMessage(parsing: message.octets())
                #expect(again?.header == message.header)
                #expect(again?.answers == message.answers)
                #expect(again?.authority == message.authority)
                // OPT goes to the end of its section.
                #expect(again?.additional.count == message.additional.count)
            }
            let noise = (0..<next(80)).map { _ in UInt8(next(4) == 0 ? 0xC0 : next(20)) }
            _ = try? DNSMessage(parsing: noise)
        }
    }

    @Test("what does not fit is left out, and TC says so (RFC 2181 §9)")
    func truncation() throws {
        var message = DNSMessage(
            header: DNSHeader(id: 1, isResponse: true),
            questions: [DNSQuestion(name("big.example"), .txt)])
        message.answers = (0..<10).map {
            DNSRecord(name("big.example"), .text(String(repeating: "\($0)", count: 90)))
        }
        message.offerSize()
        let octets = message.octets(limit: DNSMessage.udpLimit)
        #expect(octets.count <= 512)
        let read = try DNSMessage(parsing: octets)
        #expect(read.header.isTruncated)
        #expect(read.answers == Array(message.answers.prefix(4)))
        #expect(read.offeredSize == DNSMessage.extendedLimit)
        #expect(read.summary.hasSuffix("(truncated)"))
        #expect(try DNSMessage(parsing: message.octets(limit: 1_232)) == message)
    }

    @Test("additional records are left out in whole sets, without TC")
    func additionalLeftOut() throws {
        var message = DNSMessage(
            header: DNSHeader(id: 1, isResponse: true),
            questions: [DNSQuestion(name("example.jp"), .mx)],
            answers: [DNSRecord(name("example.jp"), .mx(preference: 1, name("m.example.jp")))])
        message.additional = (0..<60).map {
            DNSRecord(name("m.example.jp"), .address(IPAddress(192, 0, 2, UInt8($0))))
        }
        message.additional.append(
            DNSRecord(name("n.example.jp"), .address(IPAddress(192, 0, 2, 99))))
        let read = try DNSMessage(parsing: message.octets(limit: 512))
        #expect(!read.header.isTruncated)
        #expect(read.additional == message.additional.suffix(1))
    }

    @Test("a time to live with its highest bit counts as zero (RFC 2181 §8)")
    func negativeTimeToLive() throws {
        var message = DNSMessage(header: DNSHeader(id: 1, isResponse: true))
        message.answers = [
            DNSRecord(name("a.example"), timeToLive: 0x8000_0001, .ns(name("b.example")))
        ]
        let read = try DNSMessage(parsing: message.octets())
        #expect(read.answers[0].timeToLive == 0)
    }

    @Test("one line says what a message is")
    func summaries() {
        let query = DNSMessage(
            asking: DNSQuestion(name("example.jp"), .mx), id: 1, recursionDesired: true)
        #expect(query.summary == "MX example.jp?")
        var reply = DNSMessage(respondingTo: query)
        reply.answers = [
            DNSRecord(name("example.jp"), .mx(preference: 10, name("mail.example.jp"))),
            DNSRecord(name("example.jp"), .mx(preference: 20, name("mx2.example.jp"))),
        ]
        #expect(reply.summary == "MX example.jp 10 mail.example.jp, 20 mx2.example.jp")
        reply.answers = []
        #expect(reply.summary == "MX example.jp no data")
        reply.authority = [DNSRecord(name("jp"), .ns(name("ns.jp")))]
        #expect(reply.summary == "MX example.jp referral to jp: ns.jp")
        #expect(
            DNSMessage(respondingTo: query, code: .noSuchName).summary
                == "MX example.jp NXDOMAIN")
    }

    @Test("mnemonics go there and back")
    func types() {
        #expect(RecordType(name: "mx") == .mx)
        #expect(RecordType(name: "NOPE") == nil)
        #expect(RecordType(rawValue: 999).description == "TYPE999")
        #expect(ResponseCode(rawValue: 9).description == "RCODE9")
    }
}
