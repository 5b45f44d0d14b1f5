import TLS

/// Follows POP3 (RFC 1939, RFC 5034).
struct POP3Talk: ClearTalk {
    private enum Command: Hashable, Sendable {
        case greeting, pass, apop, auth, startTLS
        /// RETR and TOP: a letter follows.
        case letter
        /// A list of lines follows.
        case list
        case other
    }

    private enum Turn: Hashable, Sendable {
        case command
        /// Nothing before the reply to AUTH or STLS.
        case waiting
        case response
    }

    private enum Answer: Hashable, Sendable {
        case status
        /// Lines until one with a dot alone.
        case list
        case letter
    }

    private var turn = Turn.command
    private var answer = Answer.status
    private var pending: PendingCommands<Command>
    private var login = ""
    private var timestamp = ""
    private var sasl: SASLListener?
    private var letter = LetterCollector()
    private var list: [UInt8] = []
    private(set) var isUpgraded = false

    init(fromTheStart: Bool) {
        pending = PendingCommands(fromTheStart ? [.greeting] : [])
    }

    func expectation(of side: TLSSide) -> Expectation {
        switch (side, turn) {
        case (.server, _), (.client, .command), (.client, .response): .line
        case (.client, .waiting): .nothing
        }
    }

    mutating func hear(
        _ line: HeardStream.Line, from side: TLSSide, into found: inout [Overheard]
    ) {
        switch (side, turn) {
        case (.server, _): hear(answer: line, into: &found)
        case (.client, .response):
            respond(line.octets[...], asSent: line.octets, into: &found)
        case (.client, .command), (.client, .waiting): hear(command: line.octets, into: &found)
        }
    }

    mutating func hear(octets: [UInt8], from side: TLSSide, into found: inout [Overheard]) {}

    mutating func miss(_ side: TLSSide) {
        pending.removeAll()
        turn = .command
        // A list or a letter goes on behind the gap; its end is still its end.
        if side == .server, answer == .letter { letter.breakOff() }
    }

    mutating func end(into found: inout [Overheard]) {
        if !list.isEmpty { found.append(.said(HeardText.of(list), by: .server)) }
        list = []
        if !letter.isEmpty { found.append(.letter(letter.finish(by: .server, isWhole: false))) }
        answer = .status
        turn = .command
    }
}

extension POP3Talk {
    private mutating func hear(command line: [UInt8], into found: inout [Overheard]) {
        let words = HeardText.words(line)
        func say() { found.append(.said(HeardText.of(line), by: .client)) }
        switch HeardText.verb(words.first) {
        case "USER":
            login = HeardText.of(line.dropFirst(5), limit: 400)
            say()
            pending.append(.other)
        case "PASS":
            // A password may hold spaces (RFC 1939 §7).
            found.append(
                .secret(
                    OverheardSecret(
                        kind: .password, login: login, text: HeardText.of(line.dropFirst(5)),
                        mechanism: "USER/PASS", asSent: HeardText.of(line))))
            pending.append(.pass)
        case "APOP" where words.count > 2:
            login = HeardText.of(words[1], limit: 400)
            found.append(
                .challenge(
                    OverheardChallenge(
                        login: login, mechanism: "APOP", challenge: timestamp,
                        answer: HeardText.of(words[2], limit: 400))))
            pending.append(.apop)
        case "AUTH" where words.count > 1:
            sasl = SASLListener(words[1])
            if words.count > 2 {
                respond(words[2], asSent: line, into: &found)
            } else {
                say()
                wait(for: .auth)
            }
        case "STLS":
            say()
            wait(for: .startTLS)
        case "RETR", "TOP":
            say()
            pending.append(.letter)
        case "CAPA", "AUTH":
            say()
            pending.append(.list)
        case "LIST", "UIDL":
            say()
            pending.append(words.count == 1 ? .list : .other)
        case _:
            say()
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

    // MARK: the server

    private mutating func hear(answer line: HeardStream.Line, into found: inout [Overheard]) {
        let isEnd = line.octets == [UInt8(ascii: ".")]
        switch answer {
        case .status: hear(status: line.octets, into: &found)
        case .list where isEnd:
            found.append(.said(HeardText.of(list), by: .server))
            list = []
            answer = .status
        case .list:
            if list.count < HeardText.limit { list += [0x0A] + line.octets }
        case .letter where isEnd:
            found.append(.letter(letter.finish(by: .server)))
            answer = .status
        case .letter: letter.addLine(line, isStuffed: true)
        }
    }

    private mutating func hear(status line: [UInt8], into found: inout [Overheard]) {
        let isGood = line.starts(with: Array("+OK".utf8))
        let isChallenge = line == [UInt8(ascii: "+")] || line.starts(with: Array("+ ".utf8))
        guard isGood || isChallenge || line.starts(with: Array("-ERR".utf8)) else {
            found.append(.said(HeardText.of(line), by: .server))
            return
        }
        let command = pending.popFirst()
        if command == .list, isGood {
            list = line
            answer = .list
            return
        }
        found.append(.said(HeardText.of(line), by: .server))
        switch command {
        case .greeting: timestamp = Self.timestamp(line)
        case .pass: judge(login, "USER/PASS", isGood, into: &found)
        case .apop: judge(login, "APOP", isGood, into: &found)
        case .auth where isChallenge:
            sasl?.hear(challenge: line.dropFirst(2))
            turn = .response
        case .auth:
            judge(sasl?.login ?? "", sasl?.mechanism ?? "", isGood, into: &found)
            sasl = nil
            turn = .command
        case .startTLS:
            turn = .command
            isUpgraded = isGood
        case .letter: if isGood { answer = .letter }
        case nil where isChallenge:
            sasl = SASLListener(joiningAt: line.dropFirst(2))
            if sasl != nil { turn = .response }
        case .list, .other, nil: break
        }
    }

    private func judge(
        _ login: String, _ mechanism: String, _ isAccepted: Bool, into found: inout [Overheard]
    ) {
        found.append(.verdict(login: login, mechanism: mechanism, isAccepted: isAccepted))
    }

    /// What a digest of APOP is made from: the part of the greeting in `<` and `>`.
    private static func timestamp(_ line: [UInt8]) -> String {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")),
            let close = line[open...].firstIndex(of: UInt8(ascii: ">"))
        else { return "" }
        return HeardText.of(line[open...close], limit: 400)
    }
}
