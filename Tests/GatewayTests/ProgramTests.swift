import Foundation
import Gateway
import Simulation
import Testing

/// Whole sessions of programs that people use. What is not on this machine is skipped, visibly.
@Suite("Real programs", .serialized)
struct ProgramTests {
    private static let python = """
        import imaplib, poplib, smtplib, ssl, sys, time
        ca, relay, submission, smtps, imap, imaps, pop, pops = sys.argv[1], *map(int, sys.argv[2:])
        context = ssl.create_default_context(cafile=ca)
        letter = "From: alice@example.com\\r\\nSubject: {}\\r\\n\\r\\nHello\\r\\n"
        def send(server, subject, login):
            if login: server.login("alice@example.com", "wonderland")
            refused = server.sendmail(
                "alice@example.com" if login else "a@there.example", ["dave@example.com"],
                letter.format(subject))
            assert refused == {}, refused
            server.quit()
        server = smtplib.SMTP("127.0.0.1", relay, timeout=30)
        send(server, "relay", False)
        server = smtplib.SMTP("localhost", submission, timeout=30)
        server.starttls(context=context)
        send(server, "submission", True)
        send(smtplib.SMTP_SSL("127.0.0.1", smtps, context=context, timeout=30), "smtps", True)
        def read(box):
            box.login("dave@example.com", "diamonds")
            for _ in range(200):
                if box.select()[1] == [b"3"]: break
                time.sleep(0.05)
            kind, data = box.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            text = b"".join(part[1] for part in data if isinstance(part, tuple))
            for word in (b"relay", b"submission", b"smtps"): assert word in text, text
            box.logout()
        box = imaplib.IMAP4("localhost", imap)
        box.starttls(ssl_context=context)
        read(box)
        read(imaplib.IMAP4_SSL("127.0.0.1", imaps, ssl_context=context))
        def take(box):
            box.user("dave@example.com"); box.pass_("diamonds")
            assert box.stat()[0] == 3
            assert b"Subject: relay" in box.retr(1)[1]
            box.quit()
        box = poplib.POP3("127.0.0.1", pop)
        box.stls(context=context)
        take(box)
        take(poplib.POP3_SSL("localhost", pops, context=context))
        print("well")
        """

    @Test(
        "Python's smtplib, imaplib and poplib on all seven ports, certificates checked",
        .enabled(if: Programs.has("python3"), "python3 is not on this machine"))
    func python() throws {
        let providers = try Providers()
        let services: [UInt16] = [25, 587, 465, 143, 993, 110, 995]
        let ports = services.map { "\(providers.port($0))" }
        let result = try Programs.run(
            "python3", ["-c", Self.python, providers.authority] + ports)
        #expect(result.output.hasSuffix("well\n"), "\(result.output)")
    }

    @Test(
        "curl: smtp, smtps, imap, imaps, pop3, pop3s, and through the proxy",
        .enabled(if: Programs.has("curl"), "curl is not on this machine"))
    func curl() throws {
        let providers = try Providers()
        let common = ["-sS", "--max-time", "40", "--cacert", providers.authority]
        func curl(_ arguments: [String], input: String = "") throws -> String {
            let result = try Programs.run("curl", common + arguments, input: input)
            #expect(result.status == 0, "\(arguments): \(result.output)")
            return result.output
        }
        let letter = "Subject: with curl\r\n\r\nHello\r\n"
        let login = ["--user", "alice@example.com:wonderland"]
        let envelope = [
            "--mail-from", "alice@example.com", "--mail-rcpt", "alice@example.com", "-T", "-",
        ]
        let here = "127.0.0.1"
        _ = try curl(["smtp://\(here):\(providers.port(25))"] + envelope, input: letter)
        _ = try curl(
            ["smtp://\(here):\(providers.port(587))", "--ssl-reqd"] + login + envelope,
            input: letter)
        _ = try curl(["smtps://\(here):\(providers.port(465))"] + login + envelope, input: letter)
        let mailboxes: [(scheme: String, port: UInt16)] = [
            ("imap", 143), ("imaps", 993), ("pop3", 110), ("pop3s", 995),
        ]
        for (scheme, port) in mailboxes {
            let path = scheme.hasPrefix("imap") ? "/INBOX;UID=1" : "/1"
            let secure = scheme.hasSuffix("s") ? [] : ["--ssl-reqd"]
            #expect(try providers.served.waits { $0.deliveries.count == 3 })
            let text = try curl(
                ["\(scheme)://localhost:\(providers.port(port))\(path)"] + secure + login)
            #expect(text.contains("Subject: with curl"), "\(scheme): \(text)")
        }
        let proxied = try curl(
            ["--socks5-hostname", "\(here):\(providers.socks)", "--ssl-reqd"] + login + envelope
                + ["smtp://mail.example.com:587"], input: letter)
        #expect(proxied.isEmpty)
        #expect(try providers.served.waits { $0.deliveries.count == 4 })
    }

    @Test(
        "openssl s_client shakes hands on every port of the three providers",
        .enabled(if: Programs.has("openssl"), "openssl is not on this machine"))
    func openssl() throws {
        let providers = try Providers()
        let upgrades: [(UInt16, [String])] = [
            (25, ["-starttls", "smtp"]), (587, ["-starttls", "smtp"]),
            (110, ["-starttls", "pop3"]), (143, ["-starttls", "imap"]), (465, []), (993, []),
            (995, []),
        ]
        for host in Providers.hosts {
            for (port, upgrade) in upgrades {
                let result = try Programs.run(
                    "openssl",
                    [
                        "s_client", "-connect", "127.0.0.1:\(providers.port(port, of: host))",
                        "-CAfile", providers.authority, "-verify_return_error",
                        "-verify_hostname", host, "-brief",
                    ] + upgrade)
                #expect(
                    result.output.contains("Verification: OK"), "\(host):\(port) \(result.output)")
            }
        }
    }

    @Test(
        "swaks on 25, 587 with STARTTLS and AUTH, and 465",
        .enabled(if: Programs.has("swaks"), "swaks is not on this machine"))
    func swaks() throws {
        let providers = try Providers()
        let login = ["-au", "alice@example.com", "-ap", "wonderland"]
        let common = ["--from", "alice@example.com", "--to", "dave@example.com"]
        let ways: [(UInt16, [String])] = [
            (25, []), (587, ["--tls"] + login), (465, ["-tlsc"] + login),
        ]
        for (port, options) in ways {
            let result = try Programs.run(
                "swaks",
                ["--server", "127.0.0.1", "--port", "\(providers.port(port))"] + common + options)
            #expect(result.status == 0, "\(port): \(result.output)")
        }
        #expect(try providers.served.waits { $0.deliveries.count == 3 })
    }

    @Test(
        "dig over UDP and TCP",
        .enabled(if: Programs.has("dig"), "dig is not on this machine"))
    func dig() throws {
        let providers = try Providers()
        for way in ["+notcp", "+tcp"] {
            let result = try Programs.run(
                "dig", ["@127.0.0.1", "-p", "\(providers.dns)", way, "+short", "example.jp", "MX"])
            #expect(result.output.contains("10 mail.example.jp."), "\(result.output)")
        }
    }
}
