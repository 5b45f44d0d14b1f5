import Mail

/// A cursor over a command's pieces that only moves forward (RFC 3501 §9).
struct IMAPCursor {
    private let pieces: [CommandPiece]
    private var pieceIndex = 0
    private var text: [UInt8] = []
    private var position = 0
    /// Octets of the pieces before the present one.
    private var consumed = 0

    init(_ pieces: [CommandPiece]) {
        self.pieces = pieces
        enter(0)
    }

    /// The place in the command, for error texts.
    var place: Int { consumed + position }
    var peek: UInt8? { position < text.count ? text[position] : nil }
    /// True behind the last octet of the last piece.
    var isAtEnd: Bool { position >= text.count && pieceIndex >= pieces.count - 1 }

    private mutating func enter(_ index: Int) {
        pieceIndex = index
        position = 0
        if index < pieces.count, case .text(let octets) = pieces[index] {
            text = octets
        } else {
            text = []
        }
    }

    func expected(_ what: String) -> IMAPSyntaxError { .expected(what, at: place) }

    mutating func take(_ octet: UInt8) -> Bool {
        guard peek == octet else { return false }
        position += 1
        return true
    }

    mutating func require(_ octet: UInt8, _ what: String) throws(IMAPSyntaxError) {
        guard take(octet) else { throw expected(what) }
    }

    mutating func space() throws(IMAPSyntaxError) { try require(0x20, "a space") }

    mutating func end() throws(IMAPSyntaxError) {
        guard isAtEnd else { throw expected("the end of the command") }
    }

    mutating func takeWhile(_ condition: (UInt8) -> Bool) -> [UInt8] {
        let start = position
        while position < text.count, condition(text[position]) { position += 1 }
        return Array(text[start..<position])
    }

    /// Takes `word` if it stands here, in any case, and no letter goes on behind it.
    mutating func takeWord(_ word: String) -> Bool {
        let octets = Array(word.utf8)
        let end = position + octets.count
        guard end <= text.count, ASCII.equal(text[position..<end], octets),
            end == text.count || !Self.isAtom(text[end])
        else { return false }
        position = end
        return true
    }

    /// Takes `octets` if they stand here, in any case, whatever comes behind them.
    mutating func takeExactly(_ word: String) -> Bool {
        let octets = Array(word.utf8)
        let end = position + octets.count
        guard end <= text.count, ASCII.equal(text[position..<end], octets) else { return false }
        position = end
        return true
    }

    /// `ATOM-CHAR`: any CHAR except atom-specials.
    static func isAtom(_ octet: UInt8) -> Bool {
        octet > 0x20 && octet < 0x7F && !"(){%*\"\\]".utf8.contains(octet)
    }

    /// `ASTRING-CHAR = ATOM-CHAR / resp-specials`
    static func isAstring(_ octet: UInt8) -> Bool { isAtom(octet) || octet == 0x5D }

    mutating func atom(_ what: String) throws(IMAPSyntaxError) -> String {
        let octets = takeWhile(Self.isAtom)
        guard !octets.isEmpty else { throw expected(what) }
        return String(decoding: octets, as: UTF8.self)
    }

    /// `astring = 1*ASTRING-CHAR / string`
    mutating func astring(_ what: String) throws(IMAPSyntaxError) -> [UInt8] {
        if let string = try string() { return string }
        let octets = takeWhile(Self.isAstring)
        guard !octets.isEmpty else { throw expected(what) }
        return octets
    }

    /// `list-mailbox = 1*list-char / string`, with `%` and `*` as wildcards.
    mutating func listMailbox() throws(IMAPSyntaxError) -> [UInt8] {
        if let string = try string() { return string }
        let octets = takeWhile { Self.isAstring($0) || $0 == 0x25 || $0 == 0x2A }
        guard !octets.isEmpty else { throw expected("a mailbox name or pattern") }
        return octets
    }

    /// `string = quoted / literal`; nil if neither begins here.
    mutating func string() throws(IMAPSyntaxError) -> [UInt8]? {
        switch peek {
        case 0x22: return try quoted()
        case 0x7B: return try literal()
        default: return nil
        }
    }

    /// `quoted = DQUOTE *QUOTED-CHAR DQUOTE`; a backslash protects `"` and `\` only.
    private mutating func quoted() throws(IMAPSyntaxError) -> [UInt8] {
        position += 1
        var content: [UInt8] = []
        while let octet = peek {
            position += 1
            switch octet {
            case 0x22: return content
            case 0x5C:
                guard let escaped = peek, escaped == 0x22 || escaped == 0x5C else {
                    throw expected("a quote or backslash behind the backslash")
                }
                position += 1
                content.append(escaped)
            case 0, 0x0D, 0x0A: throw expected("text without control characters")
            default: content.append(octet)
            }
        }
        throw expected("the closing quote")
    }

    mutating func literal() throws(IMAPSyntaxError) -> [UInt8] {
        guard peek == 0x7B, pieceIndex + 1 < pieces.count,
            case .literal(let octets) = pieces[pieceIndex + 1],
            text[position...].dropFirst().dropLast().allSatisfy({
                $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2B
            })
        else { throw expected("a literal") }
        consumed += text.count + octets.count
        enter(pieceIndex + 2)
        return octets
    }

    /// `number = 1*DIGIT`, an unsigned 32-bit integer.
    mutating func number(_ what: String = "a number") throws(IMAPSyntaxError) -> UInt32 {
        let start = place
        let digits = takeWhile { $0 >= 0x30 && $0 <= 0x39 }
        guard let number = UInt32(String(decoding: digits, as: UTF8.self)) else {
            throw IMAPSyntaxError.expected(what, at: start)
        }
        return number
    }

    /// `nz-number = digit-nz *DIGIT`
    mutating func nonZeroNumber() throws(IMAPSyntaxError) -> UInt32 {
        let start = place
        let number = try number("a number above zero")
        guard number > 0 else { throw IMAPSyntaxError.expected("a number above zero", at: start) }
        return number
    }

    mutating func mailbox() throws(IMAPSyntaxError) -> MailboxName {
        guard let name = MailboxName(wire: try astring("a mailbox name")) else {
            throw IMAPSyntaxError.badMailboxName
        }
        return name
    }
}
