import Wire

/// Reads rules as they are typed.
///
///     rule      = verdict *clause
///     clause    = protocol / hook / "from" end / "to" end / "type" list / "state" list
///               / "limit" number "/" unit ["burst" number] / "log" / "name" word
///     protocol  = "tcp" / "udp" / "icmp" / "icmpv6" / "protocol" number
///     hook      = "in" / "out" / "forward"
///     end       = [addresses] *("port" ports / "except" addresses)
///     addresses = item *("," item)
///     item      = "any" / address / prefix / "@" set / host
///     ports     = range *("," range)         ; range = number ["-" number]
///
/// Each clause stands at most once, in any order; `FirewallRule.description` writes them in one.
package struct RuleParser {
    private let book: AddressBook
    private var lexer: RuleLexer
    private var rule = FirewallRule(.accept)
    private var seen: [String] = []
    private var portColumn: Int?
    private var typeWords: [RuleLexer.Token] = []

    private init(_ text: String, _ book: AddressBook) throws(RuleSyntaxError) {
        self.book = book
        lexer = try RuleLexer(text)
    }

    /// The rule that `text` says; names must be known to `book`.
    package static func rule(
        _ text: String, book: AddressBook
    ) throws(RuleSyntaxError) -> FirewallRule {
        var parser = try RuleParser(text, book)
        return try parser.readRule()
    }

    /// The addresses that `text` says: `203.0.113.0/24, mail.example.jp except @office`, or
    /// `none`.
    package static func addresses(
        _ text: String, book: AddressBook
    ) throws(RuleSyntaxError) -> AddressExpression {
        var parser = try RuleParser(text, book)
        if parser.lexer.take("none"), parser.lexer.next == nil { return AddressExpression([]) }
        var expression = AddressExpression(try parser.items(after: "", isFirst: true))
        while parser.lexer.take("except") {
            expression.exceptions.append(try parser.items(after: "except"))
        }
        if let rest = parser.lexer.next {
            throw RuleSyntaxError(.badAddress(rest.text), at: rest.column)
        }
        return expression
    }

    private mutating func readRule() throws(RuleSyntaxError) -> FirewallRule {
        guard let first = lexer.take() else { throw RuleSyntaxError(.empty, at: 1) }
        guard let verdict = Verdict(rawValue: first.text.lowercased()) else {
            throw RuleSyntaxError(.unknownVerdict(first.text), at: first.column)
        }
        rule.verdict = verdict
        while let token = lexer.take() { try readClause(token) }
        if let portColumn, rule.protocolNumber != .tcp, rule.protocolNumber != .udp {
            throw RuleSyntaxError(.portsNeedProtocol, at: portColumn)
        }
        try readTypes()
        return rule
    }

    private mutating func once(
        _ clause: String, _ token: RuleLexer.Token
    ) throws(RuleSyntaxError) {
        guard !seen.contains(clause) else {
            throw RuleSyntaxError(.twice(token.text), at: token.column)
        }
        seen.append(clause)
    }

    private mutating func readClause(_ token: RuleLexer.Token) throws(RuleSyntaxError) {
        let word = token.text.lowercased()
        if let known = ProtocolWord.known.first(where: { $0.word == word }) {
            try once("protocol", token)
            rule.protocolNumber = known.number
            return
        }
        if let hook = FirewallHook(rawValue: word) {
            try once("hook", token)
            rule.hook = hook
            return
        }
        switch word {
        case "protocol":
            try once("protocol", token)
            let number = try lexer.word(after: word, example: "47")
            guard let value = UInt8(number.text) else {
                throw RuleSyntaxError(.badNumber(number.text), at: number.column)
            }
            rule.protocolNumber = IPProtocol(rawValue: value)
        case "from":
            try once(word, token)
            rule.source = try readEnd(after: word)
        case "to":
            try once(word, token)
            rule.destination = try readEnd(after: word)
        case "type":
            try once(word, token)
            typeWords = try list(after: word, example: "echo-request")
        case "state":
            try once(word, token)
            for item in try list(after: word, example: "new, established") {
                guard let state = FlowState(rawValue: item.text.lowercased()) else {
                    throw RuleSyntaxError(.badState(item.text), at: item.column)
                }
                if !rule.states.contains(state) { rule.states.append(state) }
            }
        case "limit":
            try once(word, token)
            rule.limit = try readLimit()
        case "log":
            try once(word, token)
            rule.isLogged = true
        case "name":
            try once(word, token)
            rule.name = try readName()
        case "port": throw RuleSyntaxError(.loosePort, at: token.column)
        default: throw RuleSyntaxError(.unknownWord(token.text), at: token.column)
        }
    }

    // MARK: Addresses and ports

    private mutating func readEnd(after word: String) throws(RuleSyntaxError) -> RuleEnd {
        var end = RuleEnd()
        var expression = AddressExpression.any
        switch lexer.next?.text {
        case "port", "except": break
        case _: expression = AddressExpression(try items(after: word, isFirst: true))
        }
        while let token = lexer.next {
            if token.text == "port" {
                guard end.ports.isAny else {
                    throw RuleSyntaxError(.twice("port"), at: token.column)
                }
                _ = lexer.take()
                portColumn = portColumn ?? token.column
                end.ports = try readPorts()
            } else if token.text == "except" {
                _ = lexer.take()
                expression.exceptions.append(try items(after: "except"))
            } else {
                break
            }
        }
        end.addresses = expression.isAny ? nil : expression
        return end
    }

    private mutating func items(
        after word: String, isFirst: Bool = false
    ) throws(RuleSyntaxError) -> [AddressExpression.Item] {
        let example = "203.0.113.0/24, @set, HOST" + (isFirst ? ", any" : "")
        return try list(after: word, example: example).map {
            (token) throws(RuleSyntaxError) in try item(token)
        }
    }

    private func item(
        _ token: RuleLexer.Token
    ) throws(RuleSyntaxError) -> AddressExpression.Item {
        let text = token.text
        if text == "any" { return .any }
        if text.hasPrefix("@") {
            let name = String(text.dropFirst())
            guard book.sets[name] != nil else {
                throw RuleSyntaxError(
                    .unknownSet(
                        name, known: book.sets.keys.map { "@" + $0 }.joined(separator: ", ")),
                    at: token.column)
            }
            do { _ = try book.ranges(AddressExpression([.set(name)])) } catch {
                throw RuleSyntaxError(.circle(name), at: token.column)
            }
            return .set(name)
        }
        if book.hosts[text] != nil { return .host(text) }
        guard let prefix = IPPrefix(text) else {
            throw RuleSyntaxError(.badAddress(text), at: token.column)
        }
        // `192.0.2.1/24` names one address and means many: better ask than guess.
        let bare = text.split(separator: "/", omittingEmptySubsequences: false)[0]
        guard IPAddress(bare) == prefix.base else {
            throw RuleSyntaxError(.badPrefix(text, clean: "\(prefix)"), at: token.column)
        }
        return .prefix(prefix)
    }

    private mutating func readPorts() throws(RuleSyntaxError) -> PortRanges {
        var ranges: [ClosedRange<UInt16>] = []
        for token in try list(after: "port", example: "25") {
            let parts = token.text.split(separator: "-", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in
                part.allSatisfy { $0.isASCII && $0.isNumber } ? UInt16(part) : nil
            }
            guard numbers.count == parts.count, (1...2).contains(numbers.count),
                numbers[0] <= numbers[numbers.count - 1]
            else { throw RuleSyntaxError(.badPort(token.text), at: token.column) }
            ranges.append(numbers[0]...numbers[numbers.count - 1])
        }
        return PortRanges(ranges)
    }

    /// Words with commas between them.
    private mutating func list(
        after word: String, example: String
    ) throws(RuleSyntaxError) -> [RuleLexer.Token] {
        var tokens = [try lexer.word(after: word, example: example)]
        while lexer.take(",") { tokens.append(try lexer.word(after: ",", example: example)) }
        return tokens
    }

    // MARK: The rest

    private mutating func readTypes() throws(RuleSyntaxError) {
        guard let first = typeWords.first else { return }
        guard let number = rule.protocolNumber,
            number == .icmp || number == ProtocolWord.icmpv6
        else { throw RuleSyntaxError(.typeNeedsICMP, at: first.column) }
        let known = ICMPTypeWord.known(of: number)
        for token in typeWords {
            let word = token.text.lowercased()
            guard let type = known.first(where: { $0.word == word })?.type ?? UInt8(word) else {
                throw RuleSyntaxError(
                    .badType(token.text, known: known.map(\.word).joined(separator: ", ")),
                    at: token.column)
            }
            rule.icmpTypes.append(type)
        }
    }

    private mutating func readLimit() throws(RuleSyntaxError) -> RateLimit {
        let token = try lexer.word(after: "limit", example: "10/minute")
        let parts = token.text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count),
            let unit = RateLimit.Unit(rawValue: parts[1].lowercased())
        else { throw RuleSyntaxError(.badLimit(token.text), at: token.column) }
        guard lexer.take("burst") else { return RateLimit(count, each: unit) }
        let burst = try lexer.word(after: "burst", example: "20")
        guard let size = Int(burst.text), (1...1_000_000).contains(size) else {
            throw RuleSyntaxError(.badNumber(burst.text), at: burst.column)
        }
        return RateLimit(count, each: unit, burst: size)
    }

    private mutating func readName() throws(RuleSyntaxError) -> String {
        let token = try lexer.word(after: "name", example: "office-mail")
        guard RuleParser.isName(token.text) else {
            throw RuleSyntaxError(.badName(token.text), at: token.column)
        }
        return token.text
    }

    /// Whether a rule or a set may be called so: a letter, then letters, digits, `-`, `_`, `.`.
    package static func isName(_ text: String) -> Bool {
        guard text.utf8.count <= 64, let first = text.utf8.first,
            (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first)
        else { return false }
        return text.utf8.allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
    }
}
