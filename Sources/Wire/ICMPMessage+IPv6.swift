// ICMPv6, from general knowledge: its text is not among the RFCs at hand.
//
// The two families say the same things with different numbers. A message is kept in the words of
// IPv4, so that whoever hears of trouble need not ask which family it came by.
extension ICMPMessage {
    /// The octets of a packet of IPv6 that an error quotes at most, so that it fits every link.
    static let quotedIPv6Count = 1_280 - IPv6Header.count - 8

    /// Reads a message of the family of its addresses and proves its checksum.
    package init(
        parsing octets: ArraySlice<UInt8>, from source: IPAddress, to destination: IPAddress
    ) throws(PacketError) {
        guard !source.isV4 else {
            try self.init(parsing: octets)
            return
        }
        guard octets.count >= 8 else {
            throw .truncated(.icmp, needed: 8, available: octets.count)
        }
        var sum = InternetChecksum()
        sum.addPseudoHeader(
            from: source, to: destination, protocolNumber: .icmpV6, count: octets.count)
        sum.add(octets)
        guard sum.value == 0 else { throw .checksum(.icmp) }
        let (first, rest) = octets.withUnsafeBytes { ($0.word(at: 0), $0.longWord(at: 4)) }
        self.init(
            ipv6Type: UInt8(first >> 8), code: UInt8(first & 0xFF), rest: rest,
            data: octets.dropFirst(8))
    }

    private init(ipv6Type type: UInt8, code: UInt8, rest: UInt32, data: ArraySlice<UInt8>) {
        let (high, low) = (UInt16(rest >> 16), UInt16(truncatingIfNeeded: rest))
        switch (type, code) {
        case (128, 0): self = .echoRequest(identifier: high, sequence: low, data: data)
        case (129, 0): self = .echoReply(identifier: high, sequence: low, data: data)
        case (1, _):
            let codes: [UnreachableCode] = [
                .network, .administrativelyProhibited, .network, .host, .port,
                .administrativelyProhibited, .administrativelyProhibited,
            ]
            let meant = Int(code) < codes.count ? codes[Int(code)] : .host
            self = .unreachable(meant, nextHopMTU: 0, quoted: data)
        case (2, _):
            self = .unreachable(
                .fragmentationNeeded, nextHopMTU: UInt16(clamping: rest), quoted: data)
        case (3, _): self = .timeExceeded(code: code, quoted: data)
        // A next header that nobody knows: what IPv4 calls protocol unreachable.
        case (4, 1): self = .unreachable(.protocolNumber, nextHopMTU: 0, quoted: data)
        default: self = .other(type: type, code: code, rest: rest, data: data)
        }
    }

    /// Type, code, the four octets behind the checksum, and the data, in the numbers of IPv6.
    private var ipv6Parts: (UInt8, UInt8, UInt32, ArraySlice<UInt8>) {
        switch self {
        case .echoRequest(let identifier, let sequence, let data):
            (128, 0, UInt32(identifier) << 16 | UInt32(sequence), data)
        case .echoReply(let identifier, let sequence, let data):
            (129, 0, UInt32(identifier) << 16 | UInt32(sequence), data)
        case .unreachable(.fragmentationNeeded, let mtu, let quoted): (2, 0, UInt32(mtu), quoted)
        case .unreachable(.protocolNumber, _, let quoted): (4, 1, 6, quoted)
        case .unreachable(let code, _, let quoted): (1, Self.ipv6Code(code), 0, quoted)
        case .timeExceeded(let code, let quoted): (3, code, 0, quoted)
        case .other(let type, let code, let rest, let data): (type, code, rest, data)
        }
    }

    private static func ipv6Code(_ code: UnreachableCode) -> UInt8 {
        switch code {
        case .host: 3
        case .port: 4
        case .administrativelyProhibited, .networkProhibited, .hostProhibited: 1
        default: 0
        }
    }

    /// The message as it goes into a packet of the family of these addresses.
    package func octets(from source: IPAddress, to destination: IPAddress) -> [UInt8] {
        guard !source.isV4 else { return octets }
        let (type, code, rest, data) = ipv6Parts
        var writer = OctetWriter(capacity: 8 + data.count)
        writer.write([type, code, 0, 0])
        writer.write(rest)
        writer.write(data)
        var sum = InternetChecksum()
        sum.addPseudoHeader(
            from: source, to: destination, protocolNumber: .icmpV6, count: writer.count)
        sum.add(writer.octets[...])
        writer.patch(sum.value, at: 2)
        return writer.octets
    }

    /// Whether the octets of a packet's payload are an ICMP error, by their type alone.
    package static func isError(_ payload: ArraySlice<UInt8>, of family: IPProtocol) -> Bool {
        guard let type = payload.first else { return false }
        if family == .icmpV6 { return type < 128 }
        return family == .icmp && [3, 4, 5, 11, 12].contains(type)
    }
}
