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

    private struct Key: Hashable, Sendable {
        let protocolNumber: UInt8
        let source: IPAddress
        let destination: IPAddress
        let ports: UInt32

        init(_ flow: Flow) {
            protocolNumber = flow.protocolNumber.rawValue
            source = flow.source.address
            destination = flow.destination.address
            ports = UInt32(flow.source.port) << 16 | UInt32(flow.destination.port)
        }
    }

    private struct Entry: Sendable {
        let key: Key
        var until: Instant
        var hasAnswer = false
        var isEnding = false
    }

    private var entries: [Entry] = []
    private var places = Lookup<Key, Int>()
    private var hand = 0

    /// Whether a packet belongs to a flow that is known; if so, the flow lives on.
    mutating func knows(_ flow: Flow, flags: TCPFlags?, at now: Instant) -> Bool {
        let forth = places[Key(flow)]
        guard let place = forth ?? places[Key(flow.reversed)], entries[place].until >= now else {
            return false
        }
        if forth != nil, let flags, flags.contains(.syn), !flags.contains(.ack),
            entries[place].isEnding
        {
            // The same ports again after the end: a new flow, which is judged.
            return false
        }
        if forth == nil { entries[place].hasAnswer = true }
        if let flags, flags.contains(.fin) || flags.contains(.rst) {
            entries[place].isEnding = true
        }
        let isStanding = entries[place].hasAnswer && !entries[place].isEnding
        let time =
            flags == nil
            ? Self.datagramTime : isStanding ? Self.establishedTime : Self.transitoryTime
        entries[place].until = now + time
        return true
    }

    /// Whether a flow is known, without letting it live on.
    func isKnown(_ flow: Flow, at now: Instant) -> Bool {
        guard let place = places[Key(flow)] ?? places[Key(flow.reversed)] else { return false }
        return entries[place].until >= now
    }

    /// Remembers a flow that was accepted.
    mutating func add(_ flow: Flow, at now: Instant) {
        let key = Key(flow)
        let time = flow.protocolNumber == .tcp ? Self.transitoryTime : Self.datagramTime
        let entry = Entry(key: key, until: now + time)
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
