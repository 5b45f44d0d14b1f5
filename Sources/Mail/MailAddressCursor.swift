/// What is wrong with an address, and where.
package struct MailAddressError: Error, Hashable, Sendable {
    /// The kinds of mistakes.
    package enum Problem: Hashable, Sendable {
        case expectedLocalPart
        case expectedAtSign
        case expectedDomain
        case expectedOpeningBracket
        case expectedClosingBracket
        case expectedColonAfterRoute
        case unclosedQuote
        case badQuotedOctet
        case badAddressLiteral
        case unexpectedOctet
        /// Octets above 127 need SMTPUTF8 (RFC 6531 §3.3), which is not spoken here.
        case notASCII
        /// More than 64 octets (RFC 5321 §4.5.3.1.1).
        case localPartTooLong
        /// More than 255 octets (RFC 5321 §4.5.3.1.2), or a label of more than 63.
        case domainTooLong
        /// More than 256 octets with its brackets (RFC 5321 §4.5.3.1.3).
        case pathTooLong
    }

    package let problem: Problem
    /// How many octets into the text.
    package let position: Int

    package init(_ problem: Problem, at position: Int) {
        self.problem = problem
        self.position = position
    }

    /// What stands in a reply: English, as all protocol text.
    package var explanation: String {
        switch problem {
        case .expectedLocalPart: "expected a local part"
        case .expectedAtSign: "expected @ and a domain"
        case .expectedDomain: "expected a domain"
        case .expectedOpeningBracket: "expected <"
        case .expectedClosingBracket: "expected >"
        case .expectedColonAfterRoute: "expected : after the source route"
        case .unclosedQuote: "the quotation mark is not closed"
        case .badQuotedOctet: "a control octet cannot be quoted"
        case .badAddressLiteral: "bad address literal"
        case .unexpectedOctet: "unexpected character"
        case .notASCII: "only ASCII is taken"
        case .localPartTooLong: "local part longer than 64 octets"
        case .domainTooLong: "domain longer than 255 octets or label longer than 63"
        case .pathTooLong: "path longer than 256 octets"
        }
    }
}

