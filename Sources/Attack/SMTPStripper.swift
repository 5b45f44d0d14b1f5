/// Takes STARTTLS out of what a server offers at EHLO, and speaks TLS with the server itself.
///
/// Without the second half it would fail wherever the server takes no password in the clear; with
/// it the client speaks in the clear, the server sees TLS, and nobody notices anything.
struct SMTPStripper: Tampering {
    /// A reply that the client waits for.
    private enum Awaited: Hashable, Sendable {
        case hello, data, login, other
        /// The attacker's own answer, which waits for its turn.
        case refusal
    }

    /// What the next line of the client is.
    private enum Mode: Hashable, Sendable {
        case command
        /// The letter, up to the line with a dot alone.
        case letter
        /// A response of AUTH.
        case response
        /// Octets of BDAT (RFC 3030 §2).
        case chunk(Int)
    }

    /// How far the attacker's own conversation with the server is.
    private enum Upgrade: Hashable, Sendable {
        case none
        /// STARTTLS was said; these are the lines that answered EHLO in the clear.
        case asked([[UInt8]])
        case shakingHands
        case done
    }

    static let refusal = "502 5.5.1 STARTTLS is not offered here"

    private let keepsClear: Bool
    private var client = LineCutter()
    private var server = LineCutter()
    private var mode = Mode.command
    /// The greeting is awaited first.
    private var awaited: [Awaited] = [.other]
    private var upgrade = Upgrade.none
    /// The client's own EHLO line, which is said again under TLS.
    private var hello: [UInt8] = []
    /// The lines of the reply that is being collected.
    private var reply: [[UInt8]] = []
    /// What the server offered in the clear.
    private var offered: [String]?
    private var told: [String]?

    init(keepsClear: Bool) { self.keepsClear = keepsClear }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(.client, let octets):
            client.append(octets)
        case .received(.server, let octets):
            server.append(octets)
            while let line = server.nextLine() { heard(line, into: &outbox) }
        case .secured:
            upgrade = .done
            outbox.append(.send(.server, hello))
        }
        readClient(into: &outbox)
        if client.pendingCount > heldLimit || awaited.count > awaitedLimit {
            outbox.append(.abort)
        }
    }

    // MARK: the client

    /// Whether the client's next line has to wait for what the server says.
    private var isWaiting: Bool {
        switch awaited.last {
        case .hello, .data: true
        case .login: mode != .response
        case .other, .refusal, nil: false
        }
    }

    private mutating func readClient(into outbox: inout [TamperOutput]) {
        var onward: [UInt8] = []
        while !isWaiting {
            if case .chunk(let count) = mode {
                let octets = client.take(count)
                onward += octets
                mode = octets.count < count ? .chunk(count - octets.count) : .command
                if octets.isEmpty { break }
                continue
            }
            guard let line = client.nextLine() else { break }
            if let passed = said(line, into: &outbox) { onward += passed }
        }
        if !onward.isEmpty { outbox.append(.send(.server, onward)) }
    }

    /// One line of the client; nil when the server does not get it.
    private mutating func said(_ line: [UInt8], into outbox: inout [TamperOutput]) -> [UInt8]? {
        switch mode {
        case .letter:
            if text(line) == "." {
                mode = .command
                awaited.append(.other)
            }
            return line
        case .response:
            mode = .command
            return line
        case .command, .chunk: break
        }
        let words = words(line)
        switch words.first?.uppercased() {
        case "STARTTLS":
            outbox.append(.deed(.refused(command: text(line), answer: Self.refusal)))
            awaited.append(.refusal)
            giveRefusals(into: &outbox)
            return nil
        case "EHLO":
            hello = line
            awaited.append(.hello)
        case "DATA": awaited.append(.data)
        case "AUTH": awaited.append(.login)
        case "BDAT":
            awaited.append(.other)
            let count = words.count > 1 ? Int(words[1]) ?? 0 : 0
            mode = count > 0 ? .chunk(count) : .command
        case _: awaited.append(.other)
        }
        return line
    }

    private mutating func giveRefusals(into outbox: inout [TamperOutput]) {
        while awaited.first == .refusal {
            awaited.removeFirst()
            outbox.append(.send(.client, octets(Self.refusal)))
        }
    }

    // MARK: the server

    /// One line of the server; in a reply of several lines all but the last have a hyphen behind
    /// the code (RFC 5321 §4.2.1).
    private mutating func heard(_ line: [UInt8], into outbox: inout [TamperOutput]) {
        let isLast = line.count < 4 || line[3] != UInt8(ascii: "-")
        let isPositive = line.first == UInt8(ascii: "2")
        if case .asked(let clear) = upgrade {
            guard isLast else { return }
            if isPositive {
                upgrade = .shakingHands
                outbox.append(.deed(.upgraded(command: "STARTTLS")))
                outbox.append(.startTLS(.server))
            } else {
                upgrade = .done
                show(clear, into: &outbox)
            }
            return
        }
        guard awaited.first == .hello else {
            outbox.append(.send(.client, line))
            if isLast { answered(line, into: &outbox) }
            return
        }
        reply.append(line)
        // A server that never ends its reply is not collected for ever.
        if isLast || reply.count > 1_000 { helloAnswered(isPositive, into: &outbox) }
    }

    private mutating func helloAnswered(
        _ isPositive: Bool, into outbox: inout [TamperOutput]
    ) {
        let lines = reply
        reply = []
        if offered == nil { offered = Self.offers(lines) }
        if isPositive, upgrade == .none, !keepsClear, Self.offers(lines).contains("STARTTLS") {
            upgrade = .asked(lines)
            outbox.append(.send(.server, octets("STARTTLS")))
        } else {
            show(lines, into: &outbox)
        }
    }

    /// Gives the client the answer to its EHLO, without the offer.
    private mutating func show(_ lines: [[UInt8]], into outbox: inout [TamperOutput]) {
        awaited.removeFirst()
        var shown = lines.filter { Self.offer($0).uppercased() != "STARTTLS" }
        if shown.count < lines.count, var last = shown.last, last.count > 3 {
            last[3] = UInt8(ascii: " ")
            shown[shown.count - 1] = last
        }
        let before = offered ?? Self.offers(lines)
        let after = Self.offers(shown)
        let isLess = shown.count < lines.count || told == nil && before.contains("STARTTLS")
        if isLess, before != after, told != after {
            told = after
            outbox.append(.deed(.stripped(before: before, after: after)))
        }
        outbox.append(.send(.client, Array(shown.joined())))
        giveRefusals(into: &outbox)
    }

    private mutating func answered(_ line: [UInt8], into outbox: inout [TamperOutput]) {
        guard let first = awaited.first else { return }
        let code = text(line).prefix(3)
        if first == .login, code == "334" {
            mode = .response
            return
        }
        if first == .data, code == "354" { mode = .letter }
        awaited.removeFirst()
        giveRefusals(into: &outbox)
    }

    /// What a line of an answer to EHLO offers: `250-AUTH PLAIN` offers `AUTH PLAIN`.
    private static func offer(_ line: [UInt8]) -> String { String(text(line).dropFirst(4)) }

    /// The first line greets; the others offer (RFC 5321 §4.1.1.1).
    private static func offers(_ lines: [[UInt8]]) -> [String] {
        lines.dropFirst().map { offer($0) }
    }
}
