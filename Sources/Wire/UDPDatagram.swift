/// A datagram of UDP (RFC 768).
package struct UDPDatagram: Hashable, Sendable {
    package var sourcePort: UInt16
    package var destinationPort: UInt16
    package var data: ArraySlice<UInt8>

    /// The longest data that fits one IPv4 packet.
    package static let maximumDataCount = 65_535 - 20 - 8

    package init(sourcePort: UInt16, destinationPort: UInt16, data: ArraySlice<UInt8>) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.data = data
    }

    /// Reads a datagram and proves its checksum, where there is one.
    package init(
        parsing octets: ArraySlice<UInt8>, from source: IPAddress, to destination: IPAddress
    ) throws(PacketError) {
        var reader = OctetReader(octets)
        let length: Int
        let checksum: UInt16
        do {
            sourcePort = try reader.readUInt16()
            destinationPort = try reader.readUInt16()
            length = Int(try reader.readUInt16())
            checksum = try reader.readUInt16()
        } catch { throw PacketError(.udp, error) }
        guard length >= 8 else { throw .length(.udp, length) }
        guard length <= octets.count else {
            throw .truncated(.udp, needed: length, available: octets.count)
        }
        let whole = octets.prefix(length)
        // A checksum of zero means that the sender made none (RFC 768); IPv6 does not allow that.
        if checksum != 0 || !source.isV4 {
            var sum = InternetChecksum()
            sum.addPseudoHeader(
                from: source, to: destination, protocolNumber: .udp, count: length)
            sum.add(whole)
            guard sum.value == 0 else { throw .checksum(.udp) }
        }
        data = whole.dropFirst(8)
    }

    /// Octets on the wire.
    package var count: Int { 8 + data.count }

    /// Appends the datagram with its checksum for these addresses.
    package func write(
        into octets: inout [UInt8], from source: IPAddress, to destination: IPAddress
    ) {
        let start = octets.count
        octets.append(contentsOf: repeatElement(0, count: count))
        octets.withUnsafeMutableBytes {
            write(into: .init(rebasing: $0[start...]), from: source, to: destination)
        }
    }

    /// Writes the datagram with its checksum into `raw`, which is as long as `count`.
    package func write(
        into raw: UnsafeMutableRawBufferPointer, from source: IPAddress, to destination: IPAddress
    ) {
        precondition(raw.count == count, "a datagram needs room for \(count) octets")
        raw.store(sourcePort, at: 0)
        raw.store(destinationPort, at: 2)
        raw.store(UInt16(truncatingIfNeeded: count), at: 4)
        raw.store(UInt16(0), at: 6)
        data.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: raw[8...]).copyMemory(from: $0)
        }
        var sum = InternetChecksum()
        sum.addPseudoHeader(from: source, to: destination, protocolNumber: .udp, count: count)
        sum.add(UnsafeRawBufferPointer(raw))
        // A computed zero is sent as all ones, because zero means "none" (RFC 768).
        raw.store(sum.value == 0 ? 0xFFFF : sum.value, at: 6)
    }
}
