/// Takes STARTTLS and LOGINDISABLED out of what an IMAP server says it can, and speaks TLS with
/// the server itself before the client gets its greeting.
struct IMAPStripper: Tampering {
    private enum Stage: Hashable, Sendable {
        case greeting
        /// The attacker asks in the clear what the server can.
        case asking
        /// STARTTLS was said.
        case asked
        case shakingHands
        /// The attacker asks under TLS what the server can.
        case askingAgain
        case passing
    }

    private let keepsClear: Bool
    private var client = IMAPCutter()
    private var server = IMAPCutter()
    private var stage = Stage.greeting
    private var greeting: [UInt8] = []
    /// What the server said in the clear that it can.
    private var offered: [String]?
    private var latest: [String]?
    private var told: [String]?

    init(keepsClear: Bool) { self.keepsClear = keepsClear }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(.client, let octets): client.append(octets)
        case .received(.server, let octets):
            server.append(octets)
            while let piece = server.next() { heard(piece, into: &outbox) }
        case .secured:
            stage = .askingAgain
            outbox.append(.send(.server, octets("m3 CAPABILITY")))
        }
        if stage == .passing { readClient(into: &outbox) }
        if client.pendingCount > heldLimit { outbox.append(.abort) }
    }

    // MARK: the client

    private mutating func readClient(into outbox: inout [TamperOutput]) {
        var onward: [UInt8] = []
        while let piece = client.next() {
            switch piece {
            case .more(let octets): onward += octets
            case .start(let line):
                let words = words(line)
                guard words.count > 1, words[1].uppercased() == "STARTTLS" else {
                    onward += line
                    continue
                }
                let answer = "\(words[0]) BAD STARTTLS is not offered here"
                outbox.append(.deed(.refused(command: text(line), answer: answer)))
                outbox.append(.send(.client, octets(answer)))
            }
        }
        if !onward.isEmpty { outbox.append(.send(.server, onward)) }
    }

    // MARK: the server

    private mutating func heard(_ piece: IMAPCutter.Piece, into outbox: inout [TamperOutput]) {
        guard case .start(let line) = piece else {
            if case .more(let octets) = piece, stage == .passing {
                outbox.append(.send(.client, octets))
            }
            return
        }
        let said = text(line)
        if stage != .passing, let list = IMAPCapabilities(said) { latest = list.names }
        switch stage {
        case .greeting: greeted(line, said, into: &outbox)
        case .asking:
            guard said.hasPrefix("m1 ") else { return }
            offered = latest
            upgrade(into: &outbox)
        case .asked:
            guard said.hasPrefix("m2 ") else { return }
            if said.uppercased().hasPrefix("M2 OK") {
                stage = .shakingHands
                outbox.append(.deed(.upgraded(command: "STARTTLS")))
                latest = nil
                outbox.append(.startTLS(.server))
            } else {
                show(into: &outbox)
            }
        case .shakingHands: break
        case .askingAgain: if said.hasPrefix("m3 ") { show(into: &outbox) }
        case .passing: outbox.append(.send(.client, strip(line, said, into: &outbox)))
        }
    }

    private mutating func greeted(
        _ line: [UInt8], _ said: String, into outbox: inout [TamperOutput]
    ) {
        greeting = line
        offered = latest
        if keepsClear || !said.uppercased().hasPrefix("* OK") {
            show(into: &outbox)
        } else if latest == nil {
            stage = .asking
            outbox.append(.send(.server, octets("m1 CAPABILITY")))
        } else {
            upgrade(into: &outbox)
        }
    }

    private mutating func upgrade(into outbox: inout [TamperOutput]) {
        guard offered?.contains("STARTTLS") ?? false else { return show(into: &outbox) }
        stage = .asked
        outbox.append(.send(.server, octets("m2 STARTTLS")))
    }

    /// Gives the client its greeting, with the list of the moment in it, without the offer.
    private mutating func show(into outbox: inout [TamperOutput]) {
        stage = .passing
        let said = text(greeting)
        guard var list = IMAPCapabilities(said) else {
            outbox.append(.send(.client, greeting))
            return
        }
        if let latest { list.names = latest }
        outbox.append(.send(.client, tell(&list, into: &outbox)))
    }

    /// A line of the server without the offer, if it is one that has it.
    private mutating func strip(
        _ line: [UInt8], _ said: String, into outbox: inout [TamperOutput]
    ) -> [UInt8] {
        guard var list = IMAPCapabilities(said) else { return line }
        return tell(&list, into: &outbox)
    }

    private mutating func tell(
        _ list: inout IMAPCapabilities, into outbox: inout [TamperOutput]
    ) -> [UInt8] {
        let before = offered ?? list.names
        let count = list.names.count
        list.names.removeAll { ["STARTTLS", "LOGINDISABLED"].contains($0.uppercased()) }
        let isLess = list.names.count < count || told == nil && before.contains("STARTTLS")
        if isLess, before != list.names, told != list.names {
            told = list.names
            outbox.append(.deed(.stripped(before: before, after: list.names)))
        }
        return octets(list.line)
    }
}

/// A line that says what a server can: `* CAPABILITY …`, or a status line with `[CAPABILITY …]`
/// (RFC 3501 §7.1, §7.2.1).
struct IMAPCapabilities: Hashable, Sendable {
    var names: [String]
    private let before: String
    private let after: String

    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3 else { return nil }
        let second = words[1].uppercased()
        if words[0] == "*", second == "CAPABILITY" {
            before = "* CAPABILITY "
            after = ""
            names = words[2].split(separator: " ").map(String.init)
            return
        }
        let code = "[CAPABILITY "
        guard ["OK", "NO", "BAD", "PREAUTH"].contains(second),
            words[2].uppercased().hasPrefix(code), let end = words[2].firstIndex(of: "]")
        else { return nil }
        let start = words[2].index(words[2].startIndex, offsetBy: code.count)
        before = "\(words[0]) \(words[1]) \(code)"
        after = String(words[2][end...])
        names = words[2][start..<end].split(separator: " ").map(String.init)
    }

    var line: String { before + names.joined(separator: " ") + after }
}
