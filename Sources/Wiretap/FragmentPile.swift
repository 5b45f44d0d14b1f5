import Wire

/// Packets that came in pieces, until they are whole (RFC 791 §3.2).
struct FragmentPile: Sendable {
    private struct Key: Hashable, Sendable {
        let source: IPAddress
        let destination: IPAddress
        let protocolNumber: IPProtocol
        let identification: UInt32
    }

    private struct Piece: Hashable, Sendable {
        let offset: Int
        let octets: ArraySlice<UInt8>
    }

    private struct Packet: Sendable {
        let key: Key
        var pieces: [Piece] = []
        var length: Int?
        /// What the first piece says of the kind of the whole.
        var protocolNumber: IPProtocol
    }

    static let packetLimit = 16
    static let pieceLimit = 64

    /// The oldest first; the oldest makes room.
    private var packets: [Packet] = []

    /// Takes a piece; returns what the whole carries, once it is complete.
    mutating func take(_ packet: IPPacket) -> (IPProtocol, ArraySlice<UInt8>)? {
        let identification: UInt32
        let offset: Int
        let isLast: Bool
        switch packet.form {
        case .v4(let v4):
            identification = UInt32(v4.header.identification)
            offset = Int(v4.header.fragmentOffset) * 8
            isLast = !v4.header.moreFragments
        case .v6(let v6):
            guard let fragment = v6.fragment else { return nil }
            identification = fragment.identification
            offset = Int(fragment.offset) * 8
            isLast = !fragment.moreFragments
        }
        let key = Key(
            source: packet.source, destination: packet.destination,
            protocolNumber: packet.protocolNumber, identification: identification)
        let index: Int
        if let known = packets.firstIndex(where: { $0.key == key }) {
            index = known
        } else {
            if packets.count == Self.packetLimit { packets.removeFirst() }
            packets.append(Packet(key: key, protocolNumber: packet.protocolNumber))
            index = packets.count - 1
        }
        guard packets[index].pieces.count < Self.pieceLimit else { return nil }
        let piece = Piece(offset: offset, octets: packet.payload)
        let place =
            packets[index].pieces.firstIndex { $0.offset >= offset }
            ?? packets[index].pieces.endIndex
        if isLast { packets[index].length = offset + packet.payload.count }
        packets[index].pieces.insert(piece, at: place)
        guard let whole = Self.whole(packets[index]) else { return nil }
        packets.remove(at: index)
        return (packet.protocolNumber, whole[...])
    }

    private static func whole(_ packet: Packet) -> [UInt8]? {
        guard let length = packet.length, length <= 65_535 else { return nil }
        var octets: [UInt8] = []
        for piece in packet.pieces {
            let known = octets.count - piece.offset
            guard known >= 0 else { return nil }
            octets += piece.octets.dropFirst(known)
        }
        return octets.count >= length ? Array(octets.prefix(length)) : nil
    }
}
