import Clockwork
import Wire

/// Who speaks to whom: protocol, addresses and, where there are any, ports.
package struct Flow: Hashable, Sendable, CustomStringConvertible {
    package var protocolNumber: IPProtocol
    package var source: Endpoint
    package var destination: Endpoint

    package init(_ protocolNumber: IPProtocol, from source: Endpoint, to destination: Endpoint) {
        self.protocolNumber = protocolNumber
        self.source = source
        self.destination = destination
    }

    /// The flow of the answers.
    package var reversed: Flow { Flow(protocolNumber, from: destination, to: source) }

    package var description: String { "\(protocolNumber) \(source) > \(destination)" }
}

/// What a packet carries, read once where it enters the network.
enum PacketBody: Sendable {
    case tcp(TCPSegment)
    case udp(UDPDatagram)
    case icmp(ICMPMessage)
    case other
}

/// A packet on its way, with what has been read of it.
struct Parcel: Sendable {
    var octets: [UInt8]
    var header: IPv4Header
    let body: PacketBody
    let packetID: UInt64
    let retransmission: Bool
    let socket: SocketID?
    /// The last thing that happened to it.
    var cause: Cause?
    /// Where it is, or where it arrives next.
    var place: NodeID
    /// The link it is on, or was on last.
    var link: LinkID?

    /// The packet as the log shows it.
    func event(at node: NodeID, on link: LinkID?) -> PacketEvent {
        PacketEvent(
            octets: octets, node: node, link: link, packetID: packetID,
            retransmission: retransmission, socket: socket)
    }

    /// Protocol, addresses and ports; ICMP echo has its identifier as the port of the asker.
    var flow: Flow {
        let (sourcePort, destinationPort): (UInt16, UInt16) =
            switch body {
            case .tcp(let segment): (segment.sourcePort, segment.destinationPort)
            case .udp(let datagram): (datagram.sourcePort, datagram.destinationPort)
            case .icmp(.echoRequest(let identifier, _, _)): (identifier, 0)
            case .icmp(.echoReply(let identifier, _, _)): (0, identifier)
            case .icmp, .other: (0, 0)
            }
        return Flow(
            header.protocolNumber, from: Endpoint(header.source, sourcePort),
            to: Endpoint(header.destination, destinationPort))
    }

    /// A parcel for octets that come from outside, such as injected ones.
    static func body(of packet: IPv4Packet) throws(PacketError) -> PacketBody {
        guard packet.header.fragmentOffset == 0, !packet.header.moreFragments else {
            return .other
        }
        switch packet.protocolNumber {
        case .tcp:
            return .tcp(
                try TCPSegment(
                    parsing: packet.payload, from: packet.source, to: packet.destination))
        case .udp:
            return .udp(
                try UDPDatagram(
                    parsing: packet.payload, from: packet.source, to: packet.destination))
        case .icmp: return .icmp(try ICMPMessage(parsing: packet.payload))
        default: return .other
        }
    }
}
