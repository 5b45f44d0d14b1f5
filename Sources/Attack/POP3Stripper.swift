/// Takes STLS out of what CAPA lists, and speaks TLS with the server itself.
///
/// It asks CAPA and STLS on its own account before the server hears the client's first command.
struct POP3Stripper: Tampering {
    /// An answer that the client waits for.
    private enum Awaited: Hashable, Sendable {
        case single
        /// After `+OK` more lines come, up to one with a dot alone (RFC 1939 §3).
        case several
        case capabilities
        case login
        /// The attacker's own answer, which waits for its turn.
        case refusal
    }

    /// How far the attacker's own conversation with the server is.
    private enum Upgrade: Hashable, Sendable {
        case none
        /// CAPA was said; these are the lines so far.
        case asking([String])
        /// STLS was said.
        case asked
        case shakingHands
        case done
    }

    static let refusal = "-ERR STLS is not offered here"

    private var client = LineCutter()
    private var server = LineCutter()
    /// The greeting is awaited first.
    private var awaited: [Awaited] = [.single]
    private var isInBody = false
    /// The client's next line answers a challenge of AUTH.
    private var isResponse = false
    private var upgrade: Upgrade
    private var listing: [[UInt8]] = []
    /// What the server offered in the clear.
    private var offered: [String]?
    private var told: [String]?

    init(keepsClear: Bool) { upgrade = keepsClear ? .done : .none }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(.client, let octets): client.append(octets)
        case .received(.server, let octets):
            server.append(octets)
            while let line = server.nextLine() { heard(line, into: &outbox) }
        case .secured: upgrade = .done
        }
        readClient(into: &outbox)
        if client.pendingCount > heldLimit || awaited.count > awaitedLimit {
            outbox.append(.abort)
        }
    }

    // MARK: the client

    private mutating func readClient(into outbox: inout [TamperOutput]) {
        if upgrade == .none, awaited.isEmpty, client.pendingCount > 0 {
            upgrade = .asking([])
            outbox.append(.send(.server, octets("CAPA")))
        }
        guard upgrade == .done else { return }
        var onward: [UInt8] = []
        while awaited.last != .login || isResponse, let line = client.nextLine() {
            if let passed = said(line, into: &outbox) { onward += passed }
        }
        if !onward.isEmpty { outbox.append(.send(.server, onward)) }
    }

    /// One line of the client; nil when the server does not get it.
    private mutating func said(_ line: [UInt8], into outbox: inout [TamperOutput]) -> [UInt8]? {
        if isResponse {
            isResponse = false
            return line
        }
        let words = words(line)
        switch words.first?.uppercased() {
        case "STLS":
            outbox.append(.deed(.refused(command: text(line), answer: Self.refusal)))
            awaited.append(.refusal)
            giveRefusals(into: &outbox)
            return nil
        case "CAPA": awaited.append(.capabilities)
        case "AUTH": awaited.append(.login)
        case "RETR", "TOP": awaited.append(.several)
        case "LIST", "UIDL": awaited.append(words.count > 1 ? .single : .several)
        case _: awaited.append(.single)
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

    private mutating func heard(_ line: [UInt8], into outbox: inout [TamperOutput]) {
        let said = text(line)
        let isPositive = said.hasPrefix("+OK")
        switch upgrade {
        case .asking(let lines): return asked(said, lines, into: &outbox)
        case .asked:
            upgrade = isPositive ? .shakingHands : .done
            if isPositive {
                outbox.append(.deed(.upgraded(command: "STLS")))
                outbox.append(.startTLS(.server))
            }
            return
        case .none, .shakingHands, .done: break
        }
        if awaited.first == .capabilities {
            return capability(line, said, isPositive, into: &outbox)
        }
        outbox.append(.send(.client, line))
        if isInBody {
            if said == "." { answered(into: &outbox) }
        } else if awaited.first == .several, isPositive {
            isInBody = true
        } else if awaited.first == .login, said.hasPrefix("+ ") || said == "+" {
            isResponse = true
        } else {
            answered(into: &outbox)
        }
    }

    private mutating func answered(into outbox: inout [TamperOutput]) {
        isInBody = false
        if !awaited.isEmpty { awaited.removeFirst() }
        giveRefusals(into: &outbox)
    }

    /// A line that answers the attacker's own CAPA.
    private mutating func asked(
        _ said: String, _ lines: [String], into outbox: inout [TamperOutput]
    ) {
        let isEnd = lines.isEmpty ? !said.hasPrefix("+OK") : said == "." || lines.count > 1_000
        guard isEnd else {
            upgrade = .asking(lines + [said])
            return
        }
        let offers = Array(lines.dropFirst())
        offered = offers
        if offers.contains(where: { $0.uppercased() == "STLS" }) {
            upgrade = .asked
            outbox.append(.send(.server, octets("STLS")))
        } else {
            upgrade = .done
        }
    }

    /// A line that answers the client's CAPA: all of them are looked at together.
    private mutating func capability(
        _ line: [UInt8], _ said: String, _ isPositive: Bool, into outbox: inout [TamperOutput]
    ) {
        listing.append(line)
        let isEnd = listing.count == 1 ? !isPositive : said == "." || listing.count > 1_000
        guard isEnd else { return }
        let shown = listing.filter { text($0).uppercased() != "STLS" }
        let before = offered ?? Self.offers(listing)
        let after = Self.offers(shown)
        let isLess = shown.count < listing.count || told == nil && before.contains("STLS")
        if isLess, before != after, told != after {
            told = after
            outbox.append(.deed(.stripped(before: before, after: after)))
        }
        listing = []
        outbox.append(.send(.client, Array(shown.joined())))
        answered(into: &outbox)
    }

    private static func offers(_ lines: [[UInt8]]) -> [String] {
        lines.dropFirst().map { text($0) }.filter { $0 != "." }
    }
}
