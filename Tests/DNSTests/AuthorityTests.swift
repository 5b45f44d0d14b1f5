import Clockwork
import DNS
import Session
import Testing
import Wire

@Suite("The authoritative server")
struct AuthorityTests {
    private let server: AuthoritativeServer

    init() throws {
        let wild = """
            $ORIGIN x.example.
            $TTL 60
            @        SOA ns h 1 2 3 4 30
            @        MX  10 a
            *        MX  10 a
            a        A   192.0.2.1
            a        MX  10 a
            *.a      MX  10 a
            deep.er  TXT here
            alias    CNAME a
            sub      NS  ns.sub
            ns.sub   A   192.0.2.9
            """
        server = AuthoritativeServer(
            zones: [
                try ZoneFile.parse(wild), try ZoneFile.parse(SmallInternet.exampleJPZone),
                try ZoneFile.parse(SmallInternet.jpZone),
            ])
    }

    private func answer(_ text: String, _ type: RecordType) -> DNSMessage {
        server.answer(
            DNSMessage(asking: DNSQuestion(name(text), type), id: 5, recursionDesired: true))
    }

    @Test("answers with authority, and adds the addresses of mail hosts")
    func mail() {
        let reply = answer("Example.JP", .mx)
        #expect(reply.header.isAuthoritative)
        #expect(!reply.header.recursionAvailable)
        #expect(reply.header.recursionDesired && reply.header.id == 5)
        #expect(reply.summary == "MX Example.JP 10 mail.example.jp, 20 mx2.example.jp")
        #expect(
            reply.additional.map(\.data) == [
                .address(address("203.0.113.10")), .address(address("203.0.113.20")),
            ])
    }

    @Test("follows aliases inside its zones")
    func aliases() {
        #expect(answer("www.example.jp", .a).answers.map(\.type) == [.cname, .a])
        #expect(answer("www.example.jp", .cname).answers.map(\.type) == [.cname])
        #expect(answer("far.example.jp", .a).answers.count == 1)
        #expect(answer("dangling.example.jp", .a).header.code == .noSuchName)
        #expect(answer("loop1.example.jp", .a).answers.count == 2)
        let noData = answer("alias.x.example", .txt)
        #expect(noData.answers.map(\.type) == [.cname])
        #expect(noData.authority.map(\.type) == [.soa])
    }

    @Test("tells no such name from no such data (RFC 2308 §2)")
    func negative() {
        let nobody = answer("nobody.example.jp", .a)
        #expect(nobody.header.code == .noSuchName)
        #expect(nobody.authority.map(\.timeToLive) == [300])
        let noMail = answer("mail.example.jp", .mx)
        #expect(noMail.header.code == .noError)
        #expect(noMail.answers.isEmpty && noMail.authority.map(\.type) == [.soa])
        // A name exists when names below it do, and hides the wildcard.
        #expect(answer("er.x.example", .mx).header.code == .noError)
        #expect(answer("er.x.example", .mx).answers.isEmpty)
    }

    @Test("wildcards stand in for names that do not exist (RFC 1034 §4.3.3)")
    func wildcards() {
        #expect(answer("z.x.example", .mx).answers.map(\.name) == [name("z.x.example")])
        #expect(answer("z.y.x.example", .mx).answers.count == 1)
        #expect(answer("b.a.x.example", .mx).answers.count == 1)
        #expect(answer("z.x.example", .a).header.code == .noError)
        #expect(answer("z.er.x.example", .mx).header.code == .noSuchName)
        #expect(answer("*.x.example", .mx).answers.count == 1)
    }

    @Test("refers to the servers of a part that was given away")
    func delegations() {
        let reply = answer("www.sub.x.example", .a)
        #expect(!reply.header.isAuthoritative)
        #expect(reply.summary == "A www.sub.x.example referral to sub.x.example: ns.sub.x.example")
        #expect(reply.additional.map(\.data) == [.address(address("192.0.2.9"))])
        #expect(answer("sub.x.example", .ns).authority.count == 1)
        // Both zones are here: the nearer one answers.
        #expect(answer("mail.example.jp", .a).header.isAuthoritative)
    }

    @Test("refuses names of others")
    func refused() {
        #expect(answer("www.far.example", .a).header.code == .refused)
        #expect(answer("example.jp", .axfr).header.code == .refused)
    }

    private func exchange(_ octets: [UInt8]) -> [DNSMessage] {
        var server = server
        var outbox: [DNSOutput] = []
        let from = Endpoint(address("192.0.2.7"), 4_000)
        server.handle(.datagram(octets, port: 53, from: from), at: .zero, into: &outbox)
        return outbox.compactMap { output in
            guard case .send(let octets, 53, let to) = output, to == from else { return nil }
            return try? DNSMessage(parsing: octets)
        }
    }

    @Test("says what is wrong with a query")
    func wrongQueries() {
        var query = DNSMessage(
            asking: DNSQuestion(name("example.jp"), .mx), id: 5, recursionDesired: false)
        #expect(exchange(query.octets() + [1]).map(\.header.code) == [.formatError])
        query.questions.append(query.questions[0])
        #expect(exchange(query.octets()).map(\.header.code) == [.formatError])
        query.questions.removeLast()
        query.header.opcode = 2
        #expect(exchange(query.octets()).map(\.header.code) == [.notImplemented])
        query.header.opcode = 0
        query.header.isResponse = true
        #expect(exchange(query.octets()).isEmpty)
        #expect(exchange([1, 2, 3]).isEmpty)
    }

    @Test("grants the size that a client offers (RFC 6891 §6.2.5)")
    func extended() {
        var query = DNSMessage(
            asking: DNSQuestion(name("big.example.jp"), .txt), id: 5, recursionDesired: false)
        #expect(exchange(query.octets()).map(\.header.isTruncated) == [true])
        query.offerSize()
        let replies = exchange(query.octets())
        #expect(replies.map(\.header.isTruncated) == [false])
        #expect(replies.first?.offeredSize == DNSMessage.extendedLimit)
    }
}
