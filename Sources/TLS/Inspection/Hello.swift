import Wire

/// What a client says first, in the clear for everybody (RFC 8446 §4.1.2).
package struct ClientHello: Hashable, Sendable {
    package var random: [UInt8] = []
    /// The versions that it offers, best first.
    package var versions: [UInt16] = []
    package var suites: [UInt16] = []
    /// The host that it wants (SNI): visible to everybody on the way.
    package var serverName: String?
    package var groups: [UInt16] = []
    /// The groups for which it has sent its half of the key already.
    package var keyShares: [UInt16] = []
    package var applicationProtocols: [String] = []
    /// The kinds of all its extensions, in order.
    package var extensions: [UInt16] = []

    /// Reads the body of the message; nil when it is not whole.
    ///
    ///     struct {                                            ; RFC 8446 §4.1.2
    ///         ProtocolVersion legacy_version = 0x0303;
    ///         Random random;
    ///         opaque legacy_session_id<0..32>;
    ///         CipherSuite cipher_suites<2..2^16-2>;
    ///         opaque legacy_compression_methods<1..2^8-1>;
    ///         Extension extensions<8..2^16-1>;
    ///     } ClientHello;
    init?(_ body: [UInt8]) {
        do throws(OctetShortage) {
            var reader = OctetReader(body)
            versions = [try reader.readUInt16()]
            random = Array(try reader.read(32))
            try reader.skip(Int(try reader.readUInt8()))
            var list = OctetReader(try reader.readVector16())
            while list.remaining >= 2 { suites.append(try list.readUInt16()) }
            try reader.skip(Int(try reader.readUInt8()))
            guard !reader.isAtEnd else { return }
            try reader.forEachExtension { kind, value throws(OctetShortage) in
                extensions.append(kind)
                try take(kind, value)
            }
        } catch {
            return nil
        }
    }

    private mutating func take(_ kind: UInt16, _ value: ArraySlice<UInt8>) throws(OctetShortage) {
        var reader = OctetReader(value)
        switch kind {
        case 0:
            var names = OctetReader(try reader.readVector16())
            while !names.isAtEnd {
                let type = try names.readUInt8()
                let name = try names.readVector16()
                if type == 0, serverName == nil { serverName = DistinguishedName.printable(name) }
            }
        case 10: groups = try reader.readNumbers16()
        case 16: applicationProtocols = try reader.readNames()
        case 43:
            let count = Int(try reader.readUInt8())
            var list = OctetReader(try reader.read(count))
            versions = []
            while list.remaining >= 2 { versions.append(try list.readUInt16()) }
        case 51:
            var shares = OctetReader(try reader.readVector16())
            while !shares.isAtEnd {
                keyShares.append(try shares.readUInt16())
                _ = try shares.readVector16()
            }
        case _: break
        }
    }
}

/// What a server answers, in the clear as well (RFC 8446 §4.1.3).
package struct ServerHello: Hashable, Sendable {
    package var random: [UInt8] = []
    /// The version that was chosen.
    package var version: UInt16 = 0
    package var suite: UInt16 = 0
    /// The group that was chosen, where it is said here (from 1.3 on).
    package var group: UInt16?
    package var applicationProtocol: String?
    /// Whether this asks for another ClientHello, with another group (RFC 8446 §4.1.4).
    package var isRetry = false

    /// The random number that stands for "retry": the digest of "HelloRetryRequest".
    private static let retry: [UInt8] = [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8,
        0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8,
        0x33, 0x9C,
    ]

    init?(_ body: [UInt8]) {
        do throws(OctetShortage) {
            var reader = OctetReader(body)
            version = try reader.readUInt16()
            random = Array(try reader.read(32))
            isRetry = random == Self.retry
            try reader.skip(Int(try reader.readUInt8()))
            suite = try reader.readUInt16()
            try reader.skip(1)
            guard !reader.isAtEnd else { return }
            try reader.forEachExtension { kind, value throws(OctetShortage) in
                var reader = OctetReader(value)
                switch kind {
                case 16: applicationProtocol = try reader.readNames().first
                case 43: version = try reader.readUInt16()
                case 51: group = try reader.readUInt16()
                case _: break
                }
            }
        } catch {
            return nil
        }
    }
}

extension OctetReader {
    /// Octets with their count in two octets before them.
    mutating func readVector16() throws(OctetShortage) -> ArraySlice<UInt8> {
        try read(Int(try readUInt16()))
    }

    /// Octets with their count in three octets before them.
    mutating func readVector24() throws(OctetShortage) -> ArraySlice<UInt8> {
        let high = Int(try readUInt8())
        return try read(high << 16 | Int(try readUInt16()))
    }

    fileprivate mutating func readNumbers16() throws(OctetShortage) -> [UInt16] {
        var list = OctetReader(try readVector16())
        var numbers: [UInt16] = []
        while list.remaining >= 2 { numbers.append(try list.readUInt16()) }
        return numbers
    }

    mutating func readNames() throws(OctetShortage) -> [String] {
        var list = OctetReader(try readVector16())
        var names: [String] = []
        while !list.isAtEnd {
            let count = Int(try list.readUInt8())
            names.append(DistinguishedName.printable(try list.read(count)))
        }
        return names
    }

    mutating func forEachExtension(
        _ body: (UInt16, ArraySlice<UInt8>) throws(OctetShortage) -> Void
    ) throws(OctetShortage) {
        var list = OctetReader(try readVector16())
        while !list.isAtEnd {
            let kind = try list.readUInt16()
            try body(kind, try list.readVector16())
        }
    }
}
