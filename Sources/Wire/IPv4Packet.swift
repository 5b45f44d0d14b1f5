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
        case .icmpV6: "ICMPv6"
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
    package var count: Int { 20 + (min(options.count, 40) + 3) / 4 * 4 }

    /// Appends the header, with its checksum, for a payload of `payloadCount` octets.
    package func write(payloadCount: Int, into octets: inout [UInt8]) {
        let start = octets.count
        octets.append(contentsOf: repeatElement(0, count: count))
        octets.withUnsafeMutableBytes {
            write(payloadCount: payloadCount, into: .init(rebasing: $0[start...]))
        }
    }

    /// Writes the header to the front of `raw`, which must have room for it.
    ///
    /// Options are cut to what a header can hold and filled up to a multiple of four.
    package func write(payloadCount: Int, into raw: UnsafeMutableRawBufferPointer) {
        let headerCount = count
        precondition(raw.count >= headerCount, "a header needs room for \(headerCount) octets")
        raw[0] = 0x40 | UInt8(truncatingIfNeeded: headerCount / 4)
        raw[1] = typeOfService
        raw.store(UInt16(truncatingIfNeeded: headerCount + payloadCount), at: 2)
        raw.store(identification, at: 4)
        raw.store(
            (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0) | (fragmentOffset & 0x1FFF),
            at: 6)
        raw[8] = timeToLive
        raw[9] = protocolNumber.rawValue
        raw.store(UInt16(0), at: 10)
        raw.store(source.lowestBits, at: 12)
        raw.store(destination.lowestBits, at: 16)
        for index in 20..<headerCount {
            let place = options.startIndex + index - 20
            raw[index] = place < options.endIndex ? options[place] : 0
        }
        raw.store(
            InternetChecksum.of(UnsafeRawBufferPointer(rebasing: raw[..<headerCount])), at: 10)
    }

    /// Lowers the time to live in a packet's octets by one and mends the header checksum.
    ///
    /// Returns false, and changes nothing, when it was one or zero or there is no whole header.
    package static func decrementTimeToLive(in octets: inout [UInt8]) -> Bool {
        guard octets.count >= 20, octets[8] > 1 else { return false }
        octets.withUnsafeMutableBytes { raw in
            // The word of time to live and protocol goes down by 256: C' = ~(~C + ~m + m').
            let old = raw.word(at: 8)
            raw[8] &-= 1
            raw.store(
                InternetChecksum.updated(raw.word(at: 10), from: old, to: old &- 0x100), at: 10)
        }
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
