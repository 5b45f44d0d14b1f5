import Simulation

/// Sending, retrieving, and looking into mailboxes and queues.
let mailCommands: [Command] = [
    Command(
        "send", .mail,
        usage: "send --to ADDRESS… [--from ADDRESS] [--envelope-from ADDRESS] [--subject TEXT] "
            + "[--body TEXT|--eml FILE] [--via HOST:PORT|direct] "
            + "[--tls none|if-offered|starttls|implicit] [--auth MECHANISM] [--on HOST]",
        options: [
            .takes("from", .address), .takes("to", .address, mayRepeat: true),
            .takes("envelope-from", .address), .takes("subject", .text), .takes("body", .text),
            .takes("eml", .file), .takes("via", .oneOf(["direct"])),
            .takes("tls", .oneOf(securityChoices)),
            .takes("auth", .oneOf(SendOrder.wayNames)), .takes("on", .host),
        ],
        examples: [
            "send --from alice@example.com --to bob@example.jp --subject Hello "
                + "--body \"Are you there?\"",
            "send --to bob@example.jp --to carol@example.jp --subject Both",
            "send --to bob@example.jp --via mail.example.jp:25",
            "send --to bob@example.jp --tls implicit",
            "send --to bob@example.jp --auth scram-sha-256",
            "send --on visitor --from ceo@example.com --to bob@example.jp --via direct",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.send(arguments) },
    Command(
        "fetch", .mail,
        usage: "fetch --as ADDRESS [--proto pop3|imap] [--tls none|if-offered|starttls|implicit] "
            + "[--auth MECHANISM] [--keep|--delete] [--on HOST] [--step]",
        options: [
            .takes("as", .address), .takes("proto", .oneOf(["pop3", "imap"])),
            .takes("tls", .oneOf(securityChoices)),
            .takes("auth", .oneOf(SendOrder.wayNames)), .flag("keep"),
            .flag("delete"), .takes("on", .host), .flag("step"),
        ],
        examples: [
            "fetch --as bob@example.jp", "fetch --as bob@example.jp --proto imap --on bob-phone",
            "fetch --as bob@example.jp --delete", "fetch --as bob@example.jp --tls implicit",
            "fetch --as bob@example.jp --proto imap --auth best",
            "fetch --as bob@example.jp --auth apop",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.fetch(arguments) },
    Command(
        "mailbox", .mail, usage: "mailbox ADDRESS [UID]", places: [.address, .text],
        examples: ["mailbox bob@example.jp", "mailbox bob@example.jp 1"]
    ) { (shell, arguments) throws(Trouble) in try shell.showMailbox(arguments) },
    Command(
        "queue", .mail, usage: "queue [HOST]", places: [.host],
        examples: ["queue home-mta", "queue"]
    ) { (shell, arguments) throws(Trouble) in try shell.showQueue(arguments) },
]

/// What a mail program does about encryption, in the words of `--tls`.
private let securityChoices = ["none", "if-offered", "starttls", "implicit"]

extension Interpreter {
    /// `--tls`: nil leaves it to the mail program, which does what the server needs.
    private func security(_ arguments: Arguments) throws(Trouble) -> SendOrder.Security? {
        guard let wish = arguments.value("tls") else { return nil }
        let word = wish.lowercased() == "if-offered" ? "opportunistic" : wish.lowercased()
        guard securityChoices.contains(wish.lowercased()),
            let security = SendOrder.Security(rawValue: word)
        else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(wish),
                    "choices": securityChoices.joined(separator: ", "),
                ])
        }
        return security
    }

    /// `--auth`: without it a mail program shows name and password as they are.
    private func way(_ arguments: Arguments) throws(Trouble) -> SendOrder.Way {
        guard let wish = arguments.value("auth") else { return .usual }
        guard let way = SendOrder.way(named: wish) else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(wish),
                    "choices": SendOrder.wayNames.joined(separator: ", "),
                ])
        }
        return way
    }

    mutating func send(_ arguments: Arguments) throws(Trouble) {
        let security = try security(arguments)
        let view = try hostOn(arguments)
        let recipients = arguments.values("to")
        guard !recipients.isEmpty else { throw arguments.missing() }
        guard let from = arguments.value("from") ?? view.plan.user else {
            throw Trouble("shell.send.no-user", ["host": view.name])
        }
        if arguments.has("eml"), arguments.has("body") || arguments.has("subject") {
            throw Trouble("shell.send.eml-alone")
        }
        var order = SendOrder(
            host: view.name, from: from, envelopeFrom: envelopeFrom(arguments),
            recipients: recipients, subject: arguments.value("subject") ?? "",
            body: arguments.value("body") ?? "", route: try route(arguments), security: security)
        order.way = try way(arguments)
        if let file = arguments.value("eml") { order.letter = try letter(from: file) }
        let number = try workbench.perform(.send(order))
        let message =
            workbench.journal[number: number]?.message ?? workbench.latestMessage ?? 1
        tell("shell.send.ready", ["message": "\(message)", "host": view.name])
    }

    /// `<>` and the empty word are the null reverse-path (RFC 5321 §4.5.5).
    private func envelopeFrom(_ arguments: Arguments) -> String? {
        arguments.value("envelope-from").map { $0 == "<>" ? "" : $0 }
    }

    private func route(_ arguments: Arguments) throws(Trouble) -> SendRoute? {
        guard let via = arguments.value("via") else { return nil }
        if via.lowercased() == "direct" { return .direct }
        guard let colon = via.lastIndex(of: ":"), colon != via.startIndex else {
            throw Trouble("shell.send.via", ["word": ProtocolText.shown(via)])
        }
        let port = try Arguments.port(String(via[via.index(after: colon)...]))
        return .server(name: String(via[..<colon]), port: port)
    }

    /// The largest letter that is read from a file.
    private static let letterLimit = 30_000_000

    private mutating func letter(from file: String) throws(Trouble) -> [UInt8] {
        let octets: [UInt8]
        switch surroundings.read(file) {
        case .success(let read): octets = read
        case .failure(let error):
            throw Trouble(
                "shell.cannot-read", ["file": ProtocolText.shown(file), "reason": error.reason])
        }
        guard !octets.isEmpty else { throw Trouble("shell.send.eml-empty", ["file": file]) }
        guard octets.count <= Self.letterLimit else {
            throw Trouble(
                "shell.send.eml-too-big", ["file": file, "limit": "\(Self.letterLimit)"])
        }
        let hasReturn = octets.contains(0x0D)
        guard !hasReturn, octets.contains(0x0A) else { return octets }
        tell("shell.send.eml-normalised", ["file": ProtocolText.shown(file)])
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 40)
        for octet in octets {
            if octet == 0x0A { result.append(0x0D) }
            result.append(octet)
        }
        return result
    }

    mutating func fetch(_ arguments: Arguments) throws(Trouble) {
        let security = try security(arguments)
        let view = try hostOn(arguments)
        guard let login = arguments.value("as") ?? view.plan.user else {
            throw arguments.missing()
        }
        if arguments.has("keep"), arguments.has("delete") {
            throw Trouble("shell.options-exclude", ["one": "--keep", "other": "--delete"])
        }
        let wish = (arguments.value("proto") ?? "pop3").lowercased()
        guard let retrieval = RetrievalProtocol(rawValue: wish) else {
            throw Trouble(
                "shell.not-one-of", ["word": ProtocolText.shown(wish), "choices": "pop3, imap"])
        }
        var fetch = FetchOrder(
            host: view.name, login: login, using: retrieval, deletes: arguments.has("delete"),
            security: security)
        fetch.way = try way(arguments)
        let action = Action.fetch(fetch)
        if arguments.has("step") {
            try workbench.perform(action)
            tell("shell.fetch.ready", ["login": login, "host": view.name])
            return
        }
        let (order, outcome) = try performAndRun(action)
        try showFetched(login: login, since: order, outcome: outcome)
    }

    private mutating func showFetched(login: String, since order: Event, outcome: RunOutcome)
        throws(Trouble)
    {
        for event in events(outcome.events) {
            guard event.host == order.host,
                case .answer(.fetchFinished(let owner, let letters, let failure)) = event.what,
                owner == login
            else { continue }
            if let failure {
                let reason = words.remark(
                    Remark(
                        key: failure.key, values: failure.values.map { ($0.name, $0.text) },
                        source: failure.source))
                throw Trouble(
                    "shell.fetch.failed",
                    ["login": login, "reason": reason, "number": "\(event.number)"])
            }
            for (index, letter) in letters.enumerated() {
                show(paint(.strong, "── \(index + 1)/\(letters.count) " + line(48)))
                show(LetterText(letter).lines(words: words, paint: paint))
            }
            tell("shell.fetch.done", ["login": login, "count": "\(letters.count)"])
            return
        }
        throw Trouble(outcome.wasInterrupted ? "shell.fetch.stopped" : "shell.fetch.unfinished")
    }

    private func line(_ columns: Int) -> String { String(repeating: "─", count: columns) }

    mutating func showMailbox(_ arguments: Arguments) throws(Trouble) {
        let user = try knownHost(host).plan.user
        guard let login = arguments.optionalPlace(0) ?? user else { throw arguments.missing() }
        let rows = try workbench.mailbox(of: login)
        if let word = arguments.optionalPlace(1) {
            let uid = try Arguments.number(word)
            guard let row = rows.first(where: { Int($0.uid) == uid }) else {
                throw Trouble("shell.mailbox.no-such-uid", ["uid": "\(uid)", "login": login])
            }
            show(LetterText(row.octets).lines(words: words, paint: paint, limit: 200))
            return
        }
        guard !rows.isEmpty else {
            tell("shell.mailbox.empty", ["login": login])
            return
        }
        tell("shell.mailbox.title", ["login": login, "count": "\(rows.count)"], role: .strong)
        var table = Table(
            [
                words("shell.column.uid"), words("shell.column.flags"),
                words("shell.column.size"), words("shell.column.arrived"),
                words("shell.column.from"), words("shell.column.subject"),
            ], sides: [.right, .left, .right])
        for row in rows {
            table.add([
                "\(row.uid)", row.flags.joined(separator: " "), "\(row.size)",
                VirtualTime.dayAndTime(row.internalDate.nanoseconds),
                Width.cut(ProtocolText.shown(row.from), to: 24), ProtocolText.shown(row.subject),
            ])
        }
        show(table.lines(paint))
    }

    mutating func showQueue(_ arguments: Arguments) throws(Trouble) {
        if let name = arguments.optionalPlace(0) {
            let view = try knownHost(name)
            try show(queueOf: view.name, saysEmpty: true)
            return
        }
        let servers = workbench.hosts.filter { $0.plan.mail != nil }
        for server in servers { try show(queueOf: server.name, saysEmpty: false) }
        if output.isEmpty { tell("shell.queue.all-empty") }
    }

    private mutating func show(queueOf host: String, saysEmpty: Bool) throws(Trouble) {
        let rows = try workbench.queue(of: host)
        if rows.isEmpty {
            if saysEmpty { tell("shell.queue.empty", ["host": host]) }
            return
        }
        tell("shell.queue.title", ["host": host, "count": "\(rows.count)"], role: .strong)
        for row in rows {
            show("  \(row.queueID)  <\(row.from)> → \(row.recipients.joined(separator: ", "))")
            let next = row.nextAttempt.map { VirtualTime.dayAndTime($0.nanoseconds) } ?? "-"
            tell(
                "shell.queue.row",
                [
                    "arrived": VirtualTime.dayAndTime(row.arrived.nanoseconds),
                    "size": "\(row.size)", "attempts": "\(row.attempts)", "next": next,
                ], indent: 6)
            if let reason = row.reason {
                show(
                    Width.wrap(
                        words(reason.key, reason.values.map { ($0.name, $0.text) }),
                        to: Width.page - 6
                    ).map {
                        "      " + paint(.warning, $0)
                    })
            }
        }
    }
}
