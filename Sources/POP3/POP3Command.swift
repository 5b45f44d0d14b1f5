/// A command of a POP3 client (RFC 1939 §9, RFC 2449 §5, RFC 2595 §4, RFC 5034 §4).
package enum POP3Command: Hashable, Sendable {
    case user(name: String)
    case pass(password: String)
    case apop(name: String, digest: String)
    /// Without a mechanism it asks which there are: older than RFC 5034, and still in use.
    case auth(mechanism: String?, initialResponse: [UInt8]?)
    case stls
    case capa
    case stat
    case list(Int?)
    case retr(Int)
    case dele(Int)
    case noop
    case rset
    case top(Int, lines: Int)
    case uidl(Int?)
    case quit
}

/// The keyword of a command.
package enum POP3Keyword: String, Hashable, Sendable, CaseIterable {
    case user = "USER"
    case pass = "PASS"
    case apop = "APOP"
    case auth = "AUTH"
    case stls = "STLS"
    case capa = "CAPA"
    case stat = "STAT"
    case list = "LIST"
    case retr = "RETR"
    case dele = "DELE"
    case noop = "NOOP"
    case rset = "RSET"
    case top = "TOP"
    case uidl = "UIDL"
    case quit = "QUIT"

    /// What follows the keyword, for people.
    package var usage: String {
        switch self {
        case .user: "USER name"
        case .pass: "PASS password"
        case .apop: "APOP name digest"
        case .auth: "AUTH mechanism"
        case .retr: "RETR number"
        case .dele: "DELE number"
        case .top: "TOP number lines"
        case .list: "LIST or LIST number"
        case .uidl: "UIDL or UIDL number"
        case .stls, .capa, .stat, .noop, .rset, .quit: rawValue
        }
    }
}

/// What is wrong with a command line, and what was expected.
package enum POP3SyntaxError: Error, Hashable, Sendable {
    case empty
    /// Not a keyword that we know; only what is safe to repeat is kept.
    case unknownKeyword(String)
    case missingArgument(POP3Keyword)
    case extraArgument(POP3Keyword)
    /// Two spaces, or one at the end: arguments are separated by one (RFC 1939 §3).
    case extraSpace(POP3Keyword)
    case notANumber(POP3Keyword)
    /// An octet that is not printable ASCII (RFC 1939 §3).
    case notPrintable(POP3Keyword)

    /// What the server says about it.
    package var text: String {
        switch self {
        case .empty: "Expected a command, such as CAPA or QUIT"
        case .unknownKeyword(""): "Expected a command of three or four letters, such as CAPA"
        case .unknownKeyword(let word): "There is no command \(word)"
        case .missingArgument(let keyword): "Something is missing: expected \(keyword.usage)"
        case .extraArgument(let keyword): "Too much: expected \(keyword.usage)"
        case .extraSpace(let keyword):
            "One space separates arguments: expected \(keyword.usage)"
        case .notANumber(let keyword): "Not a decimal number: expected \(keyword.usage)"
        case .notPrintable(let keyword):
            "Not printable ASCII: expected \(keyword.usage)"
        }
    }
}

extension POP3Command {
    /// Reads one line, without its CRLF.
    ///
    ///     command = keyword *(SP param)         ; RFC 2449 §3, keywords in any case
    ///     keyword = 3*4VCHAR
    ///     param   = 1*VCHAR
    ///
    /// PASS has one parameter, so spaces in it belong to the password (RFC 1939 §7).
    package init(parsing line: [UInt8]) throws(POP3SyntaxError) {
        guard !line.isEmpty else { throw .empty }
        let end = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
        let word = Self.shown(line[..<end])
        guard let keyword = POP3Keyword(rawValue: word) else { throw .unknownKeyword(word) }
        let rest = end < line.endIndex ? line[(end + 1)...] : nil
        switch keyword {
        case .pass: self = .pass(password: try Self.password(rest))
        case .user:
            self = .user(name: try Self.texts(rest, keyword, count: 1...1)[0])
        case .apop:
            let texts = try Self.texts(rest, keyword, count: 2...2)
            self = .apop(name: texts[0], digest: texts[1])
        case .auth:
            let texts = try Self.texts(rest, keyword, count: 0...2)
            self = .auth(
                mechanism: texts.first,
                initialResponse: texts.count > 1 ? Array(texts[1].utf8) : nil)
        case .list: self = .list(try Self.numbers(rest, keyword, count: 0...1).first)
        case .uidl: self = .uidl(try Self.numbers(rest, keyword, count: 0...1).first)
        case .retr: self = .retr(try Self.numbers(rest, keyword, count: 1...1)[0])
        case .dele: self = .dele(try Self.numbers(rest, keyword, count: 1...1)[0])
        case .top:
            let numbers = try Self.numbers(rest, keyword, count: 2...2)
            self = .top(numbers[0], lines: numbers[1])
        case .stls: self = try Self.bare(.stls, rest, keyword)
        case .capa: self = try Self.bare(.capa, rest, keyword)
        case .stat: self = try Self.bare(.stat, rest, keyword)
        case .noop: self = try Self.bare(.noop, rest, keyword)
        case .rset: self = try Self.bare(.rset, rest, keyword)
        case .quit: self = try Self.bare(.quit, rest, keyword)
        }
    }

    /// A command that takes no argument.
    private static func bare(
        _ command: POP3Command, _ rest: ArraySlice<UInt8>?, _ keyword: POP3Keyword
    ) throws(POP3SyntaxError) -> POP3Command {
        guard rest == nil else { throw .extraArgument(keyword) }
        return command
    }

    /// A keyword in upper case; empty when it is nothing to repeat in a reply.
    private static func shown(_ word: ArraySlice<UInt8>) -> String {
        let letters = word.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
        let isPlain = letters.allSatisfy {
            (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
        }
        return isPlain && letters.count <= 20 ? String(decoding: letters, as: UTF8.self) : ""
    }

    private static func password(_ rest: ArraySlice<UInt8>?) throws(POP3SyntaxError) -> String {
        guard let rest, !rest.isEmpty else { throw .missingArgument(.pass) }
        guard rest.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .notPrintable(.pass) }
        return String(decoding: rest, as: UTF8.self)
    }

    private static func texts(
        _ rest: ArraySlice<UInt8>?, _ keyword: POP3Keyword, count: ClosedRange<Int>
    ) throws(POP3SyntaxError) -> [String] {
        guard let rest else {
            guard count.contains(0) else { throw .missingArgument(keyword) }
            return []
        }
        let parts = rest.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else { throw .extraSpace(keyword) }
        guard parts.count <= count.upperBound else { throw .extraArgument(keyword) }
        guard parts.count >= count.lowerBound else { throw .missingArgument(keyword) }
        guard rest.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .notPrintable(keyword)
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func numbers(
        _ rest: ArraySlice<UInt8>?, _ keyword: POP3Keyword, count: ClosedRange<Int>
    ) throws(POP3SyntaxError) -> [Int] {
        var numbers: [Int] = []
        for text in try texts(rest, keyword, count: count) {
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .notANumber(keyword)
            }
            // A number too large for us is larger than any message's number.
            numbers.append(Int(text) ?? .max)
        }
        return numbers
    }
}
