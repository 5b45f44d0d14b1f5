/// A place in the sequence space of a connection, counted modulo 2^32 (RFC 9293 §3.4).
struct SequenceNumber: Hashable, Sendable, CustomStringConvertible {
    let raw: UInt32

    init(_ raw: UInt32) { self.raw = raw }

    var description: String { "\(raw)" }

    static func + (left: SequenceNumber, count: Int) -> SequenceNumber {
        SequenceNumber(left.raw &+ UInt32(truncatingIfNeeded: count))
    }

    /// How far `left` is ahead of `right`; negative when it is behind.
    static func - (left: SequenceNumber, right: SequenceNumber) -> Int {
        Int(Int32(bitPattern: left.raw &- right.raw))
    }

    // Comparison only makes sense for numbers less than 2^31 apart, so this is not Comparable.
    static func < (left: SequenceNumber, right: SequenceNumber) -> Bool { left - right < 0 }
    static func <= (left: SequenceNumber, right: SequenceNumber) -> Bool { left - right <= 0 }
    static func > (left: SequenceNumber, right: SequenceNumber) -> Bool { left - right > 0 }
    static func >= (left: SequenceNumber, right: SequenceNumber) -> Bool { left - right >= 0 }

    static func later(_ left: SequenceNumber, _ right: SequenceNumber) -> SequenceNumber {
        left > right ? left : right
    }
}
