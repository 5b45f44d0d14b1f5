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
        // A checksum of zero means that the sender made none (RFC 768).
        if checksum != 0 {
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
        var writer = OctetWriter(capacity: 8)
        writer.write(sourcePort)
        writer.write(destinationPort)
        writer.write(UInt16(truncatingIfNeeded: count))
        writer.write(UInt16(0))
        octets.append(contentsOf: writer.octets)
        octets.append(contentsOf: data)
        var sum = InternetChecksum()
        sum.addPseudoHeader(from: source, to: destination, protocolNumber: .udp, count: count)
        sum.add(octets, from: start, count: count)
        // A computed zero is sent as all ones, because zero means "none" (RFC 768).
        let value = sum.value == 0 ? 0xFFFF : sum.value
        octets[start + 6] = UInt8(truncatingIfNeeded: value >> 8)
        octets[start + 7] = UInt8(truncatingIfNeeded: value)
    }
}
