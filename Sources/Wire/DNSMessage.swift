/// The first twelve octets of a message, without its counts (RFC 1035 §4.1.1).
package struct DNSHeader: Hashable, Sendable {
    /// How long a header is, its four counts included.
    package static let octetCount = 12

    /// Chosen by who asks; the answer carries it back.
    package var id: UInt16
    /// QR: this is a response.
    package var isResponse: Bool
    /// Four bits; 0 is a standard query.
    package var opcode: UInt8
    /// AA: the server is an authority for the name.
    package var isAuthoritative: Bool
    /// TC: the message was cut to fit the channel.
    package var isTruncated: Bool
    /// RD: please do the whole search.
    package var recursionDesired: Bool
    /// RA: I do whole searches.
    package var recursionAvailable: Bool
    /// Z: three bits, zero here; later RFCs took two of them (AD and CD, RFC 4035 §3.2).
    package var reserved: UInt8
    package var code: ResponseCode

    package init(
        id: UInt16, isResponse: Bool = false, opcode: UInt8 = 0, isAuthoritative: Bool = false,
        isTruncated: Bool = false, recursionDesired: Bool = false,
        recursionAvailable: Bool = false, reserved: UInt8 = 0, code: ResponseCode = .noError
    ) {
        self.id = id
        self.isResponse = isResponse
        self.opcode = opcode
        self.isAuthoritative = isAuthoritative
        self.isTruncated = isTruncated
        self.recursionDesired = recursionDesired
        self.recursionAvailable = recursionAvailable
        self.reserved = reserved
        self.code = code
    }
}

/// A DNS message: header, question, answer, authority and additional section (RFC 1035 §4.1).
package struct DNSMessage: Hashable, Sendable {
    /// The most octets that a UDP message may have without EDNS (RFC 1035 §4.2.1).
    package static let udpLimit = 512
    /// The UDP size that we ask for and grant with EDNS: it fits every link of the lab.
    package static let extendedLimit = 1_232

    package var header: DNSHeader
    package var questions: [DNSQuestion]
    package var answers: [DNSRecord]
    package var authority: [DNSRecord]
    package var additional: [DNSRecord]

    package init(
        header: DNSHeader, questions: [DNSQuestion] = [], answers: [DNSRecord] = [],
        authority: [DNSRecord] = [], additional: [DNSRecord] = []
    ) {
        self.header = header
        self.questions = questions
        self.answers = answers
        self.authority = authority
        self.additional = additional
    }

    /// A standard query for one question.
    package init(asking question: DNSQuestion, id: UInt16, recursionDesired: Bool) {
        self.init(
            header: DNSHeader(id: id, recursionDesired: recursionDesired), questions: [question])
    }

    /// A response to `query` that says nothing yet: its id, opcode, RD and questions come back.
    package init(respondingTo query: DNSMessage, code: ResponseCode = .noError) {
        self.init(
            header: DNSHeader(
                id: query.header.id, isResponse: true, opcode: query.header.opcode,
                recursionDesired: query.header.recursionDesired, code: code),
            questions: query.questions)
    }
}

/// What is wrong with octets that should be a message.
package enum DNSMessageError: Error, Hashable, Sendable {
    /// The octets end where more were expected.
    case endsEarly(at: Int)
    /// A compression pointer that does not point backwards, or a chain of too many.
    case badPointer(at: Int)
    /// A label of neither form (RFC 1035 §4.1.4).
    case badLabel(at: Int)
    /// A name of more than 255 octets.
    case nameTooLong(at: Int)
    /// Data that do not fit their type or length.
    case badData(RecordType, at: Int)
    /// Octets behind the last record.
    case trailingOctets(at: Int)
}
