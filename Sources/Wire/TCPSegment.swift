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

/// A segment of TCP (RFC 9293 §3.1).
package struct TCPSegment: Hashable, Sendable {
    package var sourcePort: UInt16
    package var destinationPort: UInt16
    package var sequence: UInt32
    package var acknowledgment: UInt32
    package var flags: TCPFlags
    package var window: UInt16
    package var urgentPointer: UInt16 = 0
    package var options: TCPOptions
    package var data: ArraySlice<UInt8>

    package init(
        sourcePort: UInt16, destinationPort: UInt16, sequence: UInt32, acknowledgment: UInt32,
        flags: TCPFlags, window: UInt16, options: TCPOptions = TCPOptions(),
        data: ArraySlice<UInt8> = []
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
    package var maximumSegmentSize: UInt16? { options.maximumSegmentSize }

    // MARK: Reading

    /// Reads a segment and proves its checksum.
    package init(
        parsing octets: ArraySlice<UInt8>, from source: IPAddress, to destination: IPAddress
    ) throws(PacketError) {
        var sum = InternetChecksum()
        sum.addPseudoHeader(
            from: source, to: destination, protocolNumber: .tcp, count: octets.count)
        sum.add(octets)
        try self.init(reading: octets, isProved: sum.value == 0)
    }

    /// Reads a segment whose checksum need not be proved: no link has changed it.
    package init(proved octets: ArraySlice<UInt8>) throws(PacketError) {
        try self.init(reading: octets, isProved: true)
    }

    private init(reading octets: ArraySlice<UInt8>, isProved: Bool) throws(PacketError) {
        guard octets.count >= 20 else {
            throw .truncated(.tcp, needed: 20, available: octets.count)
        }
        let header = octets.withUnsafeBytes { Header($0) }
        guard header.count >= 20 else { throw .length(.tcp, header.count) }
        guard header.count <= octets.count else {
            throw .truncated(.tcp, needed: header.count, available: octets.count)
        }
        guard isProved else { throw .checksum(.tcp) }
        sourcePort = header.sourcePort
        destinationPort = header.destinationPort
        sequence = header.sequence
        acknowledgment = header.acknowledgment
        flags = header.flags
        window = header.window
        urgentPointer = header.urgentPointer
        options = TCPOptions()
        data = octets.dropFirst(header.count)
        // The option list is read once its octets are known to be those that were sent.
        if let stamp = header.timestamps {
            options.timestamps = stamp
        } else if header.count > 20 {
            let read = octets.withUnsafeBytes {
                Self.readOptions(UnsafeRawBufferPointer(rebasing: $0[20..<header.count]))
            }
            switch read {
            case .success(let read): options = read
            case .failure(let error): throw error
            }
        }
    }

    /// The fixed part of a header, and the options if they are what nearly every segment carries.
    private struct Header {
        let sourcePort: UInt16
        let destinationPort: UInt16
        let sequence: UInt32
        let acknowledgment: UInt32
        let count: Int
        let flags: TCPFlags
        let window: UInt16
        let urgentPointer: UInt16
        /// Timestamps alone, in the layout of RFC 7323 appendix A.
        let timestamps: TCPTimestamps?

        /// Reads 20 octets, which the caller has checked to be there.
        init(_ octets: UnsafeRawBufferPointer) {
            sourcePort = octets.number16(at: 0)
            destinationPort = octets.number16(at: 2)
            sequence = octets.number32(at: 4)
            acknowledgment = octets.number32(at: 8)
            count = Int(octets[12] >> 4) * 4
            flags = TCPFlags(rawValue: octets[13])
            window = octets.number16(at: 14)
            urgentPointer = octets.number16(at: 18)
            timestamps =
                count == 32 && octets.count >= 32 && octets.number32(at: 20) == 0x0101_080A
                ? TCPTimestamps(value: octets.number32(at: 24), echo: octets.number32(at: 28))
                : nil
        }
    }

    /// A result, because a closure's typed error would be lost.
    private static func readOptions(
        _ octets: UnsafeRawBufferPointer
    ) -> Result<TCPOptions, PacketError> {
        do throws(PacketError) {
            return .success(try TCPOptions(parsing: octets))
        } catch { return .failure(error) }
    }

    // MARK: Writing

    /// Octets of the header with its options; options that do not fit 40 octets are left out.
    package var headerCount: Int { 20 + options.count }

    /// Octets on the wire.
    package var count: Int { headerCount + data.count }

    /// Appends the segment with its checksum for these addresses.
    package func write(
        into octets: inout [UInt8], from source: IPAddress, to destination: IPAddress
    ) {
        let start = octets.count
        let headerCount = headerCount
        withUnsafeTemporaryAllocation(byteCount: headerCount, alignment: 4) { header in
            writeHeader(into: header)
            octets.append(contentsOf: UnsafeRawBufferPointer(header))
        }
        octets.append(contentsOf: data)
        let length = octets.count - start
        var sum = InternetChecksum()
        sum.addPseudoHeader(from: source, to: destination, protocolNumber: .tcp, count: length)
        sum.add(octets, from: start, count: length)
        let value = sum.value
        octets[start + 16] = UInt8(truncatingIfNeeded: value >> 8)
        octets[start + 17] = UInt8(truncatingIfNeeded: value)
    }

    /// Writes the header, with nothing for its checksum, into `header.count` octets.
    func writeHeader(into header: UnsafeMutableRawBufferPointer) {
        func put(_ number: UInt16, at place: Int) {
            header.storeBytes(of: number.bigEndian, toByteOffset: place, as: UInt16.self)
        }
        func put(_ number: UInt32, at place: Int) {
            header.storeBytes(of: number.bigEndian, toByteOffset: place, as: UInt32.self)
        }
        put(sourcePort, at: 0)
        put(destinationPort, at: 2)
        put(sequence, at: 4)
        put(acknowledgment, at: 8)
        header[12] = UInt8(truncatingIfNeeded: header.count / 4) << 4
        header[13] = flags.rawValue
        put(window, at: 14)
        put(UInt16(0), at: 16)
        put(urgentPointer, at: 18)
        if header.count > 20 {
            options.write(into: UnsafeMutableRawBufferPointer(rebasing: header[20...]))
        }
    }
}
