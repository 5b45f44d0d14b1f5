import TLS

/// Follows IMAP, with its tags and literals (RFC 3501, RFC 7888).
struct IMAPTalk: ClearTalk {
    /// One side's sentence while it is put together.
    struct Sentence: Hashable, Sendable {
        /// What is kept of a literal that is no letter.
        static let literalLimit = 4_096
        static let pieceLimit = 64

        var pieces: [IMAPPiece] = []
        var literal: [UInt8] = []
        /// Octets of the literal that have not come yet.
        var missing = 0
        var isInLiteral: Bool { missing > 0 }

        /// The texts as they were sent, with the announcements in place of the literals.
        var text: String {
            let texts = pieces.map { piece -> [UInt8] in
                switch piece {
                case .text(let text): text
                case .literal: []
                }
            }
            return HeardText.of(Array(texts.joined()))
        }

        mutating func add(_ piece: IMAPPiece) {
            if pieces.count < Self.pieceLimit { pieces.append(piece) }
        }
    }

    private enum Turn: Hashable, Sendable {
        case command
        /// A literal has been announced, and waits for the server's `+`.
        case offering(tag: [UInt8], IMAPLiteral)
        /// AUTHENTICATE or STARTTLS waits for its answer.
        case waiting(tag: [UInt8], isStartTLS: Bool)
        case response(tag: [UInt8])
    }

    private struct Login: Hashable, Sendable {
        let tag: [UInt8]
        let login: String
    }

    private var turn = Turn.command
    private var command = Sentence()
    private var response = Sentence()
    private var logins: [Login] = []
    private var sasl: SASLListener?
    /// A letter that the client stores.
    private var stored = LetterCollector()
    /// A letter that the server hands out, and how much of one it is.
    private var fetched = LetterCollector()
    private var fetchedPart: OverheardLetter.Part?
    private(set) var isUpgraded = false

    func expectation(of side: TLSSide) -> Expectation {
        switch side {
        case .server: response.isInLiteral ? .octets(response.missing) : .line
        case .client:
            switch turn {
            case .offering, .waiting: .nothing
            case .command, .response:
                command.isInLiteral ? .octets(command.missing) : .line
            }
        }
    }

    mutating func hear(
        _ line: HeardStream.Line, from side: TLSSide, into found: inout [Overheard]
    ) {
        switch (side, turn) {
        case (.server, _): hear(answer: line.octets, into: &found)
        case (.client, .response(let tag)):
            respond(line.octets[...], tag: tag, asSent: line.octets, into: &found)
        case (.client, .command), (.client, .offering), (.client, .waiting):
            hear(command: line.octets, into: &found)
        }
    }

    mutating func hear(octets: [UInt8], from side: TLSSide, into found: inout [Overheard]) {
        switch side {
        case .client:
            command.missing -= octets.count
            stored.add(octets)
            let room = max(0, Sentence.literalLimit - command.literal.count)
            command.literal += octets.prefix(room)
            if command.missing <= 0 { closeClientLiteral(into: &found) }
        case .server:
            response.missing -= octets.count
            fetched.add(octets)
            let room = max(0, Sentence.literalLimit - response.literal.count)
            response.literal += octets.prefix(room)
            if response.missing <= 0 { closeServerLiteral(into: &found) }
        }
    }

    mutating func miss(_ side: TLSSide) {
        switch side {
        case .client:
            command = Sentence()
            stored = LetterCollector()
        case .server:
            response = Sentence()
            fetched = LetterCollector()
            fetchedPart = nil
        }
        turn = .command
    }

    mutating func end(into found: inout [Overheard]) {
        if command.isInLiteral, isAppend, !stored.isEmpty {
            found.append(.letter(stored.finish(by: .client, isWhole: false)))
        }
        if let part = fetchedPart, !fetched.isEmpty {
            found.append(.letter(fetched.finish(part, by: .server, isWhole: false)))
        }
        command = Sentence()
        response = Sentence()
        turn = .command
    }
}

// MARK: the client

