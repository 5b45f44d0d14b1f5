import Testing

@testable import Attack

@Suite("Swapper, injector and forger of PREAUTH")
struct OtherEngineTests {
    @Test("the swapper lets both agree, and begins TLS with both", arguments: [1, 5, Int.max])
    func swapper(size: Int) {
        let talks: [(UInt16, [String], String, [String], String, String)] = [
            (587, ["220 hi"], "EHLO me", ["250-hi", "250 STARTTLS"], "STARTTLS", "220 go"),
            (110, ["+OK hi"], "CAPA", ["+OK", "STLS", "."], "STLS", "+OK go"),
            (
                143, ["* OK hi"], "a CAPABILITY", ["* CAPABILITY STARTTLS", "a OK"],
                "b STARTTLS", "b OK go"
            ),
        ]
        for (port, greeting, question, answer, wish, agreement) in talks {
            var stand = Stand(AttackPlan(.swap), port: port, size: size)
            for line in greeting { stand.server(line) }
            stand.client(question)
            for line in answer { stand.server(line) }
            stand.client(wish, "slipped in")
            #expect(stand.lines(.server) == [question, wish])
            stand.server(agreement)
            #expect(stand.lines(.client) == greeting + answer + [agreement])
            #expect(stand.upgrades == [.client, .server])
            stand.give(.secured(.client))
            stand.client("secret")
            stand.expect(.server)
            stand.give(.secured(.server))
            stand.expect(.server, "secret")
            stand.server("answer")
            stand.expect(.client, "answer")
        }
    }

    @Test("the swapper goes on in the clear where TLS is refused, or never asked for")
    func swapperRefused() {
        var stand = Stand(AttackPlan(.swap), port: 587)
        stand.server("220 hi")
        stand.client("STARTTLS")
        stand.server("454 not now")
        stand.client("MAIL FROM:<>", "DATA", "STARTTLS", ".")
        stand.expect(.server, "STARTTLS", "MAIL FROM:<>", "DATA", "STARTTLS", ".")
        stand.server("220 odd")
        stand.expect(.client, "220 hi", "454 not now", "220 odd")
        #expect(stand.upgrades.isEmpty && stand.deeds.isEmpty)

        var letter = Stand(AttackPlan(.swap), port: 25)
        letter.server("220 hi")
        letter.client("HELO me", "MAIL FROM:<>", "RCPT TO:<a@b>", "DATA", "STARTTLS", ".")
        letter.server("250", "250", "250", "354", "220 no agreement")
        #expect(letter.upgrades.isEmpty)
        #expect(letter.lines(.server).count == 6 && letter.lines(.client).count == 6)
    }

    @Test("the injector puts its words into the same segment, once, and lets TLS pass")
    func injector() {
        let talks: [(UInt16, String, String, String, String)] = [
            (25, "220 hi", "STARTTLS", "220 go", "MAIL FROM:<mallory@attacker.example>"),
            (110, "+OK hi", "STLS", "+OK go", "USER mallory@attacker.example"),
            (143, "* OK hi", "b STARTTLS", "b OK go", "m1 LOGIN mallory@attacker.example forged"),
        ]
        for (port, greeting, wish, agreement, command) in talks {
            var engine = Engine(AttackPlan(.inject), port: port, isSecured: false)
            var outbox: [TamperOutput] = []
            engine.handle(.received(.server, octets(greeting)), into: &outbox)
            engine.handle(.received(.client, octets(wish)), into: &outbox)
            #expect(outbox.last == .send(.server, octets(wish) + octets(command)))
            outbox = []
            engine.handle(.received(.server, octets(agreement)), into: &outbox)
            guard case .deed(.injected(.client, let forged))? = outbox.first else {
                Issue.record("nothing was put behind the go-ahead")
                continue
            }
            #expect(outbox.last == .send(.client, octets(agreement) + octets(forged)))
            for side in [Side.client, .server] {
                outbox = []
                engine.handle(.received(side, [22, 3, 1, 0, 1, 10]), into: &outbox)
                #expect(outbox == [.send(side.other, [22, 3, 1, 0, 1, 10])])
            }
        }
    }

    @Test("an injector whose server refuses puts nothing behind the refusal")
    func injectorRefused() {
        var stand = Stand(AttackPlan(.inject), port: 587)
        stand.server("220 hi")
        stand.client("STARTTLS")
        stand.server("454 not now")
        stand.expect(.client, "220 hi", "454 not now")
        #expect(stand.deeds.count == 1)
    }

    @Test("the forger changes the first line alone", arguments: [1, Int.max])
    func preauth(size: Int) {
        var stand = Stand(AttackPlan(.preauth), port: 143, size: size)
        stand.server("* OK [CAPABILITY IMAP4rev1] hi", "* OK again")
        stand.expect(.client, "* PREAUTH [CAPABILITY IMAP4rev1] hi", "* OK again")
        stand.client("a1 NOOP")
        stand.expect(.server, "a1 NOOP")
        var bye = Stand(AttackPlan(.preauth), port: 143, size: size)
        bye.server("* BYE")
        bye.expect(.client, "* BYE")
        #expect(bye.deeds.isEmpty)
    }
}
