import Mail

extension SMTPCommand {
    /// Reads one line, without its CRLF.
    ///
    ///     command = verb [SP argument]       ; RFC 5321 §4.1.1, verbs are case-insensitive
    ///
    /// White space before the CRLF is tolerated, as RFC 5321 §4.1.1 asks.
    package init(parsing line: ArraySlice<UInt8>) throws(SMTPSyntaxError) {
        var scanner = CommandScanner(line)
        let verb = scanner.word()
        switch verb.uppercased() {
        case "EHLO": self = .ehlo(try scanner.clientName(of: "EHLO"))
        case "HELO": self = .helo(try scanner.clientName(of: "HELO"))
        case "MAIL":
            try scanner.keyword("FROM:", of: "MAIL")
            let path = try scanner.reversePath()
            self = .mail(path, try scanner.mailParameters())
        case "RCPT":
            try scanner.keyword("TO:", of: "RCPT")
            let (path, hadRoute) = try scanner.forwardPath()
            try scanner.noParameters()
            self = .rcpt(path, hadRoute: hadRoute)
        case "DATA": self = try scanner.alone(.data)
        case "RSET": self = try scanner.alone(.rset)
        case "QUIT": self = try scanner.alone(.quit)
        case "STARTTLS": self = try scanner.alone(.startTLS)
        case "NOOP": self = .noop
        case "HELP": self = .help
        case "VRFY": self = .vrfy(try scanner.text(of: "VRFY"))
        case "EXPN": self = .expn(try scanner.text(of: "EXPN"))
        case "AUTH":
            let (mechanism, response) = try scanner.authentication()
            self = .auth(mechanism: mechanism, initialResponse: response)
        case "BDAT", "BURL", "ETRN", "TURN", "ATRN", "SEND", "SOML", "SAML":
            throw .notImplemented(verb.uppercased())
        default:
            throw .unknownVerb(verb)
        }
    }

    /// The longest line of this command with its CRLF.
    ///
    /// 512 octets (RFC 5321 §4.5.3.1.4), more for MAIL by its parameters (RFC 1870 §3,
    /// RFC 6152 §2, RFC 4954 §3), and for AUTH what its responses may have (RFC 4954 §4).
    var lineLimit: Int {
        switch self {
        case .mail: 512 + 26 + 17 + 500
        case .auth: SMTPServerSession.authenticationLineLimit
        case .ehlo, .helo, .rcpt, .data, .rset, .noop, .quit, .vrfy, .expn, .help, .startTLS: 512
        }
    }
}

/// A cursor over one command line that only moves forward.
private struct CommandScanner {
    private let line: [UInt8]
    private var index = 0

    init(_ line: ArraySlice<UInt8>) {
        var line = line
        while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
        self.line = Array(line)
    }

    private var isAtEnd: Bool { index == line.count }
    private var next: UInt8? { index < line.count ? line[index] : nil }

    /// Octets up to a space or the end; a space behind them is taken too.
    mutating func word() -> String {
        let start = index
        while let octet = next, octet != 0x20 { index += 1 }
        let word = String(decoding: line[start..<index].prefix(40), as: UTF8.self)
        if next == 0x20 { index += 1 }
        return word
    }

    func alone(_ command: SMTPCommand) throws(SMTPSyntaxError) -> SMTPCommand {
        guard isAtEnd else { throw .unexpectedArgument(verb: command.verb) }
        return command
    }

    /// Reads the name that a client gives itself; whatever follows it is ignored.
    ///
    /// RFC 5321 §4.1.1.1 wants a domain or an address literal. We take any word that could be
    /// part of one: many clients send a bare machine name, and refusing it helps nobody. Other
    /// characters are refused, because the name is written into a trace field.
    mutating func clientName(of verb: String) throws(SMTPSyntaxError) -> String {
        let start = index
        while let octet = next, octet != 0x20 {
            guard octet.isNameCharacter else { throw .expected("a domain", at: index) }
            index += 1
        }
        guard index > start else { throw .missingArgument(verb: verb, expected: "your.host.name") }
        guard index - start <= 255 else { throw .expected("at most 255 characters", at: start) }
        return String(decoding: line[start..<index], as: UTF8.self)
    }

    /// Reads `FROM:` or `TO:`; no space may stand on either side of the colon (RFC 5321 §3.3).
    mutating func keyword(_ keyword: String, of verb: String) throws(SMTPSyntaxError) {
        guard !isAtEnd else {
            throw .missingArgument(verb: verb, expected: "\(keyword)<address>")
        }
        let word = line[index...].prefix(keyword.utf8.count)
        guard String(decoding: word, as: UTF8.self).uppercased() == keyword else {
            throw .expected(keyword, at: index)
        }
        index += keyword.utf8.count
        guard next == UInt8(ascii: "<") else {
            throw .expected("< right after the colon", at: index)
        }
    }

    mutating func reversePath() throws(SMTPSyntaxError) -> ReversePath {
        var cursor = MailAddressCursor(line[index...])
        do {
            let path = try cursor.reversePath()
            index += cursor.position
            return path
        } catch {
            throw .badSender(error, at: index + error.position)
        }
    }

    mutating func forwardPath() throws(SMTPSyntaxError) -> (ForwardPath, Bool) {
        var cursor = MailAddressCursor(line[index...])
        do {
            let (path, hasRoute) = try cursor.forwardPath()
            index += cursor.position
            return (path, hasRoute)
        } catch {
            throw .badRecipient(error, at: index + error.position)
        }
    }