extension IMAPTalk {
    private var isAppend: Bool {
        guard case .text(let text) = command.pieces.first else { return false }
        let words = HeardText.words(text)
        return words.count > 1 && HeardText.verb(words[1]) == "APPEND"
    }

    private mutating func closeClientLiteral(into found: inout [Overheard]) {
        // The mailbox's name may be a literal, too; a letter is what has a header.
        if isAppend, command.pieces.count > 1 || Self.isLetterNext(command.pieces.first) {
            found.append(.letter(stored.finish(by: .client)))
        }
        stored = LetterCollector()
        command.add(.literal(command.literal))
        command.literal = []
        command.missing = 0
    }

    /// Behind `tag APPEND` a name must come first: a literal there is the name.
    private static func isLetterNext(_ piece: IMAPPiece?) -> Bool {
        guard case .text(let text) = piece else { return false }
        return IMAPWords(text[...]).words.count > 2
    }

    private mutating func hear(command line: [UInt8], into found: inout [Overheard]) {
        command.add(.text(line))
        let tag = Self.tag(command.pieces.first)
        guard let literal = IMAPLiteral(endOf: line) else {
            let whole = command
            command = Sentence()
            return obey(whole, tag: tag, into: &found)
        }
        if literal.isSynchronizing {
            turn = .offering(tag: tag, literal)
        } else {
            begin(literal, into: &found)
        }
    }

    private mutating func begin(_ literal: IMAPLiteral, into found: inout [Overheard]) {
        turn = .command
        command.missing = literal.size
        if literal.size == 0 { closeClientLiteral(into: &found) }
    }

    private static func tag(_ piece: IMAPPiece?) -> [UInt8] {
        guard case .text(let text) = piece else { return [] }
        return Array(text.prefix { $0 != UInt8(ascii: " ") }.prefix(100))
    }

    private mutating func obey(
        _ sentence: Sentence, tag: [UInt8], into found: inout [Overheard]
    ) {
        let words = IMAPWords(sentence.pieces).words
        switch words.count > 1 ? HeardText.verb(words[1][...]) : "" {
        case "LOGIN" where words.count > 3:
            let login = HeardText.of(words[2], limit: 400)
            found.append(
                .secret(
                    OverheardSecret(
                        kind: .password, login: login, text: HeardText.of(words[3]),
                        mechanism: "LOGIN", asSent: sentence.text)))
            if logins.count == 16 { logins.removeFirst() }
            logins.append(Login(tag: tag, login: login))
        case "AUTHENTICATE" where words.count > 2:
            sasl = SASLListener(words[2][...])
            guard words.count > 3 else {
                found.append(.said(sentence.text, by: .client))
                turn = .waiting(tag: tag, isStartTLS: false)
                return
            }
            respond(words[3][...], tag: tag, asSent: Array(sentence.text.utf8), into: &found)
        case "STARTTLS":
            found.append(.said(sentence.text, by: .client))
            turn = .waiting(tag: tag, isStartTLS: true)
        case _: found.append(.said(sentence.text, by: .client))
        }
    }

    private mutating func respond(
        _ text: ArraySlice<UInt8>, tag: [UInt8], asSent: [UInt8], into found: inout [Overheard]
    ) {
        found.append(
            sasl?.hear(response: text, asSent: asSent) ?? .said(HeardText.of(asSent), by: .client)
        )
        turn = .waiting(tag: tag, isStartTLS: false)
    }
}

// MARK: the server

extension IMAPTalk {
    private mutating func hear(answer line: [UInt8], into found: inout [Overheard]) {
        response.add(.text(line))
        if let literal = IMAPLiteral(endOf: line) {
            fetchedPart = Self.part(before: line[..<literal.start])
            response.missing = literal.size
            if literal.size == 0 { closeServerLiteral(into: &found) }
            return
        }
        let whole = response
        response = Sentence()
        found.append(.said(whole.text, by: .server))
        if let subject = Self.subjectOfEnvelope(whole) {
            var letter = LetterCollector()
            letter.add(Array("Subject: \(subject)\r\n\r\n".utf8))
            found.append(.letter(letter.finish(.header, by: .server)))
        }
        guard case .text(let first) = whole.pieces.first else { return }
        take(first, into: &found)
    }

