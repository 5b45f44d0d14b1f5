/// A version of the protocol, by the number that it has in messages.
package enum TLSVersion: UInt16, Hashable, Sendable, Comparable, CaseIterable,
    CustomStringConvertible
{
    case tls10 = 0x0301
    case tls11 = 0x0302
    case tls12 = 0x0303
    case tls13 = 0x0304

    package var description: String {
        switch self {
        case .tls10: "TLS 1.0"
        case .tls11: "TLS 1.1"
        case .tls12: "TLS 1.2"
        case .tls13: "TLS 1.3"
        }
    }

    /// Whether nobody should speak it any more.
    package var isLegacy: Bool { self < .tls12 }

    package static func < (left: TLSVersion, right: TLSVersion) -> Bool {
        left.rawValue < right.rawValue
    }
}
