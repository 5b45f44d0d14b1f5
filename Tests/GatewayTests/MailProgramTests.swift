import Foundation
import Gateway
import Testing

/// Small mail programs, each a whole session with the certificate checked.
@Suite("Small mail programs", .serialized)
struct MailProgramTests {
    /// Runs a program to its end with a home of its own: nobody's settings are read or written.
    private func run(
        _ providers: Providers, _ name: String, _ arguments: [String], input: String = ""
    ) async throws -> (status: Int32, output: String) {
        let home = providers.folder
        return try await RunningProgram(
            name, arguments, input: input,
            environment: [
                "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home,
                "XDG_CACHE_HOME": home, "MAILRC": "/dev/null", "LC_ALL": "C", "TERM": "dumb",
            ]
        ).outcome()
    }

    /// Puts letters with the subject `one` into a mailbox, over port 25.
    private func fill(
        _ providers: Providers, _ address: String, of host: String = "mail.example.com",
        count: Int = 2
    ) throws {
        for _ in 0..<count {
            let client = try #require(RealClient(port: providers.port(25, of: host)))
            PublishedPortTests.deliver(over: client, to: address)
            #expect(client.say("QUIT").hasPrefix("221 "))
        }
        #expect(try providers.served.waits { $0.deliveries.count == count })
    }

    /// How many messages bob has, asked for by hand.
    private func countOfBob(_ providers: Providers) throws -> Int? {
        let client = try #require(
            RealClient(port: providers.port(143, of: "mail.example.jp")))
        client.send("a LOGIN bob@example.jp builder\r\nb SELECT INBOX\r\nc LOGOUT\r\n")
        let text = String(decoding: client.readToEnd().octets, as: UTF8.self)
        return text.firstMatch(of: #/\* (\d+) EXISTS/#).flatMap { Int($0.1) }
    }