/// Reads addresses and paths, octet by octet, forward only.
///
///     Path           = "<" [ A-d-l ":" ] Mailbox ">"               ; RFC 5321 §4.1.2
///     A-d-l          = At-domain *( "," At-domain )
///     Mailbox        = Local-part "@" ( Domain / address-literal )
///     Local-part     = Dot-string / Quoted-string
///     Domain         = sub-domain *("." sub-domain)
package struct MailAddressCursor: Sendable {
    private let octets: ArraySlice<UInt8>
    private var index: Int

    package init(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        index = octets.startIndex
    }

    /// How many octets have been read.
    package var position: Int { index - octets.startIndex }
    package var isAtEnd: Bool { index == octets.endIndex }

    /// Reads the path of MAIL: `Reverse-path = Path / "<>"`.
    package mutating func reversePath() throws(MailAddressError) -> ReversePath {
        if octets[index...].starts(with: "<>".utf8) {
            index += 2
            return .null
        }
        return .address(try path().address)
    }

    /// Reads the path of RCPT, and whether a source route stood in it, which is left out.
    ///
    /// `<Postmaster>` alone needs no domain, and its case does not matter (RFC 5321 §4.1.1.3).
    package mutating func forwardPath() throws(MailAddressError) -> (
        path: ForwardPath, hasRoute: Bool
    ) {
        let word = octets[index...].prefix(12)
        if String(decoding: word, as: UTF8.self).lowercased() == "<postmaster>" {
            index += 12
            return (.postmaster, false)
        }
        let (address, hasRoute) = try path()
        return (.address(address), hasRoute)
    }

    /// Reads an address without brackets.
    package mutating func mailbox() throws(MailAddressError) -> MailAddress {
        let start = index
        let localPart = try localPart()
        guard next == UInt8(ascii: "@") else { throw problem(.expectedAtSign) }
        index += 1
        let domain = try domainOrLiteral()
        guard index - start <= 254 else { throw MailAddressError(.pathTooLong, at: position) }
        return MailAddress(localPart: localPart, domain: domain)
    }

    /// Reads a domain or an address literal.
    package mutating func domainOrLiteral() throws(MailAddressError) -> String {
        next == UInt8(ascii: "[") ? try literal() : try domain()
    }

    private var next: UInt8? { index < octets.endIndex ? octets[index] : nil }

    /// The mistake at the present octet; one above 127 is a mistake of its own.
    private func problem(_ problem: MailAddressError.Problem) -> MailAddressError {
        if let next, next > 0x7F { return MailAddressError(.notASCII, at: position) }
        return MailAddressError(problem, at: position)
    }

    private mutating func path() throws(MailAddressError) -> (
        address: MailAddress, hasRoute: Bool
    ) {
        let start = index
        guard next == UInt8(ascii: "<") else { throw problem(.expectedOpeningBracket) }
        index += 1
        let hasRoute = next == UInt8(ascii: "@")
        if hasRoute { try skipRoute() }
        let address = try mailbox()
        guard next == UInt8(ascii: ">") else { throw problem(.expectedClosingBracket) }
        index += 1
        guard index - start <= 256 else { throw MailAddressError(.pathTooLong, at: position) }
        return (address, hasRoute)
    }

    private mutating func skipRoute() throws(MailAddressError) {
        while true {
            guard next == UInt8(ascii: "@") else { throw problem(.expectedDomain) }
            index += 1
            _ = try domain()
            guard next == UInt8(ascii: ",") else { break }
            index += 1
        }
        guard next == UInt8(ascii: ":") else { throw problem(.expectedColonAfterRoute) }
        index += 1
    }

    private mutating func localPart() throws(MailAddressError) -> String {
        let start = index
        let text = next == UInt8(ascii: "\"") ? try quotedString() : try dotString()
        guard index - start <= 64 else {
            throw MailAddressError(.localPartTooLong, at: start - octets.startIndex + 64)
        }
        return text
    }

    private mutating func dotString() throws(MailAddressError) -> String {
        let start = index
        while true {
            let atom = index
            while let octet = next, octet < 0x80, MailAddress.isAtomText(octet) { index += 1 }
            guard index > atom else { throw problem(.expectedLocalPart) }
            guard next == UInt8(ascii: ".") else { break }
            index += 1
        }
        if let next, next > 0x7F { throw problem(.notASCII) }
        return String(decoding: octets[start..<index], as: UTF8.self)
    }

    private mutating func quotedString() throws(MailAddressError) -> String {
        index += 1
        var text: [UInt8] = []
        while let octet = next, octet != UInt8(ascii: "\"") {
            if octet == UInt8(ascii: "\\") { index += 1 }
            guard let octet = next else { break }
            guard (0x20...0x7E).contains(octet) else { throw problem(.badQuotedOctet) }
            text.append(octet)
            index += 1
        }
        guard next != nil else { throw problem(.unclosedQuote) }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func domain() throws(MailAddressError) -> String {
        let start = index
        while true {
            let label = index
            while let octet = next, octet.isLetterOrDigit || octet == UInt8(ascii: "-") {
                index += 1
            }
            guard index > label, octets[index - 1] != UInt8(ascii: "-") else {
                throw problem(.expectedDomain)
            }
            guard octets[label] != UInt8(ascii: "-") else {
                throw MailAddressError(.expectedDomain, at: label - octets.startIndex)
            }
            guard index - label <= 63 else { throw problem(.domainTooLong) }
            guard next == UInt8(ascii: ".") else { break }
            index += 1
        }
        guard index - start <= 255 else { throw problem(.domainTooLong) }
        if let next, next > 0x7F { throw problem(.notASCII) }
        return String(decoding: octets[start..<index], as: UTF8.self)
    }

    private mutating func literal() throws(MailAddressError) -> String {
        let start = index
        while let octet = next, octet != UInt8(ascii: "]") {
            guard (0x21...0x7E).contains(octet) else { throw problem(.badAddressLiteral) }
            index += 1
        }
        guard next != nil,
            AddressLiteral.isValid(String(decoding: octets[start + 1..<index], as: UTF8.self))
        else { throw MailAddressError(.badAddressLiteral, at: start - octets.startIndex) }
        index += 1
        guard index - start <= 255 else { throw problem(.domainTooLong) }
        return String(decoding: octets[start..<index], as: UTF8.self)
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }
}
