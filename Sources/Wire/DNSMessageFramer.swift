/// Finds the messages in the octets of a TCP connection (RFC 1035 §4.2.2).
///
///     stream  = *( length message )
///     length  = 2OCTET                   ; octets of the message, without these two
///
/// Segments have nothing to do with messages: one may hold a piece of a message, or several
/// (RFC 7766 §8).
package struct DNSMessageFramer: Sendable {
    private var octets: [UInt8] = []
    /// Where the first message that has not been taken begins.
    private var start = 0

    package init() {}

    /// How many octets wait, whole messages included.
    package var waitingCount: Int { octets.count - start }

    package mutating func append(_ more: [UInt8]) {
        if start == octets.count {
            octets.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 65_536 {
            octets.removeFirst(start)
            start = 0
        }
        octets.append(contentsOf: more)
    }

    /// The next whole message, without its length; nil while some of it is missing.
    package mutating func next() -> [UInt8]? {
        guard waitingCount >= 2 else { return nil }
        let length = Int(octets[start]) << 8 | Int(octets[start + 1])
        guard waitingCount - 2 >= length else { return nil }
        defer { start += 2 + length }
        return Array(octets[(start + 2)..<(start + 2 + length)])
    }

    /// The message with its length in front; both go to TCP at one time (RFC 7766 §8).
    package static func framed(_ message: [UInt8]) -> [UInt8] {
        let count = UInt16(clamping: message.count)
        return [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
            + message.prefix(Int(count))
    }
}
