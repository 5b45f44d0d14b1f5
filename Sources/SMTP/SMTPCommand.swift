import Mail

/// One command of a client, its grammar checked, its moment not yet.
package enum SMTPCommand: Hashable, Sendable {
    case ehlo(String)
    case helo(String)
    case mail(ReversePath, SMTPMailParameters)
    /// A source route in front of the address has been left out (RFC 5321 §4.1.1.3).
    case rcpt(ForwardPath, hadRoute: Bool)
    case data
    case rset
    case noop
    case quit
    case vrfy(String)
    case expn(String)
    case help
    /// The initial response is still in base64, or `=`.
    case auth(mechanism: String, initialResponse: [UInt8]?)
    case startTLS

    /// The verb as the RFC spells it.
    package var verb: String {
        switch self {
        case .ehlo: "EHLO"
        case .helo: "HELO"
        case .mail: "MAIL"
        case .rcpt: "RCPT"
        case .data: "DATA"
        case .rset: "RSET"
        case .noop: "NOOP"
        case .quit: "QUIT"
        case .vrfy: "VRFY"
        case .expn: "EXPN"
        case .help: "HELP"
        case .auth: "AUTH"
        case .startTLS: "STARTTLS"
        }
    }
}

/// What may follow the address in MAIL.
package struct SMTPMailParameters: Hashable, Sendable {
    /// `SIZE=`: what the client thinks the letter has (RFC 1870 §6).
    package var size: Int?
    /// `BODY=8BITMIME` (RFC 6152 §3).
    package var isEightBit: Bool?
    /// `AUTH=`: who submitted the letter; read and not used further (RFC 4954 §5).
    package var submitter: ReversePath?

    package init(size: Int? = nil, isEightBit: Bool? = nil, submitter: ReversePath? = nil) {
        self.size = size
        self.isEightBit = isEightBit
        self.submitter = submitter
    }

    /// The first parameter that was given, in the RFC's spelling.
    var firstName: String? {
        if size != nil { return "SIZE" }
        if isEightBit != nil { return "BODY" }
        return submitter == nil ? nil : "AUTH"
    }
}

/// What is wrong with a command line.
package enum SMTPSyntaxError: Error, Hashable, Sendable {
    case unknownVerb(String)
    /// A verb that is written in an RFC, and not done here.
    case notImplemented(String)
    case missingArgument(verb: String, expected: String)
    case unexpectedArgument(verb: String)
    /// Something else should stand at this octet of the line, counted from 0.
    case expected(String, at: Int)
    case badSender(MailAddressError, at: Int)
    case badRecipient(MailAddressError, at: Int)
    case unknownParameter(String)
    case badParameter(String, expected: String)
    case repeatedParameter(String)

    /// What the server says to it.
    var reply: SMTPReply {
        switch self {
        case .unknownVerb(let verb):
            SMTPReply(.unrecognized, .init(5, 5, 2), "Command unrecognized: \(verb)")
        case .notImplemented(let verb):
            SMTPReply(.notImplemented, .init(5, 5, 1), "\(verb) is not implemented here")
        case .missingArgument(let verb, let expected):
            SMTPReply(.badArguments, .init(5, 5, 4), "Syntax: \(verb) \(expected)")
        case .unexpectedArgument(let verb):
            SMTPReply(.badArguments, .init(5, 5, 4), "Syntax: \(verb) takes no argument")
        case .expected(let what, let position):
            SMTPReply(
                .badArguments, .init(5, 5, 4), "Expected \(what) at character \(position + 1)")
        case .badSender(let error, let position):
            SMTPReply(
                .badArguments, .init(5, 1, 7),
                "Bad sender: \(error.explanation) at character \(position + 1)")
        case .badRecipient(let error, let position):
            SMTPReply(
                .badArguments, .init(5, 1, 3),
                "Bad recipient: \(error.explanation) at character \(position + 1)")
        case .unknownParameter(let name):
            SMTPReply(.unknownParameters, .init(5, 5, 4), "Parameter not recognized: \(name)")
        case .badParameter(let name, let expected):
            SMTPReply(.badArguments, .init(5, 5, 4), "Parameter \(name) wants \(expected)")
        case .repeatedParameter(let name):
            SMTPReply(.badArguments, .init(5, 5, 4), "Parameter \(name) stands twice")
        }
    }
}
