/// The protocol that an IP packet carries.
package struct IPProtocol: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let icmp = IPProtocol(rawValue: 1)
    package static let tcp = IPProtocol(rawValue: 6)
    package static let udp = IPProtocol(rawValue: 17)

    package var description: String {
        switch self {
        case .icmp: "ICMP"
        case .tcp: "TCP"
        case .udp: "UDP"
        default: "protocol \(rawValue)"
        }
    }
}

/// The header of an IPv4 packet (RFC 791 §3.1).
package struct IPv4Header: Hashable, Sendable {
    /// The type of service octet.
    package var typeOfService: UInt8 = 0
    package var identification: UInt16 = 0
    package var dontFragment = true
    package var moreFragments = false
    /// In units of eight octets.
    package var fragmentOffset: UInt16 = 0
    package var timeToLive: UInt8
    package var protocolNumber: IPProtocol
    package var source: IPAddress
    package var destination: IPAddress
    /// Option octets as they are; a multiple of four, at most 40.
    package var options: ArraySlice<UInt8> = []

    /// A header without options; addresses of IPv6 are written as their lowest 32 bits.
    package init(
        protocolNumber: IPProtocol, source: IPAddress, destination: IPAddress,
        timeToLive: UInt8 = 64, identification: UInt16 = 0
    ) {
        self.protocolNumber = protocolNumber
        self.source = source
        self.destination = destination
        self.timeToLive = timeToLive
        self.identification = identification
    }

    /// Octets of the header.
    package var count: Int { 20 + paddedOptions.count }

    /// Options cut to what a header can hold and filled up to a multiple of four.
    private var paddedOptions: ArraySlice<UInt8> {
        guard !options.isEmpty else { return [] }
        let kept = options.prefix(40)
        return kept + Array(repeating: 0, count: (4 - kept.count % 4) % 4)
    }

    /// Appends the header, with its checksum, for a payload of `payloadCount` octets.
    package func write(payloadCount: Int, into octets: inout [UInt8]) {
        let start = octets.count
        var writer = OctetWriter(capacity: count)
        let options = paddedOptions
        let headerCount = 20 + options.count
        writer.write(0x40 | UInt8(truncatingIfNeeded: headerCount / 4))
        writer.write(typeOfService)
        writer.write(UInt16(truncatingIfNeeded: headerCount + payloadCount))
        writer.write(identification)
        writer.write(
            (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0) | (fragmentOffset & 0x1FFF))
        writer.write(timeToLive)
        writer.write(protocolNumber.rawValue)
        writer.write(UInt16(0))
        writer.write(source.lowestBits)
        writer.write(destination.lowestBits)
        writer.write(options)
        writer.patch(InternetChecksum.of(writer.octets[...]), at: 10)
        octets.append(contentsOf: writer.octets)
        assert(octets.count == start + headerCount)
    }

    /// Lowers the time to live in a packet's octets by one and mends the header checksum.
    ///
    /// Returns false, and changes nothing, when it was one or zero or there is no whole header.
    package static func decrementTimeToLive(in octets: inout [UInt8]) -> Bool {
        guard octets.count >= 20, octets[8] > 1 else { return false }
        let headerCount = Int(octets[0] & 0x0F) * 4
        guard headerCount >= 20, headerCount <= octets.count else { return false }
        octets[8] -= 1
        octets[10] = 0
        octets[11] = 0
        var checksum = InternetChecksum()
        checksum.add(octets, from: 0, count: headerCount)
        octets[10] = UInt8(truncatingIfNeeded: checksum.value >> 8)
        octets[11] = UInt8(truncatingIfNeeded: checksum.value)
        return true
    }
}

/// An IPv4 packet: a header and what it carries.
package struct IPv4Packet: Hashable, Sendable {
    package var header: IPv4Header
    package var payload: ArraySlice<UInt8>

    /// A packet of a header and a payload.
    package init(_ header: IPv4Header, payload: ArraySlice<UInt8>) {
        self.header = header
        self.payload = payload
    }

    package var source: IPAddress { header.source }
    package var destination: IPAddress { header.destination }
    package var protocolNumber: IPProtocol { header.protocolNumber }
    package var timeToLive: UInt8 { header.timeToLive }

    /// Reads a packet; octets behind its total length are left out (padding of a link).
    package init(parsing octets: ArraySlice<UInt8>) throws(PacketError) {
        try self.init(reading: octets, whole: true)
    }

    /// Reads the packet that an ICMP error quotes, whose payload is cut short (RFC 792).
    package init(quoted octets: ArraySlice<UInt8>) throws(PacketError) {
        try self.init(reading: octets, whole: false)
    }

    private init(reading octets: ArraySlice<UInt8>, whole: Bool) throws(PacketError) {
        guard octets.count >= 20 else {
            throw .truncated(.ip, needed: 20, available: octets.count)
        }
        let start = octets.startIndex
        func word(_ offset: Int) -> UInt16 {
            UInt16(octets[start + offset]) << 8 | UInt16(octets[start + offset + 1])
        }
        guard octets[start] >> 4 == 4 else { throw .version(octets[start] >> 4) }
        let headerCount = Int(octets[start] & 0x0F) * 4
        guard headerCount >= 20 else { throw .length(.ip, headerCount) }
        guard headerCount <= octets.count else {
            throw .truncated(.ip, needed: headerCount, available: octets.count)
        }
        let total = Int(word(2))
        guard total >= headerCount else { throw .length(.ip, total) }
        if whole {
            guard total <= octets.count else {
                throw .truncated(.ip, needed: total, available: octets.count)
            }
            guard InternetChecksum.of(octets[start..<start + headerCount]) == 0 else {
                throw .checksum(.ip)
            }
        }
        var header = IPv4Header(
            protocolNumber: IPProtocol(rawValue: octets[start + 9]),
            source: .v4(UInt32(word(12)) << 16 | UInt32(word(14))),
            destination: .v4(UInt32(word(16)) << 16 | UInt32(word(18))),
            timeToLive: octets[start + 8], identification: word(4))
        header.typeOfService = octets[start + 1]
        header.dontFragment = word(6) & 0x4000 != 0
        header.moreFragments = word(6) & 0x2000 != 0
        header.fragmentOffset = word(6) & 0x1FFF
        header.options = octets[start + 20..<start + headerCount]
        self.header = header
        payload = octets[start + headerCount..<start + min(total, octets.count)]
    }

    /// The packet as it goes over a link, with its checksum.
    package var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(header.count + payload.count)
        header.write(payloadCount: payload.count, into: &octets)
        octets.append(contentsOf: payload)
        return octets
    }
}
