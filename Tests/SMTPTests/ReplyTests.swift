import Mail
import Support
import Testing

@testable import SMTP

@Suite struct ReplyTests {
    private func read(_ octets: String, size: Int = 1_000) -> [SMTPReply] {
        var reader = SMTPReplyReader()
        var replies: [SMTPReply] = []
        for piece in pieces(of: Array(octets.utf8), size: size) {
            reader.append(piece)
            while let reply = try? reader.nextReply() { replies.append(reply) }
        }
        return replies
    }

    @Test("whole, in pieces, and incomplete", arguments: Seeds.pieceSizes)
    func reading(size: Int) {
        #expect(
            read("250-one\r\n250 two\r\n354 go\r\n221 \r\n500\r\n", size: size) == [
                SMTPReply(.okay, nil, "one", "two"), SMTPReply(.startMail, nil, "go"),
                SMTPReply(.closing, nil, ""), SMTPReply(.unrecognized, nil, ""),
            ])
        #expect(read("250-one\r\n250", size: size).isEmpty)
        #expect(read("250", size: size).isEmpty)
    }

    @Test("enhanced codes stand on every line or on none, and agree with the code")
    func enhanced() {
        #expect(
            read("550-5.1.1 no\r\n550 5.1.1 such user\r\n") == [
                SMTPReply(.mailboxUnavailable, .init(5, 1, 1), "no", "such user")
            ])
        #expect(read("550 5.1.1\r\n") == [SMTPReply(.mailboxUnavailable, .init(5, 1, 1), "")])
        #expect(read("550 4.1.1 x\r\n") == [SMTPReply(.mailboxUnavailable, nil, "4.1.1 x")])
        #expect(
            read("550-5.1.1 no\r\n550 5.1.2 x\r\n") == [
                SMTPReply(.mailboxUnavailable, nil, "5.1.1 no", "5.1.2 x")
            ])
        #expect(EnhancedStatusCode("5.1.1000") == nil)
        #expect(EnhancedStatusCode("3.1.1") == nil)
        #expect(EnhancedStatusCode("5.1") == nil)
        #expect(EnhancedStatusCode("5.+1.1") == nil)
        #expect(EnhancedStatusCode("5.7.11") == EnhancedStatusCode(5, 7, 11))
    }

    @Test("what a reply prints can be read again, and holds no line end of anybody else")
    func printing() {
        let reply = SMTPReply(.mailboxUnavailable, .init(5, 1, 1), "one", "two")
        #expect(text(reply.octets) == "550-5.1.1 one\r\n550 5.1.1 two\r\n")
        #expect(read(text(reply.octets)) == [reply])
        #expect(reply.description == "550 5.1.1 one / two")
        #expect(text(SMTPReply(.okay, nil, "a\r\n250 b\tあ").octets) == "250 a??250 b??\r\n")
        let long = SMTPReply(.okay, nil, String(repeating: "x", count: 1_000))
        #expect(long.octets.count == 512)
        #expect(reply.isPermanent && !reply.isTransient && !reply.isPositive)
    }

    @Test("xtext there and back")
    func xtext() {
        #expect(XText.decode(Array("e+3Dmc2@example.com".utf8)) == "e=mc2@example.com")
        #expect(XText.decode(Array("+4".utf8)) == nil)
        #expect(XText.decode(Array("+-1".utf8)) == nil)
        #expect(XText.decode(Array("a b".utf8)) == nil)
        for value in ["", "a+b=c d", "é"] { #expect(XText.decode(XText.encode(value)) == value) }
    }
}
