import Clockwork
import Wire

/// What a link is like, the same in both directions.
package struct LinkProperties: Hashable, Sendable {
    /// From the last bit sent to its arrival.
    package var latency: Interval
    /// Zero or less stands for a link that takes no time to send on.
    package var bitsPerSecond: Int
    /// Packets lost of a million.
    package var lossPerMillion: Int
    /// The longest packet, in octets.
    package var mtu: Int
    /// Octets that may wait for the link in one direction.
    package var queueOctets: Int
    /// A link that is down loses everything.
    package var isUp: Bool

    package init(
        latency: Interval = .milliseconds(1), bitsPerSecond: Int = 1_000_000_000,
        lossPerMillion: Int = 0, mtu: Int = 1500, queueOctets: Int = 1_000_000, isUp: Bool = true
    ) {
        self.latency = latency
        self.bitsPerSecond = bitsPerSecond
        self.lossPerMillion = lossPerMillion
        self.mtu = mtu
        self.queueOctets = queueOctets
        self.isUp = isUp
    }

    /// The longest time for which a link can be busy with one thing.
    private static let longest = Interval.hours(1)

    /// How long the link is busy with so many octets, in whole nanoseconds, rounded up.
    func sendingTime(_ octets: Int) -> Interval {
        guard bitsPerSecond > 0, octets > 0 else { return .zero }
        let (high, low) = (min(octets, 1 << 40) * 8).multipliedFullWidth(by: 1_000_000_000)
        // Only then does the quotient fit a number with a sign.
        guard high < bitsPerSecond / 2 || high == 0 && low < UInt(Int.max) else {
            return Self.longest
        }
        let (quotient, rest) = bitsPerSecond.dividingFullWidth((high, low))
        return min(Interval(nanoseconds: Int64(quotient)), Self.longest)
            + Interval(nanoseconds: rest > 0 ? 1 : 0)
    }
}

/// One direction of a link: first in, first out.
struct Lane: Sendable {
    let from: NodeID
    let to: NodeID
    /// Until when the link is busy with what was sent before.
    var busyUntil: Instant = .zero
    var chance: Dice
}

/// A link between two nodes.
struct Link: Sendable {
    let name: String
    var properties: LinkProperties
    /// How long a packet may wait: the queue, in time.
    private var queueTime: Interval
    var lanes: (Lane, Lane)

    init(name: String, properties: LinkProperties, lanes: (Lane, Lane)) {
        self.name = name
        self.properties = properties
        self.lanes = lanes
        queueTime = properties.sendingTime(properties.queueOctets)
    }

    mutating func change(_ properties: LinkProperties) {
        self.properties = properties
        queueTime = properties.sendingTime(properties.queueOctets)
    }

    /// The other end.
    func peer(of node: NodeID) -> NodeID { lanes.0.from == node ? lanes.0.to : lanes.0.from }

    /// What becomes of a packet that is put onto the link.
    enum Fate {
        case arrives(Instant)
        case dropped(DropReason)
    }

    /// Takes a packet of `octets` from `node`.
    mutating func accept(octets: Int, from node: NodeID, at now: Instant, as id: LinkID) -> Fate {
        guard properties.isUp else { return .dropped(.nobodyThere) }
        guard octets <= properties.mtu else { return .dropped(.tooBig(mtu: properties.mtu)) }
        return lanes.0.from == node
            ? accept(octets, on: &lanes.0, at: now, as: id)
            : accept(octets, on: &lanes.1, at: now, as: id)
    }

    private func accept(_ octets: Int, on lane: inout Lane, at now: Instant, as id: LinkID) -> Fate
    {
        let start = max(now, lane.busyUntil)
        if start - now > queueTime { return .dropped(.queueFull(id)) }
        lane.busyUntil = start + properties.sendingTime(octets)
        let loss = UInt64(max(0, properties.lossPerMillion))
        if lane.chance.happens(loss, in: 1_000_000) { return .dropped(.lostOnLink(id)) }
        return .arrives(lane.busyUntil + properties.latency)
    }
}
