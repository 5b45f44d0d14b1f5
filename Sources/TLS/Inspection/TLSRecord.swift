import Wire

/// One record as it lies on the wire (RFC 8446 §5.1).
package struct TLSRecord: Hashable, Sendable {
    package let type: TLSContentType
    /// The version in its header; from 1.3 on it says nothing.
    package let version: UInt16
    package let fragment: [UInt8]

    /// The record with its header, as it was sent.
    var whole: [UInt8] {
        [
            type.rawValue, UInt8(version >> 8), UInt8(version & 0xFF),
            UInt8(truncatingIfNeeded: fragment.count >> 8),
            UInt8(truncatingIfNeeded: fragment.count),
        ] + fragment
    }
}

/// Cuts a stream of octets into TLS records.
package struct TLSRecordFramer: Hashable, Sendable {
    /// Why the stream is none of records.
    package enum Fault: Error, Hashable, Sendable {
        /// These octets begin no record.
        case notTLS(beginning: [UInt8])
        case tooLong(Int)
    }

    private var buffer: [UInt8] = []
    /// Octets of the buffer that have been taken.
    private var start = 0

    package init() {}

    /// Octets that have come and make no whole record yet.
    package var pendingCount: Int { buffer.count - start }

    package mutating func append(_ octets: [UInt8]) {
        buffer.removeFirst(start)
        start = 0
        buffer += octets
    }

    /// Whether octets can be the beginning of a record.
    package static func isBeginning(_ octets: some Collection<UInt8>) -> Bool {
        guard let type = octets.first, TLSContentType(rawValue: type) != nil else {
            return octets.isEmpty
        }
        return octets.dropFirst().first ?? 3 == 3
    }

    /// The next record, nil when more octets are needed.
    package mutating func nextRecord() throws(Fault) -> TLSRecord? {
        let rest = buffer[start...]
        guard Self.isBeginning(rest) else { throw .notTLS(beginning: Array(rest.prefix(80))) }
        guard rest.count >= RecordSeal.headerCount,
            let type = TLSContentType(rawValue: buffer[start])
        else { return nil }
        let length = Int(buffer[start + 3]) << 8 | Int(buffer[start + 4])
        guard length <= RecordSeal.fragmentLimit + RecordSeal.expansionLimit else {
            throw .tooLong(length)
        }
        guard rest.count >= RecordSeal.headerCount + length else { return nil }
        let record = TLSRecord(
            type: type, version: UInt16(buffer[start + 1]) << 8 | UInt16(buffer[start + 2]),
            fragment: Array(rest.dropFirst(RecordSeal.headerCount).prefix(length)))
        start += RecordSeal.headerCount + length
        return record
    }
}

/// Puts the messages of a handshake together again, which records may cut anywhere.
struct HandshakeFramer: Hashable, Sendable {
    private var buffer: [UInt8] = []
    /// The longest message that is kept.
    static let limit = 131_072

    mutating func append(_ octets: [UInt8]) { buffer += octets }

    var pendingCount: Int { buffer.count }

    /// The next message, nil when more octets are needed.
    mutating func nextMessage() throws(TLSRecordFramer.Fault) -> (type: UInt8, body: [UInt8])? {
        guard buffer.count >= 4 else { return nil }
        let length = Int(buffer[1]) << 16 | Int(buffer[2]) << 8 | Int(buffer[3])
        guard length <= Self.limit else { throw .tooLong(length) }
        guard buffer.count >= 4 + length else { return nil }
        let message = (buffer[0], Array(buffer[4..<4 + length]))
        buffer.removeFirst(4 + length)
        return message
    }
}
