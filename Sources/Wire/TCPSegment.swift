/// The control bits of a TCP segment (RFC 9293 §3.1).
package struct TCPFlags: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let fin = TCPFlags(rawValue: 0x01)
    package static let syn = TCPFlags(rawValue: 0x02)
    package static let rst = TCPFlags(rawValue: 0x04)
    package static let psh = TCPFlags(rawValue: 0x08)
    package static let ack = TCPFlags(rawValue: 0x10)
    package static let urg = TCPFlags(rawValue: 0x20)
    package static let ece = TCPFlags(rawValue: 0x40)
    package static let cwr = TCPFlags(rawValue: 0x80)

    /// Every bit with its name, in the order in which people say them.
    package static let names: [(flag: TCPFlags, name: String)] = [
        (.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.psh, "PSH"), (.ack, "ACK"), (.urg, "URG"),
        (.ece, "ECE"), (.cwr, "CWR"),
    ]

    /// The names joined by commas, such as `SYN,ACK`.
    package var description: String {
        Self.names.filter { contains($0.flag) }.map(\.name).joined(separator: ",")
    }
}

/// An option of a TCP header (RFC 9293 §3.2).
package enum TCPOption: Hashable, Sendable {
    /// The largest segment that the sender of this option can take in.
    case maximumSegmentSize(UInt16)
    case noOperation
    /// Any other option, kept as it came.
    case unknown(kind: UInt8, [UInt8])

    var count: Int {
        switch self {
        case .maximumSegmentSize: 4
        case .noOperation: 1
        case .unknown(_, let data): 2 + min(data.count, 38)
        }
    }
}

/// A segment of TCP (RFC 9293 §3.1).
package struct TCPSegment: Hashable, Sendable {
    package var sourcePort: UInt16
    package var destinationPort: UInt16
    package var sequence: UInt32
    package var acknowledgment: UInt32
    package var flags: TCPFlags
    package var window: UInt16
    package var urgentPointer: UInt16 = 0
    package var options: [TCPOption] = []
    package var data: ArraySlice<UInt8> = []

    package init(
        sourcePort: UInt16, destinationPort: UInt16, sequence: UInt32, acknowledgment: UInt32,
        flags: TCPFlags, window: UInt16, options: [TCPOption] = [], data: ArraySlice<UInt8> = []
    ) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.sequence = sequence
        self.acknowledgment = acknowledgment
        self.flags = flags
        self.window = window
        self.options = options
        self.data = data
    }

    /// SEG.LEN: octets of sequence space, counting SYN and FIN (RFC 9293 §3.4).
    package var sequenceLength: Int {
        data.count + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
    }

    /// The size announced by the maximum segment size option, if it is there.
    package var maximumSegmentSize: UInt16? {
        for case .maximumSegmentSize(let size) in options { return size }
        return nil
    }

    /// Reads a segment and proves its checksum.
    package init(
        parsing octets: ArraySlice<UInt8>, from source: IPAddress, to destination: IPAddress
    ) throws(PacketError) {
        var reader = OctetReader(octets)
        let headerCount: Int
        do {
            sourcePort = try reader.readUInt16()
            destinationPort = try reader.readUInt16()
            sequence = try reader.readUInt32()
            acknowledgment = try reader.readUInt32()
            headerCount = Int(try reader.readUInt8() >> 4) * 4
            flags = TCPFlags(rawValue: try reader.readUInt8())
            window = try reader.readUInt16()
            try reader.skip(2)
            urgentPointer = try reader.readUInt16()
        } catch { throw PacketError(.tcp, error) }
        guard headerCount >= 20 else { throw .length(.tcp, headerCount) }
        guard headerCount <= octets.count else {
            throw .truncated(.tcp, needed: headerCount, available: octets.count)
        }
        var sum = InternetChecksum()
        sum.addPseudoHeader(
            from: source, to: destination, protocolNumber: .tcp, count: octets.count)
        sum.add(octets)
        guard sum.value == 0 else { throw .checksum(.tcp) }
        options = try Self.options(octets.prefix(headerCount).dropFirst(20))
        data = octets.dropFirst(headerCount)
    }

    /// Reads the option list; what follows the end of it is padding.
    private static func options(_ octets: ArraySlice<UInt8>) throws(PacketError) -> [TCPOption] {
        guard !octets.isEmpty else { return [] }
        var options: [TCPOption] = []
        var index = octets.startIndex
        while index < octets.endIndex {
            let kind = octets[index]
            if kind == 0 { break }
            if kind == 1 {
                options.append(.noOperation)
                index += 1
                continue
            }
            guard index + 1 < octets.endIndex else { throw .option(kind: kind) }
            let length = Int(octets[index + 1])
            guard length >= 2, index + length <= octets.endIndex else {
                throw .option(kind: kind)
            }
            let value = octets[index + 2..<index + length]
            if kind == 2 {
                guard length == 4 else { throw .option(kind: kind) }
                options.append(
                    .maximumSegmentSize(
                        UInt16(value[value.startIndex]) << 8 | UInt16(value[value.startIndex + 1])))
            } else {
                options.append(.unknown(kind: kind, Array(value)))
            }
            index += length
        }
        return options
    }

    /// Octets of the header with its options; options that do not fit 40 octets are left out.
    package var headerCount: Int { 20 + optionOctets.count }

    /// Octets on the wire.
    package var count: Int { headerCount + data.count }

    private var optionOctets: [UInt8] {
        guard !options.isEmpty else { return [] }
        var writer = OctetWriter(capacity: 40)
        for option in options where writer.count + option.count <= 40 {
            switch option {
            case .maximumSegmentSize(let size):
                writer.write([2, 4])
                writer.write(size)
            case .noOperation: writer.write(UInt8(1))
            case .unknown(let kind, let data):
                writer.write([kind, UInt8(truncatingIfNeeded: option.count)])
                writer.write(data.prefix(38))
            }
        }
        while writer.count % 4 != 0 { writer.write(UInt8(0)) }
        return writer.octets
    }

    /// Appends the segment with its checksum for these addresses.
    package func write(
        into octets: inout [UInt8], from source: IPAddress, to destination: IPAddress
    ) {
        let start = octets.count
        let options = optionOctets
        var writer = OctetWriter(capacity: 20)
        writer.write(sourcePort)
        writer.write(destinationPort)
        writer.write(sequence)
        writer.write(acknowledgment)
        writer.write(UInt8(truncatingIfNeeded: (20 + options.count) / 4) << 4)
        writer.write(flags.rawValue)
        writer.write(window)
        writer.write(UInt16(0))
        writer.write(urgentPointer)
        octets.append(contentsOf: writer.octets)
        octets.append(contentsOf: options)
        octets.append(contentsOf: data)
        let length = octets.count - start
        var sum = InternetChecksum()
        sum.addPseudoHeader(from: source, to: destination, protocolNumber: .tcp, count: length)
        sum.add(octets, from: start, count: length)
        octets[start + 16] = UInt8(truncatingIfNeeded: sum.value >> 8)
        octets[start + 17] = UInt8(truncatingIfNeeded: sum.value)
    }
}
