// Cutting a packet that is too long for a link.

extension IPv4Packet {
    /// The packet in pieces of at most `mtu` octets, after the example of RFC 791 §3.2.
    ///
    /// Nil when the packet must not be cut, or the link cannot even carry eight octets of it.
    package func fragments(mtu: Int) -> [IPv4Packet]? {
        let first = (mtu - header.count) / 8 * 8
        guard !header.dontFragment, first > 0, first < payload.count,
            Int(header.fragmentOffset) * 8 + payload.count <= 65_535
        else { return nil }
        var pieces: [IPv4Packet] = []
        var rest = payload
        var header = header
        while true {
            let room = (mtu - header.count) / 8 * 8
            let isLast = rest.count <= mtu - header.count
            var piece = header
            piece.moreFragments = isLast ? self.header.moreFragments : true
            pieces.append(IPv4Packet(piece, payload: isLast ? rest : rest.prefix(room)))
            if isLast { return pieces }
            rest = rest.dropFirst(room)
            header.fragmentOffset += UInt16(truncatingIfNeeded: room / 8)
            if pieces.count == 1 { header.options = Self.copiedOptions(header.options) }
        }
    }

    /// Those options whose copied flag says that every fragment has them (RFC 791 §3.1).
    private static func copiedOptions(_ options: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var kept: [UInt8] = []
        var rest = options
        while let kind = rest.first, kind != 0 {
            let length = kind == 1 ? 1 : Int(rest.dropFirst().first ?? 0)
            guard length >= (kind == 1 ? 1 : 2), length <= rest.count else { break }
            if kind & 0x80 != 0 { kept += rest.prefix(length) }
            rest = rest.dropFirst(length)
        }
        return kept[...]
    }
}

extension IPv6Packet {
    /// The packet in pieces of at most `mtu` octets, as only its sender may cut it.
    ///
    /// Nil when the link cannot carry eight octets of it, or the packet is a fragment.
    package func fragments(mtu: Int, identification: UInt32) -> [[UInt8]]? {
        let room = (mtu - IPv6Header.count - 8) / 8 * 8
        guard room > 0, payload.count > room, fragment == nil else { return nil }
        return stride(from: 0, to: payload.count, by: room).map { offset in
            let data = payload.dropFirst(offset).prefix(room)
            let isLast = offset + data.count == payload.count
            var writer = OctetWriter(capacity: 8 + data.count)
            writer.write([protocolNumber.rawValue, 0])
            writer.write(UInt16(truncatingIfNeeded: offset) | (isLast ? 0 : 1))
            writer.write(identification)
            writer.write(data)
            var header = header
            header.nextHeader = .ipv6Fragment
            return IPv6Packet(header, payload: writer.octets[...]).octets
        }
    }
}
