import Testing

@testable import Attack

/// In how long pieces octets come: TCP promises no boundaries.
private let sizes = [1, 2, 3, 7, Int.max]

@Suite("The STARTTLS stripper")
struct StripperTests {
    @Test("SMTP: the server sees TLS, the client sees no offer", arguments: sizes)
    func smtp(size: Int) {
        var stand = Stand(AttackPlan(.strip), port: 587, size: size)
        stand.server("220 mail.example.com ESMTP")
        stand.expect(.client, "220 mail.example.com ESMTP")
        stand.client("EHLO me.example")
        stand.expect(.server, "EHLO me.example")
        stand.server("250-mail.example.com greets you", "250-SIZE 1000", "250 STARTTLS")
        stand.expect(.client)
        stand.expect(.server, "STARTTLS")
        // What the client says meanwhile has to wait.
        stand.client("NOOP")
        stand.server("220 go on")
        #expect(stand.upgrades == [.server])
        stand.give(.secured(.server))
        stand.expect(.server, "EHLO me.example")
        stand.server("250-mail.example.com greets you", "250-SIZE 1000", "250 AUTH PLAIN")
        stand.expect(
            .client, "250-mail.example.com greets you", "250-SIZE 1000", "250 AUTH PLAIN")
        stand.expect(.server, "NOOP")
        #expect(
            stand.deeds == [
                .upgraded(command: "STARTTLS"),
                .stripped(
                    before: ["SIZE 1000", "STARTTLS"], after: ["SIZE 1000", "AUTH PLAIN"]),
            ])
        #expect(!stand.isAborted)
    }

    @Test("SMTP in the clear: a last line that goes hands its place on", arguments: sizes)
    func smtpClear(size: Int) {
        var stand = Stand(AttackPlan(.strip, keepsClear: true), port: 25, size: size)
        stand.server("220-two", "220 lines")
        stand.client("ehlo me.example")
        _ = stand.lines(.client)
        stand.server("250-greets", "250-8BITMIME", "250 starttls")
        stand.expect(.client, "250-greets", "250 8BITMIME")
        // A client that tries all the same is refused in its turn, and nobody else hears of it.
        stand.client("NOOP", "STARTTLS", "NOOP")
        stand.expect(.server, "ehlo me.example", "NOOP", "NOOP")
        stand.expect(.client)
        stand.server("250 one")
        stand.expect(.client, "250 one", SMTPStripper.refusal)
        stand.server("250 two")
        stand.expect(.client, "250 two")
        #expect(
            stand.deeds == [
                .stripped(before: ["8BITMIME", "starttls"], after: ["8BITMIME"]),
                .refused(command: "STARTTLS", answer: SMTPStripper.refusal),
            ])
        #expect(stand.upgrades.isEmpty)
    }

    @Test("SMTP: letters, responses and chunks are nobody's commands", arguments: sizes)
    func smtpContents(size: Int) {
        var stand = Stand(AttackPlan(.strip), port: 587, size: size)
        stand.server("220 hi")
        stand.client("AUTH LOGIN", "STARTTLS")
        stand.server("334 VXNlcm5hbWU6")
        stand.expect(.server, "AUTH LOGIN", "STARTTLS")
        stand.client("RUhMTw==")
        stand.server("334 UGFzc3dvcmQ6")
        stand.server("235 in")
        stand.expect(.server, "RUhMTw==")
        stand.client("DATA", "EHLO inside", "STARTTLS", "..", ".", "STARTTLS")
        stand.server("354 go")
        stand.expect(.server, "DATA", "EHLO inside", "STARTTLS", "..", ".")
        stand.server("250 taken")
        stand.client("BDAT 10", "STARTTLS", "QUIT")
        stand.expect(.server, "BDAT 10", "STARTTLS", "QUIT")
        #expect(stand.deeds.count == 1)
        stand.expect(
            .client, "220 hi", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 in", "354 go",
            "250 taken", SMTPStripper.refusal)
    }

    @Test("SMTP: a server that then says no, and one that offers nothing", arguments: sizes)
    func smtpRefused(size: Int) {
        var stand = Stand(AttackPlan(.strip), port: 587, size: size)
        stand.server("220 hi")
        stand.client("EHLO me")
        stand.server("250-hi", "250-STARTTLS", "250 DSN", "454 not now")
        stand.expect(.client, "220 hi", "250-hi", "250 DSN")
        stand.client("EHLO me")
        stand.server("250 hi")
        stand.expect(.client, "250 hi")
        stand.client("HELO me")
        stand.server("250 hi")
        stand.expect(.client, "250 hi")
        #expect(stand.deeds == [.stripped(before: ["STARTTLS", "DSN"], after: ["DSN"])])
    }

    @Test("POP3: asks for itself first, and shows the list without STLS", arguments: sizes)
    func pop3(size: Int) {
        var stand = Stand(AttackPlan(.strip), port: 110, size: size)
        stand.server("+OK ready <1@x>")
        stand.expect(.client, "+OK ready <1@x>")
        stand.client("CAPA")
        stand.expect(.server, "CAPA")
        stand.server("+OK list", "TOP", "STLS", ".")
        stand.expect(.server, "STLS")
        stand.server("+OK begin")
        stand.give(.secured(.server))
        stand.expect(.server, "CAPA")
        stand.server("+OK list", "TOP", "USER", ".")
        stand.expect(.client, "+OK list", "TOP", "USER", ".")
        stand.client("STLS", "USER a", "PASS b", "LIST", "RETR 1")
        stand.expect(.client, POP3Stripper.refusal)
        stand.expect(.server, "USER a", "PASS b", "LIST", "RETR 1")
        stand.server("+OK", "+OK", "+OK", "1 5", ".", "+OK", "+OK not an answer", "STLS", ".")
        stand.expect(
            .client, "+OK", "+OK", "+OK", "1 5", ".", "+OK", "+OK not an answer", "STLS", ".")
        #expect(
            stand.deeds == [
                .upgraded(command: "STLS"),
                .stripped(before: ["TOP", "STLS"], after: ["TOP", "USER"]),
                .refused(command: "STLS", answer: POP3Stripper.refusal),
            ])
        stand.client("AUTH PLAIN", "STLS")
        stand.server("+ ")
        stand.expect(.server, "AUTH PLAIN", "STLS")
    }

    @Test("POP3: no CAPA, no STLS, or no wish for it", arguments: sizes)
    func pop3Without(size: Int) {
        for answer in [["-ERR what?"], ["+OK", "TOP", "."], ["+OK", "STLS", ".", "-ERR no"]] {
            var stand = Stand(AttackPlan(.strip), port: 110, size: size)
            stand.server("+OK ready")
            stand.client("USER a")
            for line in answer { stand.server(line) }
            #expect(stand.lines(.server).last == "USER a")
            #expect(stand.upgrades.isEmpty)
        }
        var stand = Stand(AttackPlan(.strip, keepsClear: true), port: 110, size: size)
        stand.server("+OK ready")
        stand.client("CAPA")
        stand.expect(.server, "CAPA")
        stand.server("+OK", "STLS", "TOP", ".")
        stand.expect(.client, "+OK ready", "+OK", "TOP", ".")
        #expect(stand.deeds == [.stripped(before: ["STLS", "TOP"], after: ["TOP"])])
    }

    @Test("IMAP: the greeting comes with the list of after TLS", arguments: sizes)
    func imap(size: Int) {
        var stand = Stand(AttackPlan(.strip), port: 143, size: size)
        stand.server("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello")
        stand.expect(.client)
        stand.expect(.server, "m2 STARTTLS")
        stand.server("m2 OK begin")
        stand.give(.secured(.server))
        stand.expect(.server, "m3 CAPABILITY")
        stand.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN", "m3 OK done")
        stand.expect(.client, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello")
        stand.client("a1 STARTTLS", "a2 LOGIN {9}", "a STARTTLS", "a3 NOOP")
        stand.expect(.client, "a1 BAD STARTTLS is not offered here")
        stand.expect(.server, "a2 LOGIN {9}", "a STARTTLS", "a3 NOOP")
        stand.server(
            "* 1 FETCH (BODY[] {24}", "* CAPABILITY STARTTLS", ")",
            "* CAPABILITY IMAP4rev1 STARTTLS")
        stand.expect(
            .client, "* 1 FETCH (BODY[] {24}", "* CAPABILITY STARTTLS", ")",
            "* CAPABILITY IMAP4rev1")
        #expect(stand.deeds.first == .upgraded(command: "STARTTLS"))
        #expect(
            stand.deeds.dropFirst().first
                == .stripped(
                    before: ["IMAP4rev1", "STARTTLS", "LOGINDISABLED"],
                    after: ["IMAP4rev1", "AUTH=PLAIN"]))
    }

    @Test("IMAP: a greeting that does not say, one that says no, and one in the clear")
    func imapGreetings() {
        var stand = Stand(AttackPlan(.strip), port: 143)
        stand.server("* OK hello")
        stand.expect(.server, "m1 CAPABILITY")
        stand.server("* CAPABILITY IMAP4rev1 STARTTLS", "m1 OK")
        stand.expect(.server, "m2 STARTTLS")
        stand.server("m2 NO not today")
        stand.expect(.client, "* OK hello")
        stand.client("a1 CAPABILITY")
        stand.server("* CAPABILITY IMAP4rev1 STARTTLS", "a1 OK [CAPABILITY STARTTLS X] done")
        stand.expect(.client, "* CAPABILITY IMAP4rev1", "a1 OK [CAPABILITY X] done")

        var bye = Stand(AttackPlan(.strip), port: 143)
        bye.server("* BYE busy")
        bye.expect(.client, "* BYE busy")
        bye.expect(.server)

        var clear = Stand(AttackPlan(.strip, keepsClear: true), port: 143)
        clear.server("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello")
        clear.expect(.client, "* OK [CAPABILITY IMAP4rev1] hello")
        clear.expect(.server)
    }

    @Test("what makes no sense goes on as it came, and nothing grows without end")
    func nonsense() {
        for port in [25, 110, 143] as [UInt16] {
            var stand = Stand(AttackPlan(.strip, keepsClear: true), port: port)
            stand.server(port == 143 ? "* OK hi" : port == 110 ? "+OK hi" : "220 hi")
            _ = stand.lines(.client)
            var dice: UInt32 = 7
            var noise: [UInt8] = []
            for _ in 0..<5_000 {
                dice = dice &* 1_664_525 &+ 1_013_904_223
                noise.append(UInt8(truncatingIfNeeded: dice >> 24) | 0x80)
            }
            noise += [0x0A]
            stand.give(.received(.client, noise))
            var sent: [TamperOutput] = []
            stand.engine.handle(.received(.client, noise), into: &sent)
            #expect(sent == [.send(.server, noise)])
        }
        // A client that talks while its question is open is cut off in the end.
        var stand = Stand(AttackPlan(.strip), port: 25)
        stand.server("220 hi")
        stand.client("EHLO me")
        let flood = [UInt8](repeating: 0x41, count: 300_000)
        for _ in 0..<4 { stand.give(.received(.client, flood)) }
        #expect(stand.isAborted)
        for (port, greeting) in [(25, "220 hi"), (110, "+OK hi")] as [(UInt16, String)] {
            var stand = Stand(AttackPlan(.strip, keepsClear: true), port: port)
            stand.server(greeting)
            let questions = Array(repeating: octets("NOOP"), count: awaitedLimit + 1)
            stand.give(.received(.client, Array(questions.joined())))
            #expect(stand.isAborted)
        }
    }
}
