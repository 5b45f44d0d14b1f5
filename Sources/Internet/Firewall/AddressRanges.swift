import Wire

/// A number that has a next and a previous one, until they end.
protocol Countable: Comparable, Sendable {
    var next: Self? { get }
    var previous: Self? { get }
}

extension UInt32: Countable {
    var next: UInt32? { self == .max ? nil : self + 1 }
    var previous: UInt32? { self == 0 ? nil : self - 1 }
}

/// An IPv6 address as a number.
struct WideAddress: Countable {
    let high: UInt64
    let low: UInt64

    static func < (left: WideAddress, right: WideAddress) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
    var next: WideAddress? {
        guard low == .max else { return WideAddress(high: high, low: low + 1) }
        return high == .max ? nil : WideAddress(high: high + 1, low: 0)
    }
    var previous: WideAddress? {
        guard low == 0 else { return WideAddress(high: high, low: low - 1) }
        return high == 0 ? nil : WideAddress(high: high - 1, low: .max)
    }
}

/// Ranges of numbers, in order and apart from each other.
struct RangeList<Bound: Countable>: Sendable {
    private(set) var ranges: [(low: Bound, high: Bound)] = []

    /// Found by halving: a hundred ranges cost seven comparisons.
    func contains(_ value: Bound) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].high < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].low <= value
    }

    mutating func formUnion(_ other: RangeList) {
        let all = (ranges + other.ranges).sorted { $0.low < $1.low }
        ranges = []
        for range in all {
            // Ranges that touch become one.
            if let last = ranges.last, last.high.next.map({ range.low <= $0 }) ?? true {
                ranges[ranges.count - 1].high = max(last.high, range.high)
            } else {
                ranges.append(range)
            }
        }
    }

    mutating func add(_ low: Bound, _ high: Bound) {
        var one = RangeList()
        one.ranges = [(low, high)]
        formUnion(one)
    }

    mutating func subtract(_ other: RangeList) {
        for hole in other.ranges {
            var kept: [(low: Bound, high: Bound)] = []
            for range in ranges {
                if range.high < hole.low || hole.high < range.low {
                    kept.append(range)
                    continue
                }
                if range.low < hole.low, let end = hole.low.previous {
                    kept.append((range.low, end))
                }
                if hole.high < range.high, let start = hole.high.next {
                    kept.append((start, range.high))
                }
            }
            ranges = kept
        }
    }
}

/// Addresses of both families, ready to be asked quickly whether they hold one.
struct AddressRanges: Sendable {
    private var v4 = RangeList<UInt32>()
    private var v6 = RangeList<WideAddress>()

    /// No address at all.
    init() {}

    /// Every address.
    static let all: AddressRanges = {
        var ranges = AddressRanges()
        ranges.v4.add(0, .max)
        ranges.v6.add(
            WideAddress(high: 0, low: 0), WideAddress(high: .max, low: .max))
        return ranges
    }()

    var isEmpty: Bool { v4.ranges.isEmpty && v6.ranges.isEmpty }

    func contains(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let bits): v4.contains(bits)
        case .v6(let high, let low): v6.contains(WideAddress(high: high, low: low))
        }
    }

    mutating func add(_ prefix: IPPrefix) {
        switch prefix.base {
        case .v4(let base):
            let free = UInt32(32 - prefix.length)
            let span = free == 32 ? UInt32.max : (1 << free) - 1
            v4.add(base, base | span)
        case .v6(let high, let low):
            let length = prefix.length
            let highSpan: UInt64 =
                length >= 64 ? 0 : length == 0 ? .max : (1 << UInt64(64 - length)) - 1
            let lowSpan: UInt64 =
                length <= 64 ? .max : length == 128 ? 0 : (1 << UInt64(128 - length)) - 1
            v6.add(
                WideAddress(high: high, low: low),
                WideAddress(high: high | highSpan, low: low | lowSpan))
        }
    }

    mutating func formUnion(_ other: AddressRanges) {
        v4.formUnion(other.v4)
        v6.formUnion(other.v6)
    }

    mutating func subtract(_ other: AddressRanges) {
        v4.subtract(other.v4)
        v6.subtract(other.v6)
    }
}
