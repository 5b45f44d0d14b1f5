import Support
import Testing

@testable import POP3

@Suite("POP3 server: logging in")
struct ServerLoginTests {
    @Test("wrong passwords are answered late, later, and then the connection ends")
    func wrongPasswords() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: USER ann
            S: +OK ...
            C: PASS wonder land
            C! time 0
            C! time 1
            S: -ERR [AUTH] ...
            C: USER nobody
            S: +OK ...
            C: PASS x
            C! time 1
            C! time 1
            S: -ERR [AUTH] ...
            C: USER nobody
            S: +OK ...
            C: PASS x
            C! time 4
            S: -ERR [AUTH] ...
            S! close
            """)
        #expect(difference(transcript) == nil)
    }

    @Test("AUTH PLAIN and LOGIN, RFC 5034 §4")
    func auth() {
        // "\0ann\0 wonder  land"
        let plain = "AGFubgAgd29uZGVyICBsYW5k"
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: AUTH
            S: +OK ...
            S: PLAIN
            S: LOGIN
            S: .
            C: AUTH SCRAM-SHA-256
            S: -ERR No such mechanism: expected PLAIN or LOGIN
            C: AUTH PLAIN
            S: +\u{20}
            C: *
            S: -ERR Authentication cancelled
            C: AUTH PLAIN !!!!
            S: -ERR Not base64...
            C: AUTH PLAIN =
            S: -ERR Expected authzid NUL...
            C: AUTH LOGIN
            S: + VXNlcm5hbWU6
            C: YW5u
            S: + UGFzc3dvcmQ6
            C: \(String(repeating: "A", count: 7_000))
            S: -ERR The line is longer...
            C: AUTH plain \(plain)
            S: +OK Maildrop locked...
            C: QUIT
            S: +OK ...
            S! release
            S! close
            """)
        #expect(difference(transcript) == nil)
    }

    @Test("no password before TLS, and everything anew after it")
    func startTLS() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: UIDL
            S: RESP-CODES
            S: AUTH-RESP-CODE
            S: PIPELINING
            S: EXPIRE NEVER
            S: STLS
            S: IMPLEMENTATION MailLab
            S: .
            C: USER ann
            S: -ERR Passwords are taken under TLS only: send STLS first
            C: APOP ann c4c9334bac560ecc979e58001b3e22fb
            S: -ERR Passwords are taken under TLS only...
            C: AUTH PLAIN
            S: -ERR Passwords are taken under TLS only...
            C: PASS x
            S: -ERR The name comes first...
            C: STLS
            S: +OK Begin TLS negotiation
            S! startTLS
            C! secured
            C: STLS
            S: -ERR Command not permitted when TLS is active
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: UIDL
            S: RESP-CODES
            S: AUTH-RESP-CODE
            S: PIPELINING
            S: EXPIRE NEVER
            S: USER
            S: SASL PLAIN LOGIN
            S: IMPLEMENTATION MailLab
            S: .
            C: APOP ann c4c9334bac560ecc979e58001b3e22fb
            S: -ERR APOP is not offered: the greeting had no timestamp
            C: USER ann
            S: +OK ...
            C: PASS  wonder  land
            S: +OK Maildrop locked...
            """)
        let configuration = POP3ServerConfiguration(
            hostName: "mail.lab.example", offersSTLS: true, cleartextPasswords: false,
            apopTimestamp: "<1896.697170952@dbc.mtview.ca.us>")
        #expect(difference(transcript, configuration) == nil)
    }

    @Test("APOP, with the example of RFC 1939 §7")
    func apop() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready <1896.697170952@dbc.mtview.ca.us>
            C: APOP ann
            S: -ERR Something is missing: expected APOP name digest
            C: APOP ann c4c9334bac560ecc979e58001b3e22fb
            S: +OK Maildrop locked...
            """)
        let configuration = POP3ServerConfiguration(
            hostName: "mail.lab.example", apopTimestamp: "<1896.697170952@dbc.mtview.ca.us>")
        #expect(difference(transcript, configuration) == nil)
    }
}
