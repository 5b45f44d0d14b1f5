import TLS

/// Follows SMTP, on the ports of relay and submission (RFC 5321, RFC 4954).
struct SMTPTalk: ClearTalk {
    private enum Command: Hashable, Sendable {
        case greeting, auth, data, startTLS, other
    }

    /// What the client's next octets are.
    private enum Turn: Hashable, Sendable {
        case command
        /// Nothing before the reply to AUTH, DATA or STARTTLS.
        case waiting
        /// The answer to a 334.
        case response
        case letter
        /// BDAT: a chunk of a letter (RFC 3030 §2).
        case chunk(missing: Int, isLast: Bool)
    }

    private var turn = Turn.command
    private var pending: PendingCommands<Command>
    private var sasl: SASLListener?
    private var letter = LetterCollector()
    /// The lines so far of a reply that goes on.
    private var reply: [UInt8] = []
    private(set) var isUpgraded = false

    init(fromTheStart: Bool) {
        pending = PendingCommands(fromTheStart ? [.greeting] : [])
    }

    func expectation(of side: TLSSide) -> Expectation {
        switch (side, turn) {
        case (.server, _), (.client, .command), (.client, .response), (.client, .letter): .line
        case (.client, .chunk(let missing, _)): .octets(missing)
        case (.client, .waiting): .nothing
        }
    }

    mutating func hear(
        _ line: HeardStream.Line, from side: TLSSide, into found: inout [Overheard]
    ) {
        switch (side, turn) {
        case (.server, _): hear(reply: line.octets, into: &found)
        case (.client, .letter):
            guard line.octets != [UInt8(ascii: ".")] else {
                found.append(.letter(letter.finish(by: .client)))
                turn = .command
                return pending.append(.other)
            }
            letter.addLine(line, isStuffed: true)
        case (.client, .response):
            respond(line.octets[...], asSent: line.octets, into: &found)
        case (.client, .command), (.client, .waiting), (.client, .chunk):
            hear(command: line.octets, into: &found)
        }
    }

    mutating func hear(octets: [UInt8], from side: TLSSide, into found: inout [Overheard]) {
        guard case .chunk(let missing, let isLast) = turn else { return }
        letter.add(octets)
        let rest = missing - octets.count
        turn = rest > 0 ? .chunk(missing: rest, isLast: isLast) : .command
        if rest <= 0, isLast { found.append(.letter(letter.finish(by: .client))) }
    }

    mutating func miss(_ side: TLSSide) {
        switch (side, turn) {
        // The letter goes on behind the gap; its end is still its end.
        case (.client, .letter): letter.breakOff()
        case (.client, .chunk), (.client, .command), (.client, .response), (.client, .waiting):
            turn = .command
        case (.server, .waiting): turn = .command
        case (.server, .letter), (.server, .chunk), (.server, .command), (.server, .response):
            break
        }
        pending.removeAll()
        reply = []
    }

    mutating func end(into found: inout [Overheard]) {
        if !reply.isEmpty { found.append(.said(HeardText.of(reply), by: .server)) }
        reply = []
        if !letter.isEmpty { found.append(.letter(letter.finish(by: .client, isWhole: false))) }
        turn = .command
    }
}

extension SMTPTalk {
    private mutating func hear(command line: [UInt8], into found: inout [Overheard]) {
        let words = HeardText.words(line)
        let verb = HeardText.verb(words.first)
        switch verb {
        case "EHLO", "HELO", "LHLO":
            let name = HeardText.of(words.dropFirst().first ?? [], limit: 300)
            found.append(.name(name, greeting: verb))
            pending.append(.other)
        case "MAIL", "RCPT":
            let path = Self.path(line)
            switch (verb, path) {
            case ("MAIL", let path?): found.append(.sender(path))
            case ("RCPT", let path?): found.append(.recipient(path))
            case (_, _): found.append(.said(HeardText.of(line), by: .client))
            }
            pending.append(.other)
        case "AUTH" where words.count > 1:
            sasl = SASLListener(words[1])
            if words.count > 2 {
                respond(words[2], asSent: line, into: &found)
            } else {
                found.append(.said(HeardText.of(line), by: .client))
                wait(for: .auth)
            }
        case "DATA":
            found.append(.said(HeardText.of(line), by: .client))
            wait(for: .data)
        case "STARTTLS":
            found.append(.said(HeardText.of(line), by: .client))
            wait(for: .startTLS)
        case "BDAT" where words.count > 1:
            found.append(.said(HeardText.of(line), by: .client))
            pending.append(.other)
            guard let size = Int(String(decoding: words[1].prefix(10), as: UTF8.self)), size >= 0
            else { return }
            let isLast = words.count > 2 && HeardText.verb(words[2]) == "LAST"
            if size > 0 {
                turn = .chunk(missing: size, isLast: isLast)
            } else if isLast {
                found.append(.letter(letter.finish(by: .client)))
            }
        case _:
            found.append(.said(HeardText.of(line), by: .client))
            pending.append(.other)
        }
    }

    private mutating func wait(for command: Command) {
        pending.append(command)
        turn = .waiting
    }

    private mutating func respond(
        _ response: ArraySlice<UInt8>, asSent: [UInt8], into found: inout [Overheard]
    ) {
        found.append(
            sasl?.hear(response: response, asSent: asSent)
                ?? .said(HeardText.of(asSent), by: .client))
        wait(for: .auth)
    }

    /// The address between `<` and `>`.
    private static func path(_ line: [UInt8]) -> String? {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")),
            let close = line[open...].firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        return HeardText.of(line[(open + 1)..<close], limit: 400)
    }

    // MARK: the server

    private mutating func hear(reply line: [UInt8], into found: inout [Overheard]) {
        let isReply = line.count >= 3 && line.prefix(3).allSatisfy { (0x30...0x39).contains($0) }
        let isLast = !isReply || line.count == 3 || line[3] != UInt8(ascii: "-")
        if reply.count < HeardText.limit {
            reply += reply.isEmpty ? line : [0x0A] + line
        }
        guard isLast else { return }
        found.append(.said(HeardText.of(reply), by: .server))
        reply = []
        guard isReply else { return }
        let code = String(decoding: line.prefix(3), as: UTF8.self)
        take(code, text: line.dropFirst(4), into: &found)
    }

    private mutating func take(
        _ code: String, text: ArraySlice<UInt8>, into found: inout [Overheard]
    ) {
        switch (pending.popFirst(), code) {
        case (.auth, "334"):
            sasl?.hear(challenge: text)
            turn = .response
        case (.auth, _):
            if let sasl {
                found.append(
                    .verdict(
                        login: sasl.login, mechanism: sasl.mechanism, isAccepted: code == "235"))
            }
            sasl = nil
            turn = .command
        case (.data, _): turn = code == "354" ? .letter : .command
        case (.startTLS, _):
            turn = .command
            isUpgraded = code == "220"
        case (nil, "334"):
            // The listener came in the middle of an exchange.
            sasl = SASLListener(joiningAt: text)
            if sasl != nil { turn = .response }
        case (nil, "354"): turn = .letter
        case (.greeting, _), (.other, _), (nil, _): break
        }
    }
}
