/// Numbers of messages: `2,4:7,9:*` (RFC 3501 §9).
package struct SequenceSet: Hashable, Sendable, CustomStringConvertible {
    /// A number, or `*`, the largest in use.
    package enum Bound: Hashable, Sendable {
        case number(UInt32)
        case largest

        func value(largest: UInt32) -> UInt32 {
            switch self {
            case .number(let number): number
            case .largest: largest
            }
        }
    }

    /// A number or a range; the order of its ends does not matter.
    package struct Item: Hashable, Sendable {
        package let first: Bound
        package let last: Bound?

        /// True if one of the ends is `*`.
        package var reachesLargest: Bool { first == .largest || last == .largest }
    }

    /// Longer sets are refused.
    package static let maximumItems = 2_000

    package let items: [Item]

    /// The set of these numbers, in their order, runs written as ranges.
    package init(_ numbers: [UInt32]) {
        var ranges: [(UInt32, UInt32)] = []
        for number in numbers {
            if let last = ranges.last, last.1 < UInt32.max, last.1 + 1 == number {
                ranges[ranges.count - 1].1 = number
            } else {
                ranges.append((number, number))
            }
        }
        items = ranges.map {
            Item(first: .number($0.0), last: $0.0 == $0.1 ? nil : .number($0.1))
        }
    }

    /// All numbers from `first` on.
    package init(from first: UInt32) {
        items = [Item(first: .number(max(1, first)), last: .largest)]
    }

    /// Every message.
    package static let all = SequenceSet(from: 1)

    ///     sequence-set = (seq-number / seq-range) *("," sequence-set)
    init(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        var items: [Item] = []
        repeat {
            guard items.count < Self.maximumItems else {
                throw cursor.expected("no more than \(Self.maximumItems) numbers and ranges")
            }
            let first = try Self.bound(&cursor)
            items.append(
                Item(first: first, last: cursor.take(0x3A) ? try Self.bound(&cursor) : nil))
        } while cursor.take(0x2C)
        self.items = items
    }

    private static func bound(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> Bound {
        cursor.take(0x2A) ? .largest : .number(try cursor.nonZeroNumber())
    }

    /// The numbers as ranges that ascend and do not touch, with `*` standing for `largest`.
    package func ranges(largest: UInt32) -> [ClosedRange<UInt32>] {
        let sorted = items.map { item -> ClosedRange<UInt32> in
            let first = item.first.value(largest: largest)
            let last = item.last?.value(largest: largest) ?? first
            return min(first, last)...max(first, last)
        }.sorted { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt32>] = []
        for range in sorted {
            if let last = merged.last,
                last.upperBound == UInt32.max || range.lowerBound <= last.upperBound + 1
            {
                merged[merged.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    package var description: String {
        func text(_ bound: Bound) -> String {
            switch bound {
            case .number(let number): "\(number)"
            case .largest: "*"
            }
        }
        return items.map { item in
            item.last.map { "\(text(item.first)):\(text($0))" } ?? text(item.first)
        }.joined(separator: ",")
    }
}
