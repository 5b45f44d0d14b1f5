import Wire

extension Event {
    /// What a look-up came to, as the tools of the DNS tell it.
    package struct AnswerFacts: Hashable, Sendable {
        /// NOERROR, NXDOMAIN, SERVFAIL, REFUSED; TIMEOUT when nobody has answered.
        package var status: String
        /// Who has answered; nil when nobody has.
        package var server: Endpoint?
        package var isOverTCP: Bool
        /// A response over UDP was cut, so that the question was repeated over TCP.
        package var wasTruncated: Bool
        /// `qr`, `aa`, `tc`, `rd`, `ra`, as far as they are set.
        package var flags: [String]
        /// The resolver knew the answer and asked nobody.
        package var isFromCache: Bool
        package var answer: [Record]
        package var authority: [Record]
        package var additional: [Record]

        /// A record as a master file has it.
        package struct Record: Hashable, Sendable {
            package var name: String
            /// The time to live.
            package var seconds: Int
            package var type: String
            package var data: String
        }

        /// The server has authority for the name.
        package var isAuthoritative: Bool { flags.contains("aa") }
        /// Without an answer: the zone whose servers know more.
        package var referral: String? {
            guard status == "NOERROR", answer.isEmpty,
                !authority.contains(where: { $0.type == "SOA" })
            else { return nil }
            return authority.first { $0.type == "NS" }?.name
        }
        /// Without an answer: for how many seconds that may be remembered (RFC 2308 §5).
        package var negativeSeconds: Int? {
            guard status == "NXDOMAIN" || status == "NOERROR" else { return nil }
            return authority.first { $0.type == "SOA" }?.seconds
        }
    }
}

extension Event.AnswerFacts {
    /// The facts of a response; nil stands for nobody's.
    init(_ message: DNSMessage?, from server: Endpoint?, overTCP: Bool, wasTruncated: Bool) {
        func records(_ section: [DNSRecord]?) -> [Record] {
            (section ?? []).filter { $0.type != .opt }.map {
                Record(
                    name: "\($0.name)", seconds: Int($0.timeToLive), type: "\($0.type)",
                    data: "\($0.data)")
            }
        }
        status = message.map { "\($0.code)" } ?? "TIMEOUT"
        self.server = server
        isOverTCP = overTCP
        self.wasTruncated = wasTruncated
        flags = message.map { Self.flags(of: $0.header) } ?? []
        isFromCache = false
        answer = records(message?.answers)
        authority = records(message?.authority)
        additional = records(message?.additional)
    }

    private static func flags(of header: DNSHeader) -> [String] {
        let all = [
            ("qr", header.isResponse), ("aa", header.isAuthoritative), ("tc", header.isTruncated),
            ("rd", header.recursionDesired), ("ra", header.recursionAvailable),
        ]
        return all.filter(\.1).map(\.0)
    }
}

extension Event.AnswerFacts {
    /// The facts as pairs of JSON.
    var jsonPairs: [(String, JSONText)] {
        func list(_ records: [Record]) -> JSONText {
            .list(
                records.map {
                    .object([
                        ("name", .string($0.name)), ("ttl", .integer($0.seconds)),
                        ("type", .string($0.type)), ("data", .string($0.data)),
                    ])
                })
        }
        return [
            ("status", .string(status)), ("server", server.map { .string("\($0)") } ?? .null),
            ("transport", .string(isOverTCP ? "tcp" : "udp")), ("truncated", .bool(wasTruncated)),
            ("cached", .bool(isFromCache)), ("flags", .strings(flags)),
            ("records", list(answer)), ("authority", list(authority)),
            ("additional", list(additional)),
        ]
    }
}