    /// The texts of all files below a folder.
    private func letters(_ folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        return (names ?? []).sorted().compactMap {
            try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8)
        }.filter { $0.contains("Subject: ") }
    }

    @Test(
        "msmtp: 587 with STARTTLS and 465; without the lab's CA it sends nothing",
        .enabled(if: Programs.has("msmtp"), "msmtp is not on this machine"))
    func msmtp() async throws {
        let providers = try Providers()
        let letter = "From: alice@example.com\nTo: dave@example.com\nSubject: one\n\nHello\n"
        func send(_ service: UInt16, trusting authority: String) async throws -> Int32 {
            try await run(
                providers, "msmtp",
                [
                    "--file=/dev/null", "--host=localhost", "--port=\(providers.port(service))",
                    "--tls=on", "--tls-starttls=\(service == 587 ? "on" : "off")",
                    "--tls-trust-file=\(authority)", "--auth=on", "--user=alice@example.com",
                    "--passwordeval=echo wonderland", "--from=alice@example.com",
                    "dave@example.com",
                ], input: letter
            ).status
        }
        for service: UInt16 in [587, 465] {
            #expect(try await send(service, trusting: providers.authority) == 0)
        }
        #expect(try providers.served.waits { $0.deliveries.count == 2 })
        let stranger = try Served(25, seed: 2).withWorld { $0.authorityPEM }
        let other = try providers.write("other.pem", stranger)
        for service: UInt16 in [587, 465] {
            #expect(try await send(service, trusting: other) != 0)
        }
        #expect(try providers.served.finish().deliveries.count == 2)
    }

    @Test(
        "s-nail: sends on 587 with STARTTLS, reads it over IMAPS",
        .enabled(if: Programs.has("s-nail"), "s-nail is not on this machine"))
    func snail() async throws {
        let providers = try Providers()
        let common = [
            "v15-compat=yes", "tls-verify=strict", "tls-ca-file=\(providers.authority)",
            "tls-ca-no-defaults",
        ]
        func options(_ more: [String]) -> [String] {
            ["-n"] + (common + more).flatMap { ["-S", $0] }
        }
        let sender = "smtp://alice%40example.com:wonderland@localhost:\(providers.port(587))"
        let sent = try await run(
            providers, "s-nail",
            options([
                "mta=\(sender)", "smtp-use-starttls", "smtp-auth=plain", "sendwait",
                "from=alice@example.com", "hostname=alice.example",
            ]) + ["-s", "from s-nail", "dave@example.com"], input: "Hello\n")
        #expect(sent.status == 0, "\(sent.output)")
        #expect(try providers.served.waits { $0.deliveries == ["dave@example.com"] })
        let mailbox = "imaps://dave%40example.com:diamonds@localhost:\(providers.port(993))/INBOX"
        let read = try await run(
            providers, "s-nail", options([]) + ["-f", mailbox], input: "headers\ntype 1\nexit\n")
        #expect(read.status == 0 && read.output.contains("Subject: from s-nail"), "\(read.output)")
    }

    @Test(
        "mpop: POP3 with STLS into a Maildir, and what was fetched is not there any more",
        .enabled(if: Programs.has("mpop"), "mpop is not on this machine"))
    func mpop() async throws {
        let providers = try Providers()
        try fill(providers, "dave@example.com")
        for folder in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: providers.path("mail/\(folder)"), withIntermediateDirectories: true)
        }
        for _ in 0..<2 {
            let fetched = try await run(
                providers, "mpop",
                [
                    "--file=/dev/null", "--host=localhost", "--port=\(providers.port(110))",
                    "--tls=on", "--tls-starttls=on", "--tls-trust-file=\(providers.authority)",
                    "--auth=on", "--user=dave@example.com", "--passwordeval=echo diamonds",
                    "--keep=off", "--delivery=maildir,\(providers.path("mail"))",
                    "--uidls-file=\(providers.path("uidls"))",
                ])
            #expect(fetched.status == 0, "\(fetched.output)")
        }
        #expect(letters(providers.path("mail")).count == 2)
    }

    @Test(
        "fetchmail: IMAPS and POP3 with STLS; what it has seen is not new",
        .enabled(if: Programs.has("fetchmail"), "fetchmail is not on this machine"))
    func fetchmail() async throws {
        let providers = try Providers()
        try fill(providers, "dave@example.com")
        let here = "user \"dave@example.com\" password \"diamonds\""
        let trust = "sslcertck sslcertfile \"\(providers.authority)\" keep"
        let mailbox = providers.path("letters")
        func fetch(_ service: UInt16, _ protocolName: String, _ options: String) async throws
            -> Int32
        {
            let settings = try providers.write(
                "fetchmailrc",
                """
                set no bouncemail
                poll localhost service \(providers.port(service)) proto \(protocolName)
                    \(here) \(options) \(trust) mda "cat >> '\(mailbox)'"

                """)
            return try await run(
                providers, "fetchmail",
                ["-f", settings, "--nosyslog", "--pidfile", providers.path("fetchmail.pid")]
            ).status
        }
        #expect(try await fetch(993, "IMAP", "ssl") == 0)
        // Status 1: there is no new mail.
        #expect(try await fetch(993, "IMAP", "ssl") == 1)
        #expect(try await fetch(110, "POP3", "sslproto \"TLS1.2+\" fetchall") == 0)
        let text = try String(contentsOfFile: mailbox, encoding: .utf8)
        #expect(text.matches(of: #/Subject: one/#).count == 4, "\(text)")
    }

    @Test(
        "mbsync: IMAPS, both ways",
        .enabled(if: Programs.has("mbsync"), "mbsync is not on this machine"))
    func mbsync() async throws {
        let providers = try Providers()
        try fill(providers, "bob@example.jp", of: "mail.example.jp")
        let settings = try providers.write(
            "mbsyncrc",
            """
            IMAPAccount lab
            Host localhost
            Port \(providers.port(993, of: "mail.example.jp"))
            User bob@example.jp
            Pass builder
            SSLType IMAPS
            CertificateFile \(providers.authority)

            IMAPStore far
            Account lab

            MaildirStore near
            Path \(providers.path("mail"))/
            Inbox \(providers.path("mail"))/INBOX
            SubFolders Verbatim

            Channel lab
            Far :far:
            Near :near:
            Patterns *
            Create Near
            SyncState \(providers.folder)/

            """)
        try FileManager.default.createDirectory(
            atPath: providers.path("mail"), withIntermediateDirectories: false)
        func synchronise() async throws {
            let result = try await run(providers, "mbsync", ["-c", settings, "lab"])
            #expect(result.status == 0, "\(result.output)")
        }
        try await synchronise()
        #expect(letters(providers.path("mail/INBOX")).count == 2)
        try providers.write("mail/INBOX/new/1.of.mine", "From: me@a.example\nSubject: mine\n\nHi\n")
        try await synchronise()
        #expect(try countOfBob(providers) == 3)
    }

    @Test(
        "getmail: POP3S and IMAPS",
        .enabled(if: Programs.has("getmail"), "getmail is not on this machine"))
    func getmail() async throws {
        let providers = try Providers()
        try fill(providers, "dave@example.com")
        let ways: [(String, UInt16)] = [("SimplePOP3SSL", 995), ("SimpleIMAPSSL", 993)]
        for (kind, service) in ways {
            let mailbox = providers.path("letters-\(service)")
            // Whoever runs this may be root, to whom getmail delivers only so.
            let settings = try providers.write(
                "getmailrc",
                """
                [retriever]
                type = \(kind)Retriever
                server = localhost
                port = \(providers.port(service))
                username = dave@example.com
                password = diamonds
                ca_certs = \(providers.authority)
                [destination]
                type = MDA_external
                path = /bin/sh
                arguments = ("-c", "cat >> '\(mailbox)'")
                allow_root_commands = true

                """)
            let result = try await run(
                providers, "getmail", ["--getmaildir=\(providers.folder)", "--rcfile=\(settings)"])
            #expect(result.status == 0, "\(result.output)")
            let text = (try? String(contentsOfFile: mailbox, encoding: .utf8)) ?? ""
            #expect(text.matches(of: #/Subject: one/#).count == 2, "\(result.output)")
        }
    }

    @Test(
        "mutt without a screen: sends on 587 with STARTTLS, keeps a copy over IMAPS",
        .enabled(if: Programs.has("mutt"), "mutt is not on this machine"))
    func mutt() async throws {
        let providers = try Providers()
        let host = "mail.example.jp"
        let settings = try providers.write(
            "muttrc",
            """
            set ssl_ca_certificates_file=\(providers.authority) ssl_force_tls=yes
            set smtp_url=smtp://bob@example.jp@localhost:\(providers.port(587, of: host))
            set smtp_pass=builder imap_user=bob@example.jp imap_pass=builder
            set imap_authenticators=login
            set record=imaps://localhost:\(providers.port(993, of: host))/INBOX copy=yes
            set from=bob@example.jp hostname=bob.example tmpdir=\(providers.folder)
            set certificate_file=\(providers.path("certificates"))

            """)
        let sent = try await run(
            providers, "mutt", ["-n", "-F", settings, "-s", "from mutt", "carol@example.jp"],
            input: "Hello\n")
        #expect(sent.status == 0, "\(sent.output)")
        #expect(try providers.served.waits { $0.deliveries == ["carol@example.jp"] })
        #expect(try countOfBob(providers) == 1, "\(sent.output)")
    }

    @Test(
        "offlineimap: IMAPS into a Maildir, and up again",
        .enabled(if: Programs.has("offlineimap"), "offlineimap is not on this machine"))
    func offlineimap() async throws {
        let providers = try Providers()
        try fill(providers, "bob@example.jp", of: "mail.example.jp")
        let settings = try providers.write(
            "offlineimaprc",
            """
            [general]
            accounts = lab
            metadata = \(providers.path("metadata"))
            [Account lab]
            localrepository = near
            remoterepository = far
            [Repository near]
            type = Maildir
            localfolders = \(providers.path("mail"))
            [Repository far]
            type = IMAP
            remotehost = localhost
            remoteport = \(providers.port(993, of: "mail.example.jp"))
            remoteuser = bob@example.jp
            remotepass = builder
            ssl = yes
            sslcacertfile = \(providers.authority)

            """)
        func synchronise() async throws {
            let result = try await run(
                providers, "offlineimap", ["-c", settings, "-o", "-u", "basic"])
            #expect(result.status == 0, "\(result.output)")
        }
        try await synchronise()
        #expect(letters(providers.path("mail")).count == 2)
        try providers.write("mail/INBOX/new/1.of.mine", "From: me@a.example\nSubject: mine\n\nHi\n")
        try await synchronise()
        #expect(try countOfBob(providers) == 3)
    }
}
