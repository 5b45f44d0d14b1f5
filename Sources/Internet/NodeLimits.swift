import Clockwork
import OrderedCollections
import Wire

/// So many at once, and so many a second in the long run.
struct TokenBucket: Sendable {
    private let burst: Int
    /// How long one token takes to come.
    private let gap: Interval
    /// When the bucket was, or will be, empty if nothing is taken: tokens are time passed since.
    private var emptyAt: Instant?

    init(burst: Int, perSecond: Int) {
        self.burst = burst
        gap = Interval.seconds(1) / max(1, perSecond)
    }

    /// Takes a token; false when there is none.
    mutating func take(at now: Instant) -> Bool {
        let full = now - gap * burst
        let empty = max(emptyAt ?? full, full)
        guard empty + gap <= now else { return false }
        emptyAt = empty + gap
        return true
    }
}

/// What a host has been told about the longest packets that get through to others.
struct PathMTUs: Sendable {
    /// Destinations that are remembered; the oldest ones are forgotten.
    static let limit = 64
    /// No link of IPv6 carries less.
    static let least = 1_280

    private var sizes: OrderedDictionary<IPAddress, Int> = [:]

    var isEmpty: Bool { sizes.isEmpty }
    var count: Int { sizes.count }

    subscript(destination: IPAddress) -> Int? { sizes[destination] }

    /// A router says that only packets of this size get through; it may not say too little.
    mutating func note(_ size: Int, to destination: IPAddress) {
        sizes[destination] = min(sizes[destination] ?? .max, max(Self.least, size))
        if sizes.count > Self.limit { sizes.removeFirst() }
    }
}
