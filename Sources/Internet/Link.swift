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
    /// A packet takes longer by anything up to this; it does not overtake another one by that.
    package var jitter: Interval
    /// Packets of a million that arrive twice.
    package var duplicationPerMillion: Int
    /// Packets of a million that are held back, so that those behind them pass.
    package var reorderingPerMillion: Int
    /// For how long they are held back.
    package var reorderingDelay: Interval
    /// Packets of a million in which one bit is changed.
    package var corruptionPerMillion: Int

    package init(
        latency: Interval = .milliseconds(1), bitsPerSecond: Int = 1_000_000_000,
        lossPerMillion: Int = 0, mtu: Int = 1500, queueOctets: Int = 1_000_000, isUp: Bool = true,
        jitter: Interval = .zero, duplicationPerMillion: Int = 0, reorderingPerMillion: Int = 0,
        reorderingDelay: Interval = .milliseconds(5), corruptionPerMillion: Int = 0
    ) {
        self.latency = latency
        self.bitsPerSecond = bitsPerSecond
        self.lossPerMillion = lossPerMillion
        self.mtu = mtu
        self.queueOctets = queueOctets
        self.isUp = isUp
        self.jitter = jitter
        self.duplicationPerMillion = duplicationPerMillion
        self.reorderingPerMillion = reorderingPerMillion
        self.reorderingDelay = reorderingDelay
        self.corruptionPerMillion = corruptionPerMillion
    }

    /// Whether the link does more to packets than to carry, to queue and to lose them.
    var impairs: Bool {
        jitter > .zero || duplicationPerMillion > 0 || reorderingPerMillion > 0
            || corruptionPerMillion > 0
    }

    /// The longest time for which a link can be busy with one thing.
    private static let longest = Interval.hours(1)

    /// How long the link is busy with so many octets, in whole nanoseconds, rounded up.
    func sendingTime(_ octets: Int) -> Interval {
        guard bitsPerSecond > 0, octets > 0 else { return .zero }
        // 65,535 octets are half a million bits, which times 10^9 is far from the end of an Int.
        if octets <= 65_535 {
            let (whole, rest) = (octets &* 8_000_000_000).quotientAndRemainder(
                dividingBy: bitsPerSecond)
            return min(Interval(nanoseconds: Int64(whole + (rest > 0 ? 1 : 0))), Self.longest)
        }
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

/// A link between two nodes.
struct Link: Sendable {
    var name: String
    private(set) var properties: LinkProperties
    /// How long a packet may wait: the queue, in time.
    private var queueTime: Interval
    private(set) var lanes: (Lane, Lane)
    /// Which interface of its node each end is.
    var interfaces = (0, 0)
    /// The bridge that one of its ends is; then it is half of a link.
    var bridge: NodeID?
    /// The second half of a link that was cut for a bridge: no link of its own.
    var isSecondHalf = false

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

    /// Puts another node at the second end; `sooner` is by how much packets arrive earlier there.
    mutating func lead(to node: NodeID, interface: Int, sooner: Interval) {
        let first = lanes.0.from
        interfaces.1 = interface
        lanes.0.lead(from: first, to: node, sooner: sooner)
        lanes.1.lead(from: node, to: first, sooner: sooner)
    }

    /// The other end.
    func peer(of node: NodeID) -> NodeID { lanes.0.from == node ? lanes.0.to : lanes.0.from }

    /// The interface that the link is of this node.
    func interface(of node: NodeID) -> Int {
        lanes.0.from == node ? interfaces.0 : interfaces.1
    }

    /// Takes a packet of `octets` from `node`.
    mutating func accept(octets: Int, from node: NodeID, at now: Instant) -> Lane.Fate {
        lanes.0.from == node
            ? lanes.0.accept(octets, properties, queueTime: queueTime, at: now)
            : lanes.1.accept(octets, properties, queueTime: queueTime, at: now)
    }
}
