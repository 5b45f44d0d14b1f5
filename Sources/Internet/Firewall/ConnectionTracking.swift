import Clockwork
import Wire

/// The flows that a firewall has accepted, so that their other packets pass, both ways.
///
/// The table is bounded: when it is full, the flow under the clock's hand makes room.
struct ConnectionTracking: Sendable {
    /// Flows that are kept at most.
    static let capacity = 65_536
    /// A TCP flow that has been seen in both directions may be silent for this long.
    static let establishedTime = Interval.hours(2) + .minutes(4)
    /// A TCP flow that is beginning or ending.
    static let transitoryTime = Interval.minutes(4)
    /// UDP and ICMP.
    static let datagramTime = Interval.minutes(2)

    /// Both ends of a flow, the lower first, so that one look-up serves both directions.
    private struct Key: Hashable, Sendable {
        let low: (UInt64, UInt64)
        let high: (UInt64, UInt64)
        let ports: UInt64

        init(_ flow: Flow) {
            let source = flow.source.address.words
            let destination = flow.destination.address.words
            let (sourcePort, destinationPort) = (
                UInt64(flow.source.port), UInt64(flow.destination.port)
            )
            let number = UInt64(flow.protocolNumber.rawValue) << 32
            if Key.isLow(flow) {
                (low, high) = (source, destination)
                ports = number | sourcePort << 16 | destinationPort
            } else {
                (low, high) = (destination, source)
                ports = number | destinationPort << 16 | sourcePort
            }
        }

        /// Whether the source is the lower end.
        static func isLow(_ flow: Flow) -> Bool {
            let source = flow.source.address.words
            let destination = flow.destination.address.words
            if source == destination { return flow.source.port <= flow.destination.port }
            return source < destination
        }

        static func == (left: Key, right: Key) -> Bool {
            left.low == right.low && left.high == right.high && left.ports == right.ports
        }

        func hash(into hasher: inout Hasher) {
            // Two words for addresses of IPv4, whose upper halves are zero.
            hasher.combine(low.1 << 32 ^ high.1 ^ low.1 >> 32)
            hasher.combine(ports ^ low.0 << 1 ^ high.0)
        }
    }

    private struct Entry: Sendable {
        let key: Key
        /// Whether the lower end opened the flow.
        let isFromLow: Bool
        let isTCP: Bool
        var until: Instant
        var hasAnswer = false
        var isEnding = false
    }

    private var entries: [Entry] = []
    private var places = Lookup<Key, Int>()
    private var hand = 0

    var count: Int { entries.count }

    /// What a packet is to the flows that are known; the flow that it belongs to lives on.
    mutating func meet(_ packet: JudgedPacket, at now: Instant) -> FlowState {
        guard let place = place(of: packet, at: now) else {
            return packet.beginsFlow ? .new : .invalid
        }
        if packet.about != nil { return .related }
        let isForth = entries[place].isFromLow == Key.isLow(packet.flow)
        if !isForth { entries[place].hasAnswer = true }
        if let flags = packet.flags, flags.contains(.fin) || flags.contains(.rst) {
            entries[place].isEnding = true
        }
        let isStanding = entries[place].hasAnswer && !entries[place].isEnding
        let time =
            !entries[place].isTCP
            ? Self.datagramTime : isStanding ? Self.establishedTime : Self.transitoryTime
        entries[place].until = now + time
        return .established
    }

    /// The same without letting anything live on.
    func state(of packet: JudgedPacket, at now: Instant) -> FlowState {
        guard place(of: packet, at: now) != nil else {
            return packet.beginsFlow ? .new : .invalid
        }
        return packet.about == nil ? .established : .related
    }

    private func place(of packet: JudgedPacket, at now: Instant) -> Int? {
        guard let place = places[Key(packet.trackedFlow)], entries[place].until >= now else {
            return nil
        }
        // The same ports again after the end: a new flow, which is judged.
        if packet.about == nil, entries[place].isEnding, packet.flags != nil, packet.beginsFlow {
            return nil
        }
        return place
    }

    /// Whether a flow is known, without letting it live on.
    func isKnown(_ flow: Flow, at now: Instant) -> Bool {
        guard let place = places[Key(flow)] else { return false }
        return entries[place].until >= now
    }

    /// Remembers a flow.
    mutating func add(_ flow: Flow, at now: Instant) {
        let key = Key(flow)
        let isTCP = flow.protocolNumber == .tcp
        let time = isTCP ? Self.transitoryTime : Self.datagramTime
        let entry = Entry(key: key, isFromLow: Key.isLow(flow), isTCP: isTCP, until: now + time)
        if let place = places[key] {
            entries[place] = entry
            return
        }
        if entries.count < Self.capacity, entries.isEmpty || entries[hand].until >= now {
            entries.append(entry)
            places[key] = entries.count - 1
        } else {
            places.remove(entries[hand].key)
            entries[hand] = entry
            places[key] = hand
        }
        hand = (hand + 1) % entries.count
    }
}

extension IPAddress {
    /// The address as two words; one of IPv4 has nothing but zeros in the first.
    fileprivate var words: (UInt64, UInt64) {
        switch self {
        case .v4(let bits): (0, UInt64(bits))
        case .v6(let high, let low): (high, low)
        }
    }
}
