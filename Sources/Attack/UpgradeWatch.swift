/// Watches a conversation for the moment at which TLS is asked for, and agreed to.
///
/// It looks at what comes before a login or a letter only: from there on nobody asks any more, and
/// the text of a letter cannot be taken for a command.
struct UpgradeWatch: Hashable, Sendable {
    enum Verdict: Hashable, Sendable { case goAhead, refused }

    private enum Stage: Hashable, Sendable {
        case watching
        /// TLS was asked for; with IMAP, under this tag.
        case asked(tag: String)
        case over
    }

    private let spoken: AttackedProtocol
    private var stage = Stage.watching
    /// Answers that are still to come; the greeting is one of them.
    private var outstanding = 1
    /// POP3: which of them are lists.
    private var lists: [Bool] = [false]
    private var isInList = false

    init(_ spoken: AttackedProtocol) { self.spoken = spoken }

    /// Nothing more is looked for.
    var isOver: Bool { stage == .over }
    var isAsked: Bool { if case .asked = stage { true } else { false } }

    /// A line of the client; true when it asks for TLS.
    mutating func said(_ line: [UInt8]) -> Bool {
        guard stage == .watching else { return false }
        let words = words(line)
        let verb = (spoken == .imap ? words.dropFirst().first : words.first)?.uppercased()
        switch (spoken, verb) {
        case (.smtp, "STARTTLS"), (.pop3, "STLS"), (.imap, "STARTTLS"):
            stage = .asked(tag: words[0])
            expectAnswer(isList: false)
            return true
        case (.smtp, "MAIL"), (.smtp, "AUTH"), (.pop3, "USER"), (.pop3, "APOP"), (.pop3, "AUTH"),
            (.imap, "LOGIN"), (.imap, "AUTHENTICATE"):
            stage = .over
        case (.smtp, _), (.pop3, _), (.imap, _):
            expectAnswer(isList: verb == "CAPA")
        }
        return false
    }

    private mutating func expectAnswer(isList: Bool) {
        outstanding += 1
        if spoken == .pop3 { lists.append(isList) }
        if outstanding > awaitedLimit { stage = .over }
    }

    /// A line of the server; not nil when it answers the wish for TLS.
    mutating func heard(_ line: [UInt8]) -> Verdict? {
        guard stage != .over else { return nil }
        let said = text(line)
        switch spoken {
        case .imap:
            guard case .asked(let tag) = stage, said.hasPrefix(tag + " ") else { return nil }
            return end(said.dropFirst(tag.count + 1).uppercased().hasPrefix("OK"))
        case .smtp:
            guard line.count < 4 || line[3] != UInt8(ascii: "-") else { return nil }
            outstanding -= 1
            guard isAsked, outstanding <= 0 else { return nil }
            return end(said.hasPrefix("220"))
        case .pop3:
            let isPositive = said.hasPrefix("+OK")
            if isInList {
                guard said == "." else { return nil }
                isInList = false
            } else if lists.first == true, isPositive {
                isInList = true
                return nil
            }
            if !lists.isEmpty { lists.removeFirst() }
            outstanding -= 1
            guard isAsked, outstanding <= 0 else { return nil }
            return end(isPositive)
        }
    }

    private mutating func end(_ isPositive: Bool) -> Verdict {
        stage = .over
        return isPositive ? .goAhead : .refused
    }
}
