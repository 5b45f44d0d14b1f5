/// What kind of data a record holds, by its number on the wire (RFC 1035 §3.2.2, §3.2.3).
package struct RecordType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let a = RecordType(rawValue: 1)
    package static let ns = RecordType(rawValue: 2)
    package static let cname = RecordType(rawValue: 5)
    package static let soa = RecordType(rawValue: 6)
    package static let ptr = RecordType(rawValue: 12)
    package static let mx = RecordType(rawValue: 15)
    package static let txt = RecordType(rawValue: 16)
    package static let aaaa = RecordType(rawValue: 28)
    package static let srv = RecordType(rawValue: 33)
    /// The pseudo-record of EDNS (RFC 6891 §6.1.1).
    package static let opt = RecordType(rawValue: 41)
    /// The question for a whole zone.
    package static let axfr = RecordType(rawValue: 252)
    /// The question for records of every type, `*`.
    package static let any = RecordType(rawValue: 255)

    /// True for types that stand in questions only, or in no zone at all (RFC 1035 §3.2.3): those
    /// about transactions, whole zones and servers, and OPT.
    package var isMeta: Bool { self == .opt || (128...255).contains(rawValue) }

    /// A record of type `other` answers a question for this one.
    package func covers(_ other: RecordType) -> Bool { self == .any || self == other }

    private static let names: [(type: RecordType, name: String)] = [
        (.a, "A"), (.ns, "NS"), (.cname, "CNAME"), (.soa, "SOA"), (.ptr, "PTR"), (.mx, "MX"),
        (.txt, "TXT"), (.aaaa, "AAAA"), (.srv, "SRV"), (.opt, "OPT"), (.axfr, "AXFR"),
        (.any, "ANY"),
    ]

    /// The type with the mnemonic `name` in any case, such as `MX`; nil when it is not known.
    package init?(name: some StringProtocol) {
        let wanted = name.uppercased()
        guard let found = Self.names.first(where: { $0.name == wanted }) else { return nil }
        self = found.type
    }

    /// The mnemonic, or `TYPE` with the number.
    package var description: String {
        Self.names.first { $0.type == self }?.name ?? "TYPE\(rawValue)"
    }
}

/// How a server says that it did (RFC 1035 §4.1.1).
package struct ResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    /// The lower twelve bits of `rawValue`: four in the header, eight in OPT (RFC 6891 §6.1.3).
    package init(rawValue: UInt16) { self.rawValue = rawValue & 0xFFF }

    package static let noError = ResponseCode(rawValue: 0)
    package static let formatError = ResponseCode(rawValue: 1)
    package static let serverFailure = ResponseCode(rawValue: 2)
    /// The name does not exist: a "name error".
    package static let noSuchName = ResponseCode(rawValue: 3)
    package static let notImplemented = ResponseCode(rawValue: 4)
    package static let refused = ResponseCode(rawValue: 5)
    /// The server does not know the EDNS version of the query (RFC 6891 §6.1.3).
    package static let badVersion = ResponseCode(rawValue: 16)

    private static let names = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"]

    /// The mnemonic that DNS tools print, such as `NXDOMAIN`.
    package var description: String {
        if self == .badVersion { return "BADVERS" }
        return rawValue < Self.names.count ? Self.names[Int(rawValue)] : "RCODE\(rawValue)"
    }
}

/// The class of the Internet, the only one here (RFC 1035 §3.2.4).
package let internetClass: UInt16 = 1

