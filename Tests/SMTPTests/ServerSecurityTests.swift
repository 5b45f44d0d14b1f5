import Session
import Support
import Testing

@testable import SMTP

/// AUTH and STARTTLS (RFC 4954, RFC 3207).
@Suite struct ServerSecurityTests {
    private let opening = """
        C! opened
        S: 220 ...
        C: EHLO a.example
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-AUTH PLAIN LOGIN
        S: 250 HELP

        """

    @Test("PLAIN and LOGIN, with and without an initial response")
    func mechanisms() {
        let logins = [
            // alice@example.com, wonderland
            """
            C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
            """,
            """
            C: auth plain
            S: 334 \u{20}
            C: AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
            """.replacing(" \u{20}", with: " "),
            """
            C: AUTH LOGIN
            S: 334 VXNlcm5hbWU6
            C: YWxpY2VAZXhhbXBsZS5jb20=
            S: 334 UGFzc3dvcmQ6
            C: d29uZGVybGFuZA==
            """,
            """
            C: AUTH LOGIN YWxpY2VAZXhhbXBsZS5jb20=
            S: 334 UGFzc3dvcmQ6
            C: d29uZGVybGFuZA==
            """,
        ]
        for login in logins {
            expect(
                opening + """
                    C: MAIL FROM:<alice@example.com>
                    S: 530 5.7.0 Authentication required
                    C: VRFY bob
                    S: 530 5.7.0 Authentication required

                    """ + login + """

                        S: 235 2.7.0 Authentication succeeded
                        C: AUTH PLAIN
                        S: 503 5.5.1 Already authenticated
                        C: MAIL FROM:<alice@example.com> AUTH=<>
                        S: 250 ...
                        C: AUTH PLAIN
                        S: 503 5.5.1 AUTH not now: not during a transaction; send RSET first
                        C: EHLO again.example
                        S: 250-...
                        S: 250-...
                        S: 250-...
                        S: 250-...
                        S: 250-...
                        S: 250-AUTH PLAIN LOGIN
                        S: 250 HELP
                        C: MAIL FROM:<e=mc2@example.com> AUTH=e+3Dmc2@example.com
                        S: 250 ...
                        """, of: PaperHost.submission.session, answer: PaperHost.answer)
        }
    }

    @Test("exchanges that fail, and the session goes on")
    func failures() {
        expect(
            opening + """
                C: AUTH
                S: 501 5.5.4 Syntax: AUTH mechanism
                C: AUTH GSSAPI
                S: 504 5.5.4 Mechanism not offered: GSSAPI
                C: AUTH PLAIN =
                S: 501 5.5.2 ...
                C: AUTH LOGIN =
                S: 501 5.5.2 ...
                C: AUTH PLAIN AGFsaWNl=AHdvbmRl
                S: 501 5.5.2 ...
                C: AUTH PLAIN a b
                S: 501 5.5.4 Expected the end of the line at character 13
                C: AUTH PLAIN AGEAYg0KYw==
                S: 501 5.5.2 ...
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: *
                S: 501 5.7.0 Authentication cancelled
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: QUIT
                S: 501 5.5.2 ...
                C: AUTH LOGIN Ym9i
                S: 334 UGFzc3dvcmQ6
                C: not base64
                S: 501 5.5.2 ...
                C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdyb25n
                C! silence
                S: 535 5.7.8 Authentication failed
                C: MAIL FROM:<alice@example.com>
                S: 530 5.7.0 Authentication required
                C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
                S: 235 ...
                """, of: PaperHost.submission.session, answer: PaperHost.answer)
    }

    @Test("a response of more than 12,288 octets ends the exchange, not the session")
    func longResponse() {
        var stage = Stage(PaperHost.submission.session, answer: PaperHost.answer)
        _ = stage.give(.opened)
        _ = stage.give(.received(Array("EHLO a\r\nAUTH PLAIN\r\n".utf8)))
        #expect(stage.session.stateName == "authenticating")
        let long = [UInt8](repeating: UInt8(ascii: "A"), count: 12_288) + [13, 10]
        let heard = stage.give(.received(long))
        #expect(text(stage.sentOctets(heard)).hasPrefix("500 5.5.6 "))
        #expect(stage.session.stateName == "ready")
    }

    @Test("no password in the clear: AUTH is not offered, and refused")
    func modernProvider() {
        expect(
            """
            C! opened
            S: 220 ...
            C: STARTTLS
            S: 503 5.5.1 STARTTLS not now: send EHLO first
            C: EHLO a.example
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-STARTTLS
            S: 250 HELP
            C: MAIL FROM:<alice@example.com>
            S: 530 5.7.0 Must issue a STARTTLS command first
            C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
            S: 538 5.7.11 Encryption is needed before AUTH
            C: STARTTLS now
            S: 501 5.5.4 Syntax: STARTTLS takes no argument
            C: STARTTLS
            S: 220 2.0.0 Ready to start TLS
            S! startTLS
            C! secured
            C: MAIL FROM:<alice@example.com>
            S: 503 5.5.1 MAIL not now: send EHLO first
            C: EHLO a.example
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-AUTH PLAIN LOGIN
            S: 250 HELP
            C: STARTTLS
            S: 503 5.5.1 TLS is already in use
            C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
            S: 235 ...
            """, of: PaperHost.modern.session, answer: PaperHost.answer)
    }

    @Test("what was sent in the clear behind STARTTLS is never obeyed (RFC 3207 §4.2)")
    func injection() {
        for size in Seeds.pieceSizes {
            var stage = Stage(PaperHost.modern.session, answer: PaperHost.answer)
            _ = stage.give(.opened)
            let attack = Array("EHLO a\r\nSTARTTLS\r\nEHLO evil\r\nNOOP\r\n".utf8)
            for piece in pieces(of: attack, size: size) { _ = stage.give(.received(piece)) }
            #expect(stage.session.framer.pendingCount == 0)
            let facts = TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "lab")
            #expect(stage.give(.secured(facts)).isEmpty)
            #expect(stage.session.stateName == "waiting for EHLO")
            #expect(stage.notes.contains { $0.key == "smtp.secured" })
        }
    }

    @Test("encrypted from the first octet: the greeting comes after the handshake")
    func implicitTLS() {
        expect(
            """
            C! secured
            C! opened
            S: 220 ...
            C: EHLO a.example
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-AUTH PLAIN LOGIN
            S: 250 HELP
            """, of: PaperHost.modern.session, answer: PaperHost.answer)
    }

    @Test("the letter says how it came")
    func protocolName() throws {
        func name(_ script: String, secured: Bool, _ host: PaperHost) throws -> String {
            var stage = Stage(host.session, answer: PaperHost.answer)
            if secured {
                _ = stage.give(.secured(TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "lab")))
            }
            _ = stage.give(.opened)
            let rest = "MAIL FROM:<>\r\nRCPT TO:<bob@lab.example>\r\nDATA\r\n.\r\n"
            _ = stage.give(.received(Array((script + rest).utf8)))
            guard case .store(let letter) = stage.questions.last else {
                Issue.record("no letter")
                return ""
            }
            return letter.protocolName
        }
        let login = "AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=\r\n"
        #expect(try name("HELO a\r\n", secured: false, .relay) == "SMTP")
        #expect(try name("EHLO a\r\n", secured: false, .relay) == "ESMTP")
        #expect(try name("EHLO a\r\n", secured: true, .relay) == "ESMTPS")
        #expect(try name("EHLO a\r\n" + login, secured: false, .submission) == "ESMTPA")
        #expect(try name("EHLO a\r\n" + login, secured: true, .modern) == "ESMTPSA")
    }
}
