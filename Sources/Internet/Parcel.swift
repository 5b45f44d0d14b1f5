import Clockwork
import Wire

/// A packet on its way: its octets, and the few things that routers ask for at every hop.
///
/// It keeps one place of a `ParcelList` from its launch to its end and is changed there.
struct Parcel: Sendable {
    /// What was read of the headers where the packet entered the network.
    struct Header: Sendable {
        var source: IPAddress
        var destination: IPAddress
        /// What the packet carries.
        var protocolNumber: IPProtocol
        /// Where that begins.
        var transport: Int
        /// In units of eight octets.
        var fragmentOffset: UInt16 = 0
        var moreFragments = false
        var isFragment: Bool { fragmentOffset != 0 || moreFragments }
    }

    var octets: [UInt8]
    var header: Header
    var packetID: UInt64 = 0
    /// The last thing that happened to it.
    var cause: Cause?
    /// Where it is, or where it arrives next.
    var place: NodeID
    /// The link it is on, or was on last.
    var link: LinkID?
    var socket: SocketID?
    var retransmission = false
    /// Whether a link changed a bit of it: then its checksums are proved again where it arrives.
    var isDamaged = false

    /// Stands where no packet is.
    static var none: Parcel {
        Parcel(
            octets: [],
            header: Header(
                source: .v4(0), destination: .v4(0), protocolNumber: IPProtocol(rawValue: 0),
                transport: 0), place: NodeID(raw: 0))
    }

    /// The packet as the log shows it.
    func event(at node: NodeID, on link: LinkID?) -> PacketEvent {
        PacketEvent(
            octets: octets, node: node, link: link, packetID: packetID,
            retransmission: retransmission, socket: socket)
    }

    /// Hops that the packet may still go.
    var timeToLive: UInt8 {
        let offset = header.source.isV4 ? 8 : 7
        return octets.count > offset ? octets[offset] : 0
    }

    /// Takes one from the time to live, in place.
    mutating func decrementTimeToLive() {
        if header.source.isV4 {
            _ = IPv4Header.decrementTimeToLive(in: &octets)
        } else {
            _ = IPv6Header.decrementHopLimit(in: &octets)
        }
    }

    /// The packet cut for a link; nil if nobody may cut it, or it is no use.
    ///
    /// Routers cut packets of IPv4; those of IPv6 are cut by their senders alone, and segments of
    /// TCP by nobody.
    func pieces(mtu: Int, isForwarded: Bool, identification: UInt32) -> [[UInt8]]? {
        if header.source.isV4 {
            return (try? IPv4Packet(parsing: octets[...]))?.fragments(mtu: mtu)?.map(\.octets)
        }
        guard !isForwarded, header.protocolNumber != .tcp else { return nil }
        return (try? IPv6Packet(parsing: octets[...]))?.fragments(
            mtu: mtu, identification: identification)
    }

    /// A packet of the same way with other octets, such as a piece of it.
    func with(octets: [UInt8]) throws(PacketError) -> Parcel {
        var parcel = self
        parcel.octets = octets
        try parcel.readHeaders()
        return parcel
    }
}

// MARK: What it carries

/// What a packet carries.
enum PacketBody: Sendable {
    case tcp(TCPSegment)
    case udp(UDPDatagram)
    case icmp(ICMPMessage)
    case other
}

extension Parcel {
    /// Reads the headers of a packet that may be anything, proves their checksum, and cuts off
    /// what is behind the packet's own length (padding of a link).
    mutating func readHeaders() throws(PacketError) {
        let end: Int
        if let first = octets.first, first >> 4 == 6 {
            let packet = try IPv6Packet(parsing: octets[...])
            header = Header(
                source: packet.source, destination: packet.destination,
                protocolNumber: packet.protocolNumber, transport: packet.payload.startIndex,
                fragmentOffset: packet.fragment?.offset ?? 0,
                moreFragments: packet.fragment?.moreFragments ?? false)
            end = packet.payload.endIndex
        } else {
            let packet = try IPv4Packet(parsing: octets[...])
            header = Header(
                source: packet.source, destination: packet.destination,
                protocolNumber: packet.protocolNumber, transport: packet.payload.startIndex,
                fragmentOffset: packet.header.fragmentOffset,
                moreFragments: packet.header.moreFragments)
            end = packet.payload.endIndex
        }
        if end < octets.count { octets.removeSubrange(end...) }
    }

