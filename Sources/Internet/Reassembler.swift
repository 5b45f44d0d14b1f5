import Clockwork
import Wire

/// The fragments that a node has, until the packets that they are pieces of are whole.
///
/// It takes what RFC 791 §3.2 describes, with limits on what is kept. Pieces that overlap are no
/// work of any sender of ours and a way to say two things at once: the whole packet is given up.
/// A piece that comes twice is only ignored.
struct Reassembler: Sendable {
    /// How long it waits for the rest (RFC 1122 §3.3.2: between 60 and 120 seconds).
    static let patience = Interval.seconds(60)
    static let packetLimit = 64
    static let pieceLimit = 1_024
    static let octetLimit = 1 << 20

    /// What all pieces of one packet have in common (RFC 791 §3.2).
    private struct Key: Equatable, Sendable {
        let source: IPAddress
        let destination: IPAddress
        let protocolNumber: IPProtocol
        let identification: UInt32
    }

    private struct Piece: Sendable {
        let offset: Int
        let data: ArraySlice<UInt8>
        var end: Int { offset + data.count }
    }

    private struct Packet: Sendable {
        let key: Key
        let deadline: Instant
        /// In order of their offsets; none touches another's octets.
        var pieces: [Piece] = []
        /// How long the whole is; known when the last piece is there.
        var length: Int?
        var octets = 0
        /// The piece at the start, whose header is that of the whole; until it comes, any piece.
        var first: Parcel
        var hasFirst = false
        var isDamaged = false
    }

    /// What became of a fragment.
    enum Outcome: Sendable {
        /// More is needed.
        case waiting
        /// The packet is whole, of so many pieces.
        case whole(Parcel, pieces: Int)
        case dropped(DropReason)
    }

    /// The oldest first.
    private var packets: [Packet] = []
    private var octets = 0

    /// Packets that are not whole yet.
    var count: Int { packets.count }
    /// Octets that are kept.
    var octetCount: Int { octets }
    /// When the oldest packet is given up.
    var deadline: Instant? { packets.first?.deadline }

    /// Takes a fragment.
    mutating func take(_ parcel: Parcel, at now: Instant) -> Outcome {
        guard let identification = Self.identification(of: parcel) else { return .waiting }
        let piece = Piece(offset: Int(parcel.header.fragmentOffset) * 8, data: parcel.payload)
        let isLast = !parcel.header.moreFragments
        guard !piece.data.isEmpty, isLast || piece.data.count % 8 == 0, piece.end <= 65_535 else {
            return .dropped(.malformed(.length(.ip, piece.data.count)))
        }
        let key = Key(
            source: parcel.header.source, destination: parcel.header.destination,
            protocolNumber: parcel.header.protocolNumber, identification: identification)
        let index = place(of: key, parcel, at: now)
        let pieces = packets[index].pieces
        let next = pieces.firstIndex { $0.offset >= piece.offset } ?? pieces.endIndex
        if next < pieces.endIndex, pieces[next].offset == piece.offset,
            pieces[next].data.count == piece.data.count
        {
            return .waiting
        }
        let overlaps =
            next > 0 && pieces[next - 1].end > piece.offset
            || next < pieces.endIndex && pieces[next].offset < piece.end
        let length = packets[index].length
        let contradicts =
            isLast ? length != nil || pieces.last?.end ?? 0 > piece.end : piece.end > length ?? .max
        if overlaps || contradicts {
            remove(index)
            return .dropped(.overlappingFragments)
        }
        guard pieces.count < Self.pieceLimit, octets + piece.data.count <= Self.octetLimit else {
            remove(index)
            return .dropped(.tooManyFragments)
        }
        keep(piece, of: parcel, at: next, in: index)
        return finish(index)
    }

    /// The place of the packet that a piece belongs to; the oldest makes room for a new one.
    private mutating func place(of key: Key, _ parcel: Parcel, at now: Instant) -> Int {
        if let index = packets.firstIndex(where: { $0.key == key }) { return index }
        if packets.count == Self.packetLimit { remove(0) }
        packets.append(Packet(key: key, deadline: now + Self.patience, first: parcel))
        return packets.count - 1
    }

    private mutating func keep(_ piece: Piece, of parcel: Parcel, at next: Int, in index: Int) {
        packets[index].pieces.insert(piece, at: next)
        packets[index].octets += piece.data.count
        octets += piece.data.count
        if !parcel.header.moreFragments { packets[index].length = piece.end }
        if piece.offset == 0 {
            packets[index].first = parcel
            packets[index].hasFirst = true
        }
        if parcel.isDamaged { packets[index].isDamaged = true }
    }

    /// Puts the pieces together once they are all there.
    private mutating func finish(_ index: Int) -> Outcome {
        let packet = packets[index]
        guard packet.length == packet.octets, packet.hasFirst else { return .waiting }
        remove(index)
        do throws(PacketError) {
            var whole = try packet.first.with(
                octets: try Self.whole(packet.first, packet.pieces.map(\.data)))
            whole.isDamaged = packet.isDamaged
            return .whole(whole, pieces: packet.pieces.count)
        } catch { return .dropped(.malformed(error)) }
    }

    private mutating func remove(_ index: Int) {
        octets -= packets[index].octets
        packets.remove(at: index)
    }

    /// Gives up the oldest packet if its time is over; returns its first piece, or else another.
    mutating func expire(at now: Instant) -> Parcel? {
        guard let packet = packets.first, packet.deadline <= now else { return nil }
        remove(0)
        return packet.first
    }

    private static func identification(of parcel: Parcel) -> UInt32? {
        if parcel.header.source.isV4 {
            return (try? IPv4Packet(parsing: parcel.octets[...]))
                .map { UInt32($0.header.identification) }
        }
        return (try? IPv6Packet(parsing: parcel.octets[...]))?.fragment?.identification
    }

    /// The header of the first piece, which says no more that it is one, and all the data.
    private static func whole(
        _ first: Parcel, _ pieces: [ArraySlice<UInt8>]
    ) throws(PacketError) -> [UInt8] {
        let data = Array(pieces.joined())
        if first.header.source.isV4 {
            var packet = try IPv4Packet(parsing: first.octets[...])
            guard packet.header.count + data.count <= 65_535 else {
                throw .length(.ip, packet.header.count + data.count)
            }
            packet.header.moreFragments = false
            packet.payload = data[...]
            return packet.octets
        }
        let packet = try IPv6Packet(parsing: first.octets[...])
        guard let fragment = packet.fragment else { return first.octets }
        // The header that announced the fragment header now announces what was behind it.
        var octets = Array(first.octets[..<fragment.place])
        octets[fragment.announcedAt] = first.octets[fragment.place]
        octets += data
        guard octets.count - IPv6Header.count <= 65_535 else {
            throw .length(.ip, octets.count)
        }
        let length = octets.count - IPv6Header.count
        octets[4] = UInt8(truncatingIfNeeded: length >> 8)
        octets[5] = UInt8(truncatingIfNeeded: length)
        return octets
    }
}
