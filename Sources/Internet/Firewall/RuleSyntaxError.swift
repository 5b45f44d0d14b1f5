import Session

/// What is wrong with a rule or a list of addresses, and at which column.
package struct RuleSyntaxError: Error, Hashable, Sendable {
    /// What was expected, and found instead.
    package enum Kind: Hashable, Sendable {
        case empty
        case unknownVerdict(String)
        case unknownWord(String)
        /// A word that needs something behind it, and what that is like.
        case missing(after: String, example: String)
        case badAddress(String)
        case badPrefix(String, clean: String)
        case unknownSet(String, known: String)
        case circle(String)
        case badPort(String)
        case badNumber(String)
        /// `port` without `from` or `to` before it.
        case loosePort
        case portsNeedProtocol
        case typeNeedsICMP
        case badType(String, known: String)
        case badState(String)
        case badLimit(String)
        case badName(String)
        case twice(String)
        case tooLong(limit: Int)
    }

    package let kind: Kind
    /// Counted from 1, in characters of the text.
    package let column: Int

    init(_ kind: Kind, at column: Int) {
        self.kind = kind
        self.column = column
    }

    /// The sentence for the person who wrote it: what was expected, and a way out.
    package var note: Note {
        switch kind {
        case .empty: Note("firewall.rule-empty")
        case .unknownVerdict(let word):
            Note(
                "firewall.rule-unknown-verdict",
                ["word": word, "known": Verdict.allCases.map(\.rawValue).joined(separator: ", ")])
        case .unknownWord(let word):
            Note(
                "firewall.rule-unknown-word",
                ["word": word, "known": RuleWords.clauses.joined(separator: " ")])
        case .missing(let word, let example):
            Note("firewall.rule-missing", ["word": word, "example": example])
        case .badAddress(let word): Note("firewall.rule-bad-address", ["word": word])
        case .badPrefix(let word, let clean):
            Note("firewall.rule-bad-prefix", ["word": word, "clean": clean])
        case .unknownSet(let name, let known):
            Note(
                "firewall.rule-unknown-set", ["name": name, "known": known.isEmpty ? "-" : known])
        case .circle(let name): Note("firewall.rule-circle", ["name": name])
        case .badPort(let word): Note("firewall.rule-bad-port", ["word": word])
        case .badNumber(let word): Note("firewall.rule-bad-number", ["word": word])
        case .loosePort: Note("firewall.rule-loose-port")
        case .portsNeedProtocol: Note("firewall.rule-ports-need-protocol")
        case .typeNeedsICMP: Note("firewall.rule-type-needs-icmp")
        case .badType(let word, let known):
            Note("firewall.rule-bad-type", ["word": word, "known": known])
        case .badState(let word):
            Note(
                "firewall.rule-bad-state",
                [
                    "word": word,
                    "known": FlowState.allCases.map(\.rawValue).joined(separator: ", "),
                ])
        case .badLimit(let word): Note("firewall.rule-bad-limit", ["word": word])
        case .badName(let word): Note("firewall.rule-bad-name", ["word": word])
        case .twice(let word): Note("firewall.rule-twice", ["word": word])
        case .tooLong(let limit): Note("firewall.rule-too-long", ["limit": "\(limit)"])
        }
    }
}

/// The words of the rule language, for errors and completion.
package enum RuleWords {
    /// What may stand behind the verdict.
    package static let clauses = [
        "tcp", "udp", "icmp", "icmpv6", "protocol", "in", "out", "forward", "from", "to", "type",
        "state", "limit", "log", "name",
    ]
    /// Every word that has a meaning of its own.
    package static let all =
        Verdict.allCases.map(\.rawValue) + clauses
        + ["any", "port", "except", "burst"] + FlowState.allCases.map(\.rawValue)
}
