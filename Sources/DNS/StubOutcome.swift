import Wire

/// How a question of a host ended.
package enum StubOutcome: Hashable, Sendable {
    /// Records of the type asked for, at the end of all aliases.
    case records([DNSRecord])
    case noSuchName
    case noData
    case serverFailure
    case timedOut

    /// The addresses among the records, in order.
    package var addresses: [IPAddress] {
        guard case .records(let records) = self else { return [] }
        return records.compactMap { record in
            if case .address(let address) = record.data { return address }
            return nil
        }
    }

    /// Asking again later may bring something else.
    package var isUncertain: Bool {
        switch self {
        case .serverFailure, .timedOut: true
        case .records, .noSuchName, .noData: false
        }
    }
}

/// The response that a question has ended with, and how it came.
package struct StubReply: Hashable, Sendable {
    package let message: DNSMessage
    package let server: Endpoint
    package let isOverTCP: Bool
    /// A response over UDP was cut (TC) before.
    package let wasTruncated: Bool
}

/// The answer to a question that a host has asked.
package struct StubResult: Hashable, Sendable {
    /// What the asker gave to know its question again.
    package let token: UInt64
    package let question: DNSQuestion
    package let outcome: StubOutcome
    /// The last response that there was; nil when nobody has answered.
    package let reply: StubReply?

    package init(
        token: UInt64, question: DNSQuestion, outcome: StubOutcome, reply: StubReply? = nil
    ) {
        self.token = token
        self.question = question
        self.outcome = outcome
        self.reply = reply
    }
}

/// What is out of the ordinary about one question.
package struct StubWishes: Hashable, Sendable {
    /// Ask this server only, not those that the host is set up with.
    package var server: IPAddress?
    /// Ask over TCP from the beginning.
    package var overTCP: Bool

    package init(server: IPAddress? = nil, overTCP: Bool = false) {
        self.server = server
        self.overTCP = overTCP
    }
}