    /// No parameter of RCPT belongs to an extension that we offer.
    mutating func noParameters() throws(SMTPSyntaxError) {
        guard let (name, _) = try parameter() else { return }
        throw .unknownParameter(name)
    }

    /// Reads what follows the address of MAIL.
    ///
    ///     Mail-parameters  = esmtp-param *(SP esmtp-param)           ; RFC 5321 §4.1.2
    mutating func mailParameters() throws(SMTPSyntaxError) -> SMTPMailParameters {
        var parameters = SMTPMailParameters()
        while let (name, value) = try parameter() {
            switch name {
            case "SIZE":
                guard parameters.size == nil else { throw .repeatedParameter(name) }
                parameters.size = try Self.size(value)
            case "BODY":
                guard parameters.isEightBit == nil else { throw .repeatedParameter(name) }
                switch String(decoding: value ?? [], as: UTF8.self).uppercased() {
                case "7BIT": parameters.isEightBit = false
                case "8BITMIME": parameters.isEightBit = true
                default: throw .badParameter(name, expected: "7BIT or 8BITMIME")
                }
            case "AUTH":
                guard parameters.submitter == nil else { throw .repeatedParameter(name) }
                parameters.submitter = try Self.submitter(value)
            default:
                throw .unknownParameter(name)
            }
        }
        return parameters
    }

    /// `size-value ::= 1*20DIGIT` (RFC 1870 §3); what no integer can hold is more than any limit.
    private static func size(_ value: [UInt8]?) throws(SMTPSyntaxError) -> Int {
        guard let value, (1...20).contains(value.count),
            value.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .badParameter("SIZE", expected: "1 to 20 digits") }
        return Int(String(decoding: value, as: UTF8.self)) ?? .max
    }

    /// `auth-param = "AUTH=" xtext`, a mailbox or `<>` when decoded (RFC 4954 §8).
    private static func submitter(_ value: [UInt8]?) throws(SMTPSyntaxError) -> ReversePath {
        if let value, value == Array("<>".utf8) { return .null }
        guard let value, let text = XText.decode(value), let address = MailAddress(text) else {
            throw .badParameter("AUTH", expected: "<> or an address in xtext")
        }
        return .address(address)
    }

    /// The next ` keyword[=value]`, nil at the end.
    ///
    ///     esmtp-param    = esmtp-keyword ["=" esmtp-value]           ; RFC 5321 §4.1.2
    ///     esmtp-keyword  = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
    ///     esmtp-value    = 1*(%d33-60 / %d62-126)
    ///
    /// `AUTH=<>` and equals signs that xtext should have written as `+3D` are in the values of
    /// real clients; only the first `=` divides.
    private mutating func parameter() throws(SMTPSyntaxError) -> (name: String, value: [UInt8]?)? {
        guard !isAtEnd else { return nil }
        guard next == 0x20 else { throw .expected("a space", at: index) }
        while next == 0x20 { index += 1 }
        let start = index
        while let octet = next, octet.isLetterOrDigitOrHyphen { index += 1 }
        guard index > start, line[start] != UInt8(ascii: "-") else {
            throw .expected("a parameter", at: index)
        }
        let name = String(decoding: line[start..<index], as: UTF8.self).uppercased()
        guard next == UInt8(ascii: "=") else {
            guard next == nil || next == 0x20 else { throw .expected("= or a space", at: index) }
            return (name, nil)
        }
        index += 1
        let valueStart = index
        while let octet = next, octet != 0x20 {
            guard (0x21...0x7E).contains(octet) else {
                throw .expected("a printable character", at: index)
            }
            index += 1
        }
        guard index > valueStart else { throw .badParameter(name, expected: "a value after =") }
        return (name, Array(line[valueStart..<index]))
    }

    /// The rest of the line as text.
    ///
    /// RFC 5321 §4.1.1.6 wants an atom or a quoted string; people type addresses with and
    /// without brackets, so we take any printable text.
    mutating func text(of verb: String) throws(SMTPSyntaxError) -> String {
        guard !isAtEnd else { throw .missingArgument(verb: verb, expected: "name") }
        for position in index..<line.count where !(0x20...0x7E).contains(line[position]) {
            throw .expected("a printable character", at: position)
        }
        defer { index = line.count }
        return String(decoding: line[index...], as: UTF8.self)
    }

    /// Reads `sasl-mech [SP initial-response]` (RFC 4954 §8).
    mutating func authentication() throws(SMTPSyntaxError) -> (String, [UInt8]?) {
        guard !isAtEnd else { throw .missingArgument(verb: "AUTH", expected: "mechanism") }
        let start = index
        let mechanism = word()
        guard !mechanism.isEmpty, mechanism.utf8.count <= 20,
            mechanism.utf8.allSatisfy({ $0.isLetterOrDigitOrHyphen || $0 == UInt8(ascii: "_") })
        else { throw .expected("the name of a mechanism", at: start) }
        guard !isAtEnd else { return (mechanism, nil) }
        guard let space = line[index...].firstIndex(of: 0x20) else {
            return (mechanism, Array(line[index...]))
        }
        throw .expected("the end of the line", at: space)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigitOrHyphen: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }

    fileprivate var isNameCharacter: Bool {
        isLetterOrDigitOrHyphen || "._:[]".utf8.contains(self)
    }
}
