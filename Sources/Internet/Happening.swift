import Clockwork
import Session
import Wire

/// A packet at one point of its way.
package struct PacketEvent: Hashable, Sendable {
    /// The packet as it is on the link, from the IP header on.
    package let octets: [UInt8]
    /// Where it happened.
    package let node: NodeID
    /// The link onto which the packet went, or from which it came; nil inside one host.
    package let link: LinkID?
    /// The same for a packet on its whole way; a retransmission is a packet of its own.
    package let packetID: UInt64
    /// Whether TCP sent the same octets before.
    package let retransmission: Bool
    /// The socket that sent it, if it was one.
    package let socket: SocketID?
}

/// Why a packet went no further.
package enum DropReason: Hashable, Sendable {
    /// The link lost it, by chance.
    case lostOnLink(LinkID)
    /// A firewall's verdict was not to accept it.
    indirect case firewall(rule: String, verdict: Verdict, because: Note)
    case timeToLiveExceeded
    case noRoute
    /// More is waiting for the link than its queue holds.
    case queueFull(LinkID)
    /// Longer than the link takes, and never cut.
    case tooBig(mtu: Int)
    /// The octets cannot be read as a packet.
    case malformed(PacketError)
    /// No node has the address, or the link is down.
    case nobodyThere
    /// The node has crashed and was not started again.
    case hostDown
    /// Pieces of a packet say different things about the same octets.
    case overlappingFragments
    /// More pieces than are kept.
    case tooManyFragments
    /// The other pieces did not come in time.
    case fragmentsMissing
    /// Address translation has no room for one more flow.
    case translationFull

    /// The reason for the learner.
    package var note: Note {
        switch self {
        case .lostOnLink: Note("internet.drop-lost")
        case .firewall(_, _, let because): because
        case .timeToLiveExceeded: Note("internet.drop-ttl", source: "RFC 791 §3.2")
        case .noRoute: Note("internet.drop-no-route", source: "RFC 792")
        case .queueFull: Note("internet.drop-queue-full")
        case .tooBig(let mtu):
            Note("internet.drop-too-big", ["mtu": "\(mtu)"], source: "RFC 792")
        case .malformed(let error): Note("internet.drop-malformed", ["error": "\(error)"])
        case .nobodyThere: Note("internet.drop-nobody", source: "RFC 792")
        case .hostDown: Note("internet.drop-host-down")
        case .overlappingFragments: Note("internet.drop-overlap")
        case .tooManyFragments: Note("internet.drop-fragments")
        case .fragmentsMissing:
            Note("internet.drop-fragments-missing", source: "RFC 1122 §3.3.2")
        case .translationFull: Note("internet.drop-translation-full")
        }
    }
}

/// A verdict of a firewall about one packet, with its reason.
package struct FirewallJudgement: Hashable, Sendable {
    package let node: NodeID
    package let flow: Flow
    package let packetID: UInt64
    package let ruling: Ruling
}

/// The names that RFC 9293 §3.3.2 gives to the states of a connection.
package enum TCPStateName: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case closed = "CLOSED"
    case listen = "LISTEN"
    case synSent = "SYN-SENT"
    case synReceived = "SYN-RECEIVED"
    case established = "ESTABLISHED"
    case finWait1 = "FIN-WAIT-1"
    case finWait2 = "FIN-WAIT-2"
    case closeWait = "CLOSE-WAIT"
    case closing = "CLOSING"
    case lastAck = "LAST-ACK"
    case timeWait = "TIME-WAIT"

    package var description: String { rawValue }
}

/// Something that happened in the network; what is large and rare lies apart.
package enum Happening: Sendable {
    /// A packet left the host that made it.
    case packetSent(PacketEvent)
    /// A router sent a packet on.
    case packetForwarded(PacketEvent)
    /// A packet reached the host that it is addressed to.
    case packetDelivered(PacketEvent)
    case packetDropped(PacketEvent, DropReason)
    /// A verdict other than plain accept, or the first packet of a flow that a rule lets through.
    indirect case firewallJudged(FirewallJudgement)
    case tcpStateChanged(SocketID, node: NodeID, from: TCPStateName, to: TCPStateName)
    /// A socket of `open` is established.
    case connected(SocketID)
    /// A listening port got a connection, which is established.
    case accepted(SocketID, node: NodeID, port: UInt16, peer: Endpoint)
    case received(SocketID, [UInt8])
    /// The peer sent FIN; octets may still be sent to it.
    case closedByPeer(SocketID)
    /// The connection could not be had or broke; nothing more comes from this socket.
    case failed(SocketID, TransportFailure)
    /// The connection is gone in order: after LAST-ACK, after TIME-WAIT, or by `abort`.
    case closed(SocketID)
    /// Everything given to `send` has been sent at least once.
    case sendBufferDrained(SocketID)
    case datagram(node: NodeID, port: UInt16, from: Endpoint, [UInt8])
    /// An ICMP error came back for a datagram that `port` sent to `to`.
    indirect case datagramUnreachable(
        node: NodeID, port: UInt16, to: Endpoint, from: IPAddress, ICMPMessage)
    /// An ICMP message that no socket takes: echo replies, time exceeded, and errors about echo.
    indirect case icmp(node: NodeID, from: IPAddress, ICMPMessage)
    /// What is no part of the ordinary way of packets: see there.
    indirect case incident(Incident)
}
