import Clockwork

/// What a link does to one packet beside carrying it.
struct Impairment: Hashable, Sendable {
    var arrival: Instant
    /// The bit that is changed, counted from the highest one of the first octet.
    var damagedBit: Int?
    var isDuplicated = false
    /// How much later than its turn it arrives.
    var heldBack: Interval?
}

/// One direction of a link: first in, first out, unless the link is made to be otherwise.
struct Lane: Sendable {
    /// One stream of chance for each purpose: switching one on does not move the others.
    private struct Chances: Sendable {
        var loss: Dice
        var jitter: Dice
        var duplication: Dice
        var reordering: Dice
        var corruption: Dice
    }

    /// What becomes of a packet that is put onto the link.
    enum Fate: Equatable {
        case arrives(Instant)
        case impaired(Impairment)
        case down
        case tooBig
        case queueFull
        case lost
    }

    private(set) var from: NodeID
    private(set) var to: NodeID
    /// Until when the link is busy with what was sent before.
    private var busyUntil: Instant = .zero
    /// When the last packet arrives that was not held back.
    private var lastArrival: Instant = .zero
    private var chances: Chances

    init(from: NodeID, to: NodeID, chance: Dice) {
        self.from = from
        self.to = to
        chances = Chances(
            loss: chance, jitter: chance.stream("jitter"),
            duplication: chance.stream("duplication"), reordering: chance.stream("reordering"),
            corruption: chance.stream("corruption"))
    }

    /// Goes between two other nodes from now on; what is on its way is not touched.
    mutating func lead(from: NodeID, to: NodeID, sooner: Interval) {
        self.from = from
        self.to = to
        lastArrival = lastArrival - sooner
    }

    /// Takes a packet of so many octets.
    mutating func accept(
        _ octets: Int, _ properties: LinkProperties, queueTime: Interval, at now: Instant
    ) -> Fate {
        guard properties.isUp else { return .down }
        guard octets <= properties.mtu else { return .tooBig }
        let start = max(now, busyUntil)
        if start - now > queueTime { return .queueFull }
        busyUntil = start + properties.sendingTime(octets)
        if Self.happens(properties.lossPerMillion, &chances.loss) { return .lost }
        let arrival = busyUntil + properties.latency
        guard properties.impairs else { return .arrives(arrival) }
        return .impaired(impair(octets, properties, arrival: arrival))
    }

    private mutating func impair(
        _ octets: Int, _ properties: LinkProperties, arrival: Instant
    ) -> Impairment {
        var arrival = arrival
        if properties.jitter > .zero {
            let most = UInt64(properties.jitter.nanoseconds) + 1
            arrival += Interval(nanoseconds: Int64(chances.jitter.below(most)))
        }
        arrival = max(arrival, lastArrival)
        var impairment = Impairment(arrival: arrival)
        impairment.isDuplicated = Self.happens(
            properties.duplicationPerMillion, &chances.duplication)
        if octets > 0, Self.happens(properties.corruptionPerMillion, &chances.corruption) {
            impairment.damagedBit = Int(chances.corruption.below(UInt64(octets) * 8))
        }
        if Self.happens(properties.reorderingPerMillion, &chances.reordering) {
            let delay = max(Interval(nanoseconds: 1), properties.reorderingDelay)
            impairment.heldBack = delay
            impairment.arrival += delay
        } else {
            lastArrival = arrival
        }
        return impairment
    }

    private static func happens(_ count: Int, _ chance: inout Dice) -> Bool {
        count > 0 && chance.happens(UInt64(count), in: 1_000_000)
    }
}