/// What SOA says about a zone (RFC 1035 §3.3.13).
package struct StartOfAuthority: Hashable, Sendable {
    /// The server that the zone comes from.
    package var primaryServer: DNSName
    /// The mailbox of who answers for the zone, its first label being the local part.
    package var mailbox: DNSName
    package var serial: UInt32
    package var refresh: UInt32
    package var retry: UInt32
    package var expire: UInt32
    /// How long, in seconds, a negative answer may be kept (RFC 2308 §4).
    package var minimum: UInt32

    package init(
        primaryServer: DNSName, mailbox: DNSName, serial: UInt32 = 1, refresh: UInt32 = 7_200,
        retry: UInt32 = 3_600, expire: UInt32 = 1_209_600, minimum: UInt32 = 300
    ) {
        self.primaryServer = primaryServer
        self.mailbox = mailbox
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}

/// The data of a record, by type (RFC 1035 §3.3, §3.4).
package enum RecordData: Hashable, Sendable, CustomStringConvertible {
    /// A or AAAA, by the family of the address.
    case address(IPAddress)
    case ns(DNSName)
    case cname(DNSName)
    case ptr(DNSName)
    /// The exchange, and its preference: lower is tried first (RFC 1035 §3.3.9).
    case mx(preference: UInt16, DNSName)
    case soa(StartOfAuthority)
    /// One or more strings of up to 255 octets each.
    case txt([[UInt8]])
    /// A type or class that is not looked into.
    case raw(RecordType, [UInt8])

    package var type: RecordType {
        switch self {
        case .address(.v4): .a
        case .address(.v6): .aaaa
        case .ns: .ns
        case .cname: .cname
        case .ptr: .ptr
        case .mx: .mx
        case .soa: .soa
        case .txt: .txt
        case .raw(let type, _): type
        }
    }

    /// The name that NS, CNAME, PTR or MX points at.
    package var target: DNSName? {
        switch self {
        case .ns(let name), .cname(let name), .ptr(let name), .mx(_, let name): name
        case .address, .soa, .txt, .raw: nil
        }
    }

    /// TXT data of one text, cut into strings of at most 255 octets.
    package static func text(_ text: String) -> RecordData {
        let octets = Array(text.utf8)
        let cuts = stride(from: 0, to: max(1, octets.count), by: 255)
        return .txt(cuts.map { Array(octets[$0..<min(octets.count, $0 + 255)]) })
    }

    /// The data as a master file has it, names without the dot at the end.
    package var description: String {
        switch self {
        case .address(let address): "\(address)"
        case .ns(let name), .cname(let name), .ptr(let name): "\(name)"
        case .mx(let preference, let name): "\(preference) \(name)"
        case .soa(let soa):
            "\(soa.primaryServer) \(soa.mailbox) \(soa.serial) \(soa.refresh) \(soa.retry) "
                + "\(soa.expire) \(soa.minimum)"
        case .txt(let strings): strings.map(Self.quoted).joined(separator: " ")
        case .raw(_, let octets):
            "\\# \(octets.count)"
                + (octets.isEmpty ? "" : " " + octets.map(Self.hexadecimal).joined())
        }
    }

    private static func hexadecimal(_ octet: UInt8) -> String {
        (octet < 16 ? "0" : "") + String(octet, radix: 16)
    }

    private static func quoted(_ octets: [UInt8]) -> String {
        var text = "\""
        for octet in octets {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text += "\\" + String(UnicodeScalar(octet))
            case 0x20...0x7E:
                text += String(UnicodeScalar(octet))
            default:
                let digits = String(octet)
                text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
            }
        }
        return text + "\""
    }
}

/// A resource record: what a name has, and for how long that may be believed (RFC 1035 §3.2.1).
package struct DNSRecord: Hashable, Sendable, CustomStringConvertible {
    /// The longest time to live, in seconds (RFC 2181 §8).
    package static let timeToLiveLimit: UInt32 = 2_147_483_647

    /// The owner of the record.
    package var name: DNSName
    /// The time to live in seconds.
    package var timeToLive: UInt32
    package var recordClass: UInt16
    package var data: RecordData

    package init(
        _ name: DNSName, timeToLive: UInt32 = 3_600, recordClass: UInt16 = internetClass,
        _ data: RecordData
    ) {
        self.name = name
        self.timeToLive = timeToLive
        self.recordClass = recordClass
        self.data = data
    }

    package var type: RecordType { data.type }

    /// The record on one line, such as `example.jp 3600 MX 10 mail.example.jp`.
    package var description: String { "\(name) \(timeToLive) \(type) \(data)" }
}

/// What is asked: a name, and the type of records wanted (RFC 1035 §4.1.2).
package struct DNSQuestion: Hashable, Sendable, CustomStringConvertible {
    package var name: DNSName
    package var type: RecordType
    package var recordClass: UInt16

    package init(_ name: DNSName, _ type: RecordType, recordClass: UInt16 = internetClass) {
        self.name = name
        self.type = type
        self.recordClass = recordClass
    }

    /// The question as people read it, such as `MX example.jp`.
    package var description: String { "\(type) \(name)" }
}
