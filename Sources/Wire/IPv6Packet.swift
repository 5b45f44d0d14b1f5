// IPv6 and its headers are from general knowledge: their texts are not among the RFCs at hand.

/// The fixed header of an IPv6 packet.
package struct IPv6Header: Hashable, Sendable {
    package static let count = 40

    package var trafficClass: UInt8 = 0
    /// Twenty bits.
    package var flowLabel: UInt32 = 0
    /// The protocol of what follows, or of the first extension header.
    package var nextHeader: IPProtocol
    package var hopLimit: UInt8
    package var source: IPAddress
    package var destination: IPAddress

    /// A header for two addresses of IPv6; others are written as zeros and their 32 bits.
    package init(
        nextHeader: IPProtocol, source: IPAddress, destination: IPAddress, hopLimit: UInt8 = 64
    ) {
        self.nextHeader = nextHeader
        self.source = source
        self.destination = destination
        self.hopLimit = hopLimit
    }

    /// Writes the header to the front of `raw`, for a payload of `payloadCount` octets.
    package func write(payloadCount: Int, into raw: UnsafeMutableRawBufferPointer) {
        precondition(raw.count >= Self.count, "a header needs room for 40 octets")
        raw.store(
            6 << 28 | UInt32(trafficClass) << 20 | (flowLabel & 0xF_FFFF), at: 0)
        raw.store(UInt16(truncatingIfNeeded: payloadCount), at: 4)
        raw[6] = nextHeader.rawValue
        raw[7] = hopLimit
        Self.write(source, into: raw, at: 8)
        Self.write(destination, into: raw, at: 24)
    }

    private static func write(
        _ address: IPAddress, into raw: UnsafeMutableRawBufferPointer, at offset: Int
    ) {
        switch address {
        case .v4(let bits):
            raw.store(UInt64(0), at: offset)
            raw.store(UInt64(bits), at: offset + 8)
        case .v6(let high, let low):
            raw.store(high, at: offset)
            raw.store(low, at: offset + 8)
        }
    }

    /// Lowers the hop limit in a packet's octets by one; there is no checksum to mend.
    ///
    /// Returns false, and changes nothing, when it was one or zero or there is no whole header.
    package static func decrementHopLimit(in octets: inout [UInt8]) -> Bool {
        guard octets.count >= count, octets[7] > 1 else { return false }
        octets[7] -= 1
        return true
    }
}

/// An IPv6 packet: its header, and what it carries behind any extension headers.
package struct IPv6Packet: Hashable, Sendable {
    /// What a fragment header says.
    package struct Fragment: Hashable, Sendable {
        /// In units of eight octets.
        package var offset: UInt16
        package var moreFragments: Bool
        package var identification: UInt32
        /// Where the fragment header stands in the packet.
        package var place: Int
        /// Where the number stands that announces it.
        package var announcedAt: Int

        /// Whether there are other pieces; a packet of one piece is read like a whole one.
        package var isPiece: Bool { offset != 0 || moreFragments }
    }

    /// Extension headers are followed so far; then the rest is taken as it is.
    private static let headerLimit = 8

    package var header: IPv6Header
    /// What the payload is.
    package var protocolNumber: IPProtocol
    package var payload: ArraySlice<UInt8>
    package private(set) var fragment: Fragment?

    /// A packet without extension headers.
    package init(_ header: IPv6Header, payload: ArraySlice<UInt8>) {
        self.header = header
        self.payload = payload
        protocolNumber = header.nextHeader
    }

    package var source: IPAddress { header.source }
    package var destination: IPAddress { header.destination }

    /// Reads a packet; octets behind its length are left out (padding of a link).
    package init(parsing octets: ArraySlice<UInt8>) throws(PacketError) {
        try self.init(reading: octets, whole: true)
    }

    /// Reads the packet that an ICMPv6 error quotes, whose payload may be cut short.
    package init(quoted octets: ArraySlice<UInt8>) throws(PacketError) {
        try self.init(reading: octets, whole: false)
    }

    private init(reading octets: ArraySlice<UInt8>, whole: Bool) throws(PacketError) {
        guard octets.count >= IPv6Header.count else {
            throw .truncated(.ip, needed: IPv6Header.count, available: octets.count)
        }
        let start = octets.startIndex
        guard octets[start] >> 4 == 6 else { throw .version(octets[start] >> 4) }
        let (first, length, source, destination) = octets.withUnsafeBytes { raw in
            (
                raw.longWord(at: 0), Int(raw.word(at: 4)),
                IPAddress.v6(raw.quadWord(at: 8), raw.quadWord(at: 16)),
                IPAddress.v6(raw.quadWord(at: 24), raw.quadWord(at: 32))
            )
        }
        let total = IPv6Header.count + length
        if whole, total > octets.count {
            throw .truncated(.ip, needed: total, available: octets.count)
        }
        header = IPv6Header(
            nextHeader: IPProtocol(rawValue: octets[start + 6]), source: source,
            destination: destination, hopLimit: octets[start + 7])
        header.trafficClass = UInt8(truncatingIfNeeded: first >> 20)
        header.flowLabel = first & 0xF_FFFF
        protocolNumber = header.nextHeader
        payload = octets[start + IPv6Header.count..<start + min(total, octets.count)]
        try skipExtensions(start)
    }

    /// Passes over hop-by-hop options, routing, destination options and the fragment header.
    private mutating func skipExtensions(_ start: Int) throws(PacketError) {
        var announcedAt = 6
        for _ in 0..<Self.headerLimit where !(fragment?.isPiece ?? false) {
            let isFragment = protocolNumber == .ipv6Fragment
            guard isFragment || protocolNumber.isIPv6Option else { return }
            guard payload.count >= 8 else {
                throw .truncated(.ip, needed: 8, available: payload.count)
            }
            let place = payload.startIndex
            let length = isFragment ? 8 : (Int(payload[place + 1]) + 1) * 8
            guard length <= payload.count else {
                throw .truncated(.ip, needed: length, available: payload.count)
            }
            if isFragment {
                let word = UInt16(payload[place + 2]) << 8 | UInt16(payload[place + 3])
                fragment = Fragment(
                    offset: word >> 3, moreFragments: word & 1 != 0,
                    identification: payload[place + 4..<place + 8].reduce(0) {
                        $0 << 8 | UInt32($1)
                    }, place: place - start, announcedAt: announcedAt)
            }
            protocolNumber = IPProtocol(rawValue: payload[place])
            announcedAt = place - start
            payload = payload.dropFirst(length)
        }
    }

    /// The packet as it goes over a link, without extension headers.
    package var octets: [UInt8] {
        var octets = [UInt8](repeating: 0, count: IPv6Header.count)
        octets.withUnsafeMutableBytes { header.write(payloadCount: payload.count, into: $0) }
        return octets + payload
    }
}

extension IPProtocol {
    package static let icmpV6 = IPProtocol(rawValue: 58)
    package static let ipv6Fragment = IPProtocol(rawValue: 44)

    /// Hop-by-hop options, routing and destination options.
    var isIPv6Option: Bool { rawValue == 0 || rawValue == 43 || rawValue == 60 }

    /// Whether this is ICMP of either family.
    package var isICMP: Bool { self == .icmp || self == .icmpV6 }
}
