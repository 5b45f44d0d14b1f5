// Segments straight into the memory of a packet: the path that every packet takes.
extension TCPSegment {
    /// Writes the segment with its checksum into `raw`, which is as long as `count`.
    package func write(
        into raw: UnsafeMutableRawBufferPointer, from source: IPAddress, to destination: IPAddress
    ) {
        let headerCount = raw.count - data.count
        precondition(headerCount >= 20, "a segment needs room for its header")
        writeHeader(into: UnsafeMutableRawBufferPointer(rebasing: raw[..<headerCount]))
        data.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: raw[headerCount...]).copyMemory(from: $0)
        }
        var sum = InternetChecksum()
        sum.addPseudoHeader(from: source, to: destination, protocolNumber: .tcp, count: raw.count)
        sum.add(UnsafeRawBufferPointer(raw))
        raw.store(sum.value, at: 16)
    }
}
