import Wire

// Other ends for a packet of IPv4, in place, with every checksum mended and none made anew: so a
// packet that was damaged on its way stays damaged.
extension Parcel {
    /// Puts other ends into the packet; its ports, or the identifier of an echo, go with them.
    mutating func rewrite(source: Endpoint?, destination: Endpoint?) {
        Self.rewrite(&octets, at: 0, source: source, destination: destination)
        if let source { header.source = source.address }
        if let destination { header.destination = destination.address }
    }

    /// Puts other ends into the packet that this ICMP error quotes, and into its own header.
    mutating func rewriteError(
        from outer: IPAddress?, to outerDestination: IPAddress?, quotedSource: Endpoint,
        quotedDestination: Endpoint
    ) {
        let start = header.transport
        guard header.protocolNumber == .icmp, octets.count >= start + 8 else { return }
        Self.rewrite(
            &octets, at: start + 8, source: quotedSource, destination: quotedDestination)
        octets.withUnsafeMutableBytes { raw in
            raw.store(UInt16(0), at: start + 2)
            let body = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(raw)[start...])
            raw.store(InternetChecksum.of(body), at: start + 2)
        }
        rewrite(
            source: outer.map { Endpoint($0, 0) },
            destination: outerDestination.map { Endpoint($0, 0) })
    }

    /// The flags of a TCP segment.
    var tcpFlags: TCPFlags? {
        guard header.protocolNumber == .tcp, header.fragmentOffset == 0,
            octets.count >= header.transport + 14
        else { return nil }
        return TCPFlags(rawValue: octets[header.transport + 13])
    }

    private static func rewrite(
        _ octets: inout [UInt8], at base: Int, source: Endpoint?, destination: Endpoint?
    ) {
        octets.withUnsafeMutableBytes { raw in
            guard raw.count >= base + 20, raw[base] >> 4 == 4 else { return }
            var editor = PacketEditor(raw, at: base)
            if let source { editor.set(source, isSource: true) }
            if let destination { editor.set(destination, isSource: false) }
        }
    }
}

/// Changes words of a packet in memory and mends the checksums that cover them.
private struct PacketEditor {
    private let raw: UnsafeMutableRawBufferPointer
    private let base: Int
    private let transport: Int
    private let protocolNumber: IPProtocol
    /// Where the checksum of what is carried stands, if it stands there.
    private var checksum: Int?

    init(_ raw: UnsafeMutableRawBufferPointer, at base: Int) {
        self.raw = raw
        self.base = base
        transport = base + Int(raw[base] & 0x0F) * 4
        protocolNumber = IPProtocol(rawValue: raw[base + 9])
        let offset: Int? =
            switch protocolNumber {
            case .tcp: 16
            case .udp: 6
            case .icmp: 2
            default: nil
            }
        // Only the first piece of a packet has the header of what it carries.
        guard let offset, raw.word(at: base + 6) & 0x1FFF == 0 else { return }
        let place = transport + offset
        guard place + 2 <= raw.count else { return }
        // A UDP checksum of zero says that there is none (RFC 768).
        if protocolNumber != .udp || raw.word(at: place) != 0 { checksum = place }
    }

    mutating func set(_ end: Endpoint, isSource: Bool) {
        let bits = end.address.lowestBits
        let place = base + (isSource ? 12 : 16)
        for (offset, word) in [(0, UInt16(bits >> 16)), (2, UInt16(truncatingIfNeeded: bits))] {
            let old = raw.word(at: place + offset)
            raw.store(word, at: place + offset)
            mend(base + 10, from: old, to: word)
            // The pseudo-header has the address too; ICMP has none.
            if protocolNumber != .icmp, let checksum { mend(checksum, from: old, to: word) }
        }
        guard raw.word(at: base + 6) & 0x1FFF == 0, let port = portPlace(isSource),
            port + 2 <= raw.count
        else { return }
        let old = raw.word(at: port)
        raw.store(end.port, at: port)
        if let checksum { mend(checksum, from: old, to: end.port) }
    }

    /// Where the port stands, or the identifier of an echo: that of the request's sender.
    private func portPlace(_ isSource: Bool) -> Int? {
        switch protocolNumber {
        case .tcp, .udp: return transport + (isSource ? 0 : 2)
        case .icmp:
            guard transport < raw.count else { return nil }
            return raw[transport] == (isSource ? 8 : 0) ? transport + 4 : nil
        default: return nil
        }
    }

    private func mend(_ place: Int, from old: UInt16, to new: UInt16) {
        let mended = InternetChecksum.updated(raw.word(at: place), from: old, to: new)
        let isUDP = protocolNumber == .udp && place == checksum
        raw.store(isUDP && mended == 0 ? 0xFFFF : mended, at: place)
    }
}