    /// What is behind the headers.
    var payload: ArraySlice<UInt8> { octets[min(header.transport, octets.count)...] }

    /// What the packet carries; its checksums are proved if a link may have changed it.
    func readBody(proving: Bool) throws(PacketError) -> PacketBody {
        guard !header.isFragment else { return .other }
        let (source, destination) = (header.source, header.destination)
        switch header.protocolNumber {
        case .tcp:
            guard proving else { return .tcp(try TCPSegment(proved: payload)) }
            return .tcp(try TCPSegment(parsing: payload, from: source, to: destination))
        case .udp:
            return .udp(try UDPDatagram(parsing: payload, from: source, to: destination))
        case .icmp where source.isV4, .icmpV6 where !source.isV4:
            return .icmp(try ICMPMessage(parsing: payload, from: source, to: destination))
        default: return .other
        }
    }

    /// What the packet carries, as a router sees it.
    var body: PacketBody { (try? readBody(proving: false)) ?? .other }

    /// Whether it reports trouble with another packet.
    var isICMPError: Bool {
        header.fragmentOffset == 0
            && ICMPMessage.isError(payload, of: header.protocolNumber)
    }

    /// The two ports of TCP and UDP, and zeros for what has none.
    private var ports: (source: UInt16, destination: UInt16) {
        guard !header.isFragment || header.fragmentOffset == 0,
            header.protocolNumber == .tcp || header.protocolNumber == .udp,
            octets.count >= header.transport + 4
        else { return (0, 0) }
        let start = header.transport
        return (
            UInt16(octets[start]) << 8 | UInt16(octets[start + 1]),
            UInt16(octets[start + 2]) << 8 | UInt16(octets[start + 3])
        )
    }

    /// Protocol, addresses and ports; ICMP echo has its identifier as the port of the asker.
    var flow: Flow {
        var (source, destination) = ports
        if header.protocolNumber.isICMP, case .icmp(let message) = body {
            switch message {
            case .echoRequest(let identifier, _, _): source = identifier
            case .echoReply(let identifier, _, _): destination = identifier
            case .unreachable, .timeExceeded, .other: break
            }
        }
        return Flow(
            header.protocolNumber, from: Endpoint(header.source, source),
            to: Endpoint(header.destination, destination))
    }
}

// MARK: The list

/// The packets that are on their way, each in a place of its own that is used again later.
struct ParcelList: Sendable {
    private var parcels: [Parcel] = []
    private var free: [Int] = []

    var count: Int { parcels.count - free.count }

    mutating func insert(_ parcel: consuming Parcel) -> Int {
        if let place = free.popLast() {
            parcels[place] = parcel
            return place
        }
        parcels.append(parcel)
        return parcels.count - 1
    }

    /// Lifts a packet out for a while; its place stays its own.
    mutating func lift(_ place: Int) -> Parcel {
        var parcel = Parcel.none
        swap(&parcel, &parcels[place])
        return parcel
    }

    /// Ends a packet's way.
    mutating func remove(_ place: Int) {
        parcels[place].octets = []
        free.append(place)
    }

    /// Takes a packet out, without leaving a copy behind that would make changes slow.
    mutating func take(_ place: Int) -> Parcel {
        free.append(place)
        return lift(place)
    }

    /// Packets on one link towards a node are on another link from now on.
    mutating func move(from old: LinkID, to new: LinkID, towards node: NodeID) {
        for place in parcels.indices
        where parcels[place].link == old && parcels[place].place == node {
            parcels[place].link = new
        }
    }

    subscript(place: Int) -> Parcel {
        // Not `_read`: a debug build of Swift 6.3 frees what a coroutine yields of so large a value
        // before a part of it is read.
        get { parcels[place] }
        _modify { yield &parcels[place] }
    }
}
