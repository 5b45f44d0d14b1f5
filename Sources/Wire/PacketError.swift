/// What can be wrong with the octets of a packet.
package enum PacketError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The layers that a packet has.
    package enum Layer: String, Hashable, Sendable {
        case ip = "IP"
        case icmp = "ICMP"
        case tcp = "TCP"
        case udp = "UDP"
    }

    /// The octets end too early.
    case truncated(Layer, needed: Int, available: Int)
    /// The version field says something else than was to be read.
    case version(UInt8)
    /// A length field contradicts another, or the octets there are.
    case length(Layer, Int)
    /// The checksum does not fit the octets.
    case checksum(Layer)
    /// An option's length runs out of the header, or is impossible.
    case option(kind: UInt8)

    init(_ layer: Layer, _ shortage: OctetShortage) {
        self = .truncated(layer, needed: shortage.needed, available: shortage.available)
    }

    package var description: String {
        switch self {
        case .truncated(let layer, let needed, let available):
            "\(layer.rawValue): \(needed) octets expected, \(available) left"
        case .version(let version): "IP: version \(version)"
        case .length(let layer, let length): "\(layer.rawValue): impossible length \(length)"
        case .checksum(let layer): "\(layer.rawValue): wrong checksum"
        case .option(let kind): "TCP: impossible length of option \(kind)"
        }
    }
}