    private mutating func closeServerLiteral(into found: inout [Overheard]) {
        if let part = fetchedPart { found.append(.letter(fetched.finish(part, by: .server))) }
        fetched = LetterCollector()
        fetchedPart = nil
        response.add(.literal(response.literal))
        response.literal = []
        response.missing = 0
    }

    /// What of a letter a literal is, by the words before it (RFC 3501 §7.4.2).
    private static func part(before text: ArraySlice<UInt8>) -> OverheardLetter.Part? {
        let text = String(decoding: text.suffix(200), as: UTF8.self).uppercased()
        guard text.contains("BODY[") || text.contains("BINARY[") || text.contains("RFC822"),
            let last = text.split(separator: " ").last
        else { return nil }
        if last == "RFC822" { return .whole }
        if last == "RFC822.HEADER" { return .header }
        if last == "RFC822.TEXT" { return .text }
        guard let open = text.lastIndex(of: "["), let close = text[open...].lastIndex(of: "]"),
            text[..<open].hasSuffix("BODY") || text[..<open].hasSuffix("BINARY"),
            text[close...].split(separator: " ").count == 1
        else { return nil }
        let section = text[text.index(after: open)..<close]
        if section.isEmpty { return .whole }
        return section.contains("HEADER") || section.hasSuffix("MIME") ? .header : .text
    }

    /// The second string of an envelope (RFC 3501 §7.4.2).
    private static func subjectOfEnvelope(_ sentence: Sentence) -> String? {
        let words = IMAPWords(sentence.pieces).words
        guard
            let place = words.firstIndex(where: { HeardText.verb($0[...]) == "ENVELOPE" }),
            place + 3 < words.count, words[place + 1] == [UInt8(ascii: "(")],
            HeardText.verb(words[place + 3][...]) != "NIL"
        else { return nil }
        return HeardText.of(words[place + 3], limit: 400)
    }

    private mutating func take(_ line: [UInt8], into found: inout [Overheard]) {
        let words = HeardText.words(line)
        let isGo = line.first == UInt8(ascii: "+") && line.dropFirst().first ?? 0x20 == 0x20
        let isGood = words.count > 1 && HeardText.verb(words[1]) == "OK"
        // Of an exchange that was joined in the middle, the tag is not known.
        func isTagged(_ tag: [UInt8]) -> Bool {
            guard let first = words.first else { return false }
            return tag.isEmpty ? ![[0x2A], [0x2B]].contains(first) : Array(first) == tag
        }
        switch turn {
        case .offering(_, let literal) where isGo: begin(literal, into: &found)
        case .offering(let tag, _) where isTagged(tag):
            command = Sentence()
            turn = .command
        case .waiting(let tag, isStartTLS: false) where isGo:
            sasl?.hear(challenge: line.dropFirst(2))
            turn = .response(tag: tag)
        case .waiting(let tag, isStartTLS: true) where isTagged(tag):
            isUpgraded = isGood
            turn = .command
        case .waiting(let tag, isStartTLS: false) where isTagged(tag),
            .response(let tag) where isTagged(tag):
            found.append(
                .verdict(
                    login: sasl?.login ?? "", mechanism: sasl?.mechanism ?? "", isAccepted: isGood))
            sasl = nil
            turn = .command
        case .command where isGo:
            sasl = words.count > 1 ? SASLListener(joiningAt: words[1]) : nil
            if sasl != nil { turn = .response(tag: []) }
        case .command, .offering, .waiting, .response: break
        }
        guard let place = logins.firstIndex(where: { isTagged($0.tag) }) else { return }
        let login = logins.remove(at: place)
        found.append(.verdict(login: login.login, mechanism: "LOGIN", isAccepted: isGood))
    }
}
