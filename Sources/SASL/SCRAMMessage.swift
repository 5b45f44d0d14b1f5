/// The attributes of a SCRAM message, in their fixed order (RFC 5802 §5.1).
struct SCRAMMessage {
    /// One attribute: a letter and its value.
    struct Attribute: Hashable {
        let letter: UInt8
        let value: [UInt8]
    }

    private(set) var attributes: [Attribute] = []
    private var next = 0

    /// The longest message that is read.
    static let limit = 4_096

    /// Reads a message.
    ///
    ///     attr-val = ALPHA "=" value                          ; RFC 5802 §7
    ///     extensions = attr-val *("," attr-val)
    init(_ octets: ArraySlice<UInt8>) throws(SASLFault) {
        guard octets.count <= Self.limit else { throw .tooLong }
        for part in octets.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard part.count >= 2, part[part.startIndex + 1] == UInt8(ascii: "="),
                let letter = part.first, Self.isLetter(letter)
            else { throw .malformedSCRAM }
            attributes.append(Attribute(letter: letter, value: Array(part.dropFirst(2))))
        }
        // An extension that must be understood is one that we do not (RFC 5802 §5.1).
        guard attributes.first?.letter != UInt8(ascii: "m") else { throw .unknownExtension }
    }

    private static func isLetter(_ octet: UInt8) -> Bool {
        (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
    }

    /// The value of the next attribute, which must be this one.
    mutating func take(_ letter: Character) throws(SASLFault) -> [UInt8] {
        guard next < attributes.count, attributes[next].letter == letter.asciiValue else {
            throw .malformedSCRAM
        }
        defer { next += 1 }
        return attributes[next].value
    }

    /// The same, decoded from base64.
    mutating func takeBase64(_ letter: Character) throws(SASLFault) -> [UInt8] {
        try SASLBase64.decode(try take(letter)[...])
    }

    /// A nonce: printable and without a comma (RFC 5802 §7).
    mutating func takeNonce() throws(SASLFault) -> [UInt8] {
        let nonce = try take("r")
        guard !nonce.isEmpty, nonce.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformedSCRAM
        }
        return nonce
    }

    /// A name in which `=2C` and `=3D` stand for comma and equals sign.
    static func name(_ octets: ArraySlice<UInt8>) throws(SASLFault) -> String {
        var result: [UInt8] = []
        var rest = octets
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "=") else {
                result.append(octet)
                continue
            }
            switch String(decoding: rest.prefix(2), as: UTF8.self) {
            case "2C": result.append(UInt8(ascii: ","))
            case "3D": result.append(UInt8(ascii: "="))
            case _: throw .malformedSCRAM
            }
            rest = rest.dropFirst(2)
        }
        let name = try SASLField.text(result[...])
        guard !name.isEmpty else { throw .empty }
        return name
    }

    /// The name as it is sent.
    static func escaped(_ name: String) -> [UInt8] {
        name.utf8.flatMap { octet -> [UInt8] in
            switch octet {
            case UInt8(ascii: ","): Array("=2C".utf8)
            case UInt8(ascii: "="): Array("=3D".utf8)
            case _: [octet]
            }
        }
    }
}

/// What stands before a client's first message: whether it is tied to the connection, and whom to
/// act as.
///
///     gs2-header = gs2-cbind-flag "," [ authzid ] ","       ; RFC 5802 §7
struct GS2Header: Hashable, Sendable {
    enum Binding: Hashable, Sendable {
        /// The client knows of no binding.
        case none
        /// It knows, and thinks that the server does not.
        case notOffered
        case used(name: String)
    }

    var binding: Binding
    var authorizationID: String
    /// The header as it was sent: the proof is over these very octets.
    var octets: [UInt8]

    init(_ binding: Binding, authorizationID: String) {
        self.binding = binding
        self.authorizationID = authorizationID
        let flag =
            switch binding {
            case .none: "n"
            case .notOffered: "y"
            case .used(let name): "p=\(name)"
            }
        octets = Array("\(flag),".utf8)
        if !authorizationID.isEmpty {
            octets += Array("a=".utf8) + SCRAMMessage.escaped(authorizationID)
        }
        octets.append(UInt8(ascii: ","))
    }

    /// Reads a header, and returns what stands behind it.
    static func read(
        _ message: [UInt8]
    ) throws(SASLFault) -> (header: GS2Header, rest: ArraySlice<UInt8>) {
        let parts = message.split(
            separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
        guard message.count <= SCRAMMessage.limit, parts.count == 3 else { throw .malformedSCRAM }
        let flag = String(decoding: parts[0], as: UTF8.self)
        let binding: Binding
        switch flag.first {
        case "n" where flag == "n": binding = .none
        case "y" where flag == "y": binding = .notOffered
        case "p" where flag.hasPrefix("p=") && flag.utf8.count > 2:
            binding = .used(name: String(flag.dropFirst(2)))
        case _: throw .malformedSCRAM
        }
        var name = ""
        if !parts[1].isEmpty {
            guard parts[1].starts(with: Array("a=".utf8)) else { throw .malformedSCRAM }
            name = try SCRAMMessage.name(parts[1].dropFirst(2))
        }
        var header = GS2Header(binding, authorizationID: name)
        header.octets = Array(message[..<parts[2].startIndex])
        return (header, parts[2])
    }
}
