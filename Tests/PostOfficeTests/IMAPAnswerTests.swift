import Mail
import PostOffice
import Session
import Testing

@Suite("What the answers of an IMAP server mean")
struct IMAPAnswerTests {
    private func keys(_ text: String) -> [String] {
        ProtocolExplainer.explain(
            Array(text.utf8), service: .imap, isFromServer: true, after: []
        ).map(\.key)
    }

    @Test(
        "each kind of answer has its sentence",
        arguments: [
            ("a1 OK done", "ok"), ("a1 NO it is not there", "no"), ("a1 BAD what?", "bad"),
            ("a1 NO [PRIVACYREQUIRED] LOGIN only inside TLS", "privacy-required"),
            ("a1 no [authenticationfailed] wrong", "authentication-failed"),
            ("+ Ready", "continue"), ("+", "continue"), ("* CAPABILITY IMAP4rev1", "capability"),
            ("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready", "capability"),
            ("* OK [UIDNEXT 3] The next UID", "remark"), ("* NO disk is full", "warning"),
            ("* PREAUTH welcome", "preauth"), ("* BYE", "bye"), ("* LIST () \"/\" INBOX", "list"),
            ("* STATUS INBOX (MESSAGES 1)", "status"), ("* SEARCH 1 2", "search"),
            ("* FLAGS (\\Seen)", "flags"), ("* 3 EXISTS", "exists"), ("* 0 RECENT", "recent"),
            ("* 2 EXPUNGE", "expunge"), ("* 1 FETCH (FLAGS ())", "fetch"),
        ])
    func kinds(line: String, key: String) {
        #expect(keys(line + "\r\n") == ["imap.response." + key])
    }

    @Test("LOGINDISABLED in a list is what matters of it")
    func loginDisabled() {
        #expect(keys("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n") == ["imap.login-disabled"])
    }

    @Test("the text of a letter is no answer", arguments: ["Subject: OK", "Well OK then", "* * *"])
    func letter(line: String) {
        #expect(keys("* 1 FETCH (BODY[] {40}\r\n\(line)\r\n)\r\n") == ["imap.response.fetch"])
    }

    @Test(
        "what is no response has no sentence",
        arguments: ["", "*", "* ", "hello", "* 9 LIVES", "* X"])
    func others(line: String) {
        #expect(keys(line + "\r\n").isEmpty)
    }
}
