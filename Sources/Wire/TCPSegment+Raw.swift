// Segments straight from and into the memory of a packet: the paths that every packet takes.
extension TCPSegment {
    /// Reads a segment whose checksum is known to be right; nil when it is not of the plain kind
    /// (without options), and `init(parsing:from:to:)` must have a look.
    package init?(proved octets: ArraySlice<UInt8>) {
        guard octets.count >= 20, octets[octets.startIndex + 12] >> 4 == 5 else { return nil }
        self = octets.withUnsafeBytes { raw in
            TCPSegment(
                sourcePort: raw.word(at: 0), destinationPort: raw.word(at: 2),
                sequence: raw.longWord(at: 4), acknowledgment: raw.longWord(at: 8),
                flags: TCPFlags(rawValue: raw[13]), window: raw.word(at: 14))
        }
        urgentPointer = octets.withUnsafeBytes { $0.word(at: 18) }
        data = octets.dropFirst(20)
    }

    /// Writes the segment with its checksum into `raw`, which is as long as `count`.
    package func write(
        into raw: UnsafeMutableRawBufferPointer, from source: IPAddress, to destination: IPAddress
    ) {
        let headerCount = raw.count - data.count
        precondition(headerCount >= 20, "a segment needs room for its header")
        if headerCount == 20 {
            raw.store(sourcePort, at: 0)
            raw.store(destinationPort, at: 2)
            raw.store(sequence, at: 4)
            raw.store(acknowledgment, at: 8)
            raw[12] = 5 << 4
            raw[13] = flags.rawValue
            raw.store(window, at: 14)
            raw.store(urgentPointer, at: 18)
        } else {
            var bare = self
            bare.data = []
            var header: [UInt8] = []
            bare.write(into: &header, from: source, to: destination)
            raw.copyBytes(from: header.prefix(headerCount))
        }
        raw.store(UInt16(0), at: 16)
        data.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: raw[headerCount...]).copyMemory(from: $0)
        }
        var sum = InternetChecksum()
        sum.addPseudoHeader(from: source, to: destination, protocolNumber: .tcp, count: raw.count)
        sum.add(UnsafeRawBufferPointer(raw))
        raw.store(sum.value, at: 16)
    }
}
