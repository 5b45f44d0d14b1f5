/// A block of a pcapng file, the capture format that Wireshark reads.
package enum PcapngBlock: Hashable, Sendable {
    /// Opens a section; `application` names the program that wrote it.
    case sectionHeader(application: String)
    /// An interface on which packets were seen; packets name it by its place in the file.
    case interface(name: String, comment: String)
    /// A packet without any link header.
    case packet(interface: UInt32, unixNanoseconds: UInt64, octets: [UInt8], comments: [String])
    /// TLS secrets in the format of a key log file, so that Wireshark can decrypt.
    case tlsSecrets(String)

    /// Packets start with the IP header.
    static let linkTypeRaw: UInt16 = 101
    /// The longest packet kept whole.
    static let snapshotLength: UInt32 = 262_144

    /// The block as it stands in the file, lowest octet of a number first.
    package var octets: [UInt8] {
        var body: [UInt8] = []
        let type: UInt32
        switch self {
        case .sectionHeader(let application):
            type = 0x0A0D_0D0A
            body.appendLittle(UInt32(0x1A2B_3C4D))
            body.appendLittle(UInt16(1))
            body.appendLittle(UInt16(0))
            // The length of the section is not said: all ones.
            body.appendLittle(UInt64.max)
            body.appendOption(4, Array(application.utf8))
        case .interface(let name, let comment):
            type = 1
            body.appendLittle(Self.linkTypeRaw)
            body.appendLittle(UInt16(0))
            body.appendLittle(Self.snapshotLength)
            if !comment.isEmpty { body.appendOption(1, Array(comment.utf8)) }
            body.appendOption(2, Array(name.utf8))
            // if_tsresol 9: moments are counted in nanoseconds.
            body.appendOption(9, [9])
        case .packet(let interface, let moment, let packet, let comments):
            type = 6
            body.reserveCapacity(packet.count + 64)
            body.appendLittle(interface)
            body.appendLittle(UInt32(truncatingIfNeeded: moment >> 32))
            body.appendLittle(UInt32(truncatingIfNeeded: moment))
            body.appendLittle(UInt32(truncatingIfNeeded: packet.count))
            body.appendLittle(UInt32(truncatingIfNeeded: packet.count))
            body.appendPadded(packet)
            for comment in comments { body.appendOption(1, Array(comment.utf8)) }
            if comments.isEmpty { return Self.framed(type, body) }
        case .tlsSecrets(let log):
            type = 10
            body.appendLittle(UInt32(0x544C_534B))
            body.appendLittle(UInt32(truncatingIfNeeded: log.utf8.count))
            body.appendPadded(Array(log.utf8))
            return Self.framed(type, body)
        }
        // End of options.
        body.appendLittle(UInt32(0))
        return Self.framed(type, body)
    }

    private static func framed(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
        let total = UInt32(truncatingIfNeeded: body.count + 12)
        var block: [UInt8] = []
        block.reserveCapacity(body.count + 12)
        block.appendLittle(type)
        block.appendLittle(total)
        block.append(contentsOf: body)
        block.appendLittle(total)
        return block
    }
}

extension [UInt8] {
    fileprivate mutating func appendLittle<Number: FixedWidthInteger>(_ number: Number) {
        var number = number
        for _ in 0..<Number.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: number))
            number >>= 8
        }
    }

    fileprivate mutating func appendPadded(_ octets: [UInt8]) {
        append(contentsOf: octets)
        append(contentsOf: repeatElement(0, count: (4 - octets.count % 4) % 4))
    }

    /// An option; one that is longer than its length field can say is cut.
    fileprivate mutating func appendOption(_ code: UInt16, _ value: [UInt8]) {
        let kept = value.count > 65_532 ? Array(value.prefix(65_532)) : value
        appendLittle(code)
        appendLittle(UInt16(truncatingIfNeeded: kept.count))
        appendPadded(kept)
    }
}

/// A capture in the making: blocks in, octets out, in one fixed order.
package struct PcapngWriter: Sendable {
    private var interfaceCount: UInt32 = 0
    private var pending: [UInt8]

    /// A writer whose first octets are the section header.
    package init(application: String = "MailLab") {
        pending = PcapngBlock.sectionHeader(application: application).octets
    }

    /// Adds an interface and returns its number.
    @discardableResult
    package mutating func addInterface(_ name: String, comment: String = "") -> UInt32 {
        pending += PcapngBlock.interface(name: name, comment: comment).octets
        defer { interfaceCount += 1 }
        return interfaceCount
    }

    /// Adds a packet seen on an interface; one on an interface that was not added is left out.
    package mutating func addPacket(
        _ octets: [UInt8], interface: UInt32, unixNanoseconds: Int64, comments: [String] = []
    ) {
        guard interface < interfaceCount else { return }
        pending +=
            PcapngBlock.packet(
                interface: interface, unixNanoseconds: UInt64(max(0, unixNanoseconds)),
                octets: octets, comments: comments
            ).octets
    }

    /// Adds TLS secrets in the format of a key log file.
    package mutating func addSecrets(_ log: String) {
        pending += PcapngBlock.tlsSecrets(log).octets
    }

    /// Octets written since the last call.
    package mutating func takeOctets() -> [UInt8] {
        defer { pending.removeAll(keepingCapacity: true) }
        return pending
    }
}
