import Clockwork
import Session
import Wire

/// Something out of the ordinary that a learner would want to see.
package enum Incident: Hashable, Sendable {
    /// A packet was longer than the link takes and went on in pieces, which follow.
    case fragmented(PacketEvent, pieces: Int, mtu: Int)
    /// The last missing piece came; the event has the whole packet.
    case reassembled(PacketEvent, pieces: Int)
    /// A link changed one bit, counted from the first of the packet's first octet; the event has
    /// the packet as it arrives.
    case damaged(PacketEvent, bit: Int)
    /// A link delivers a packet twice.
    case duplicated(PacketEvent)
    /// A link holds a packet back, so that others pass it.
    case heldBack(PacketEvent, by: Interval)
    /// Address translation made room for a flow; its other packets are changed without a word.
    case translated(Translation, node: NodeID)
    /// A node forgot everything that is not on a disk, in the middle of whatever it did.
    case crashed(NodeID)
    /// A connection that was forgotten in a crash, without a word to the other end.
    case socketLost(SocketID, node: NodeID)

    /// Where it happened.
    package var node: NodeID {
        switch self {
        case .fragmented(let event, _, _), .reassembled(let event, _), .damaged(let event, _),
            .duplicated(let event), .heldBack(let event, _):
            event.node
        case .translated(_, let node), .crashed(let node), .socketLost(_, let node): node
        }
    }

    /// The packet that it is about.
    package var packet: PacketEvent? {
        switch self {
        case .fragmented(let event, _, _), .reassembled(let event, _), .damaged(let event, _),
            .duplicated(let event), .heldBack(let event, _):
            event
        case .translated, .crashed, .socketLost: nil
        }
    }

    /// The sentence for the learner.
    package var note: Note {
        switch self {
        case .fragmented(let event, let pieces, let mtu):
            Note(
                "internet.fragmented",
                ["octets": "\(event.octets.count)", "mtu": "\(mtu)", "pieces": "\(pieces)"],
                source: "RFC 791 §3.2")
        case .reassembled(let event, let pieces):
            Note(
                "internet.reassembled",
                ["octets": "\(event.octets.count)", "pieces": "\(pieces)"],
                source: "RFC 791 §3.2")
        case .damaged(_, let bit):
            Note("internet.damaged", ["octet": "\(bit / 8)", "bit": "\(7 - bit % 8)"])
        case .duplicated: Note("internet.duplicated")
        case .heldBack(_, let delay):
            Note("internet.held-back", ["microseconds": "\(delay.nanoseconds / 1_000)"])
        case .translated(let translation, _):
            Note(
                "internet.translated",
                [
                    "protocol": "\(translation.protocolNumber)",
                    "inside": "\(translation.inside)", "outside": "\(translation.outside)",
                    "remote": "\(translation.remote)",
                ])
        case .crashed: Note("internet.crashed")
        case .socketLost: Note("internet.socket-lost")
        }
    }
}
