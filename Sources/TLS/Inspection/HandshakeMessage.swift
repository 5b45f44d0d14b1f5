import Ciphers
import Wire

/// One message of the handshake, read as far as it says something to people.
package struct HandshakeMessage: Hashable, Sendable {
    /// What the kinds of messages say that are no hello.
    package enum Contents: Hashable, Sendable {
        case certificates([Certificate])
        /// Which protocol was chosen to be spoken inside (ALPN), if they spoke of it.
        case encryptedExtensions(applicationProtocol: String?)
        /// The server's half of the key, and how it signed it, before version 1.3.
        case serverKeyExchange(group: UInt16, scheme: UInt16?)
        /// How the owner of the certificate proves that the key is its own.
        case certificateVerify(scheme: UInt16)
        case newSessionTicket(lifetime: UInt32)
        case keyUpdate(isWantedBack: Bool)
        /// A message in which nothing but its kind matters, or which cannot be read further.
        case plain
    }

    package let type: UInt8
    /// Octets of its body.
    package let count: Int
    package let contents: Contents

    /// Reads a message from its body, as `version` has it; nil where that is not known yet.
    init(type: UInt8, body: [UInt8], _ version: TLSVersion?) {
        self.type = type
        count = body.count
        contents = Self.read(type, body, isTLS13: version == .tls13) ?? .plain
    }

    package var name: String { TLSNames.message(type) }

    private static func read(_ type: UInt8, _ body: [UInt8], isTLS13: Bool) -> Contents? {
        var reader = OctetReader(body)
        do throws(OctetShortage) {
            switch type {
            case 4:
                return .newSessionTicket(lifetime: try reader.readUInt32())
            case 8:
                var chosen: String?
                try reader.forEachExtension { kind, value throws(OctetShortage) in
                    var reader = OctetReader(value)
                    if kind == 16 { chosen = try reader.readNames().first }
                }
                return .encryptedExtensions(applicationProtocol: chosen)
            case 11: return try certificates(&reader, isTLS13: isTLS13).map { .certificates($0) }
            case 12:
                // A curve by its name is the only form that we negotiate.
                guard try reader.readUInt8() == 3 else { return nil }
                let group = try reader.readUInt16()
                try reader.skip(Int(try reader.readUInt8()))
                // Before 1.2 the kind of signature is not written down.
                let rest = reader.remaining
                let scheme = try reader.readUInt16()
                let size = Int(try reader.readUInt16())
                return .serverKeyExchange(group: group, scheme: size + 4 == rest ? scheme : nil)
            case 15: return .certificateVerify(scheme: try reader.readUInt16())
            case 24: return .keyUpdate(isWantedBack: try reader.readUInt8() == 1)
            case _: return nil
            }
        } catch {
            return nil
        }
    }

    /// The most certificates of a chain that are read.
    private static let chainLimit = 16

    /// The chain, the host's own certificate first (RFC 8446 §4.4.2, RFC 5246 §7.4.2).
    private static func certificates(
        _ reader: inout OctetReader, isTLS13: Bool
    ) throws(OctetShortage) -> [Certificate]? {
        if isTLS13 { try reader.skip(Int(try reader.readUInt8())) }
        var list = OctetReader(try reader.readVector24())
        var chain: [Certificate] = []
        while !list.isAtEnd {
            let octets = Array(try list.readVector24())
            if isTLS13 { _ = try list.readVector16() }
            guard chain.count < chainLimit, let certificate = try? Certificate(octets) else {
                return nil
            }
            chain.append(certificate)
        }
        return chain
    }
}
