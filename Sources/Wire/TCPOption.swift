/// The two numbers of the timestamps option (RFC 7323 §3.2).
package struct TCPTimestamps: Hashable, Sendable {
    /// TSval: the sender's clock.
    package var value: UInt32
    /// TSecr: a value of the receiver's clock, sent back.
    package var echo: UInt32

    package init(value: UInt32, echo: UInt32) {
        self.value = value
        self.echo = echo
    }
}

/// Octets that have come although some before them are missing (RFC 2018 §3).
package struct SACKBlock: Hashable, Sendable {
    /// The first octet.
    package var start: UInt32
    /// Behind the last octet.
    package var end: UInt32

    package init(start: UInt32, end: UInt32) {
        self.start = start
        self.end = end
    }
}

/// Up to four blocks of a SACK option, kept in place: no header has room for more.
package struct SACKBlocks: Hashable, Sendable {
    private var first = SACKBlock(start: 0, end: 0)
    private var second = SACKBlock(start: 0, end: 0)
    private var third = SACKBlock(start: 0, end: 0)
    private var fourth = SACKBlock(start: 0, end: 0)
    package private(set) var count = 0

    package init() {}

    /// The first four of `blocks`.
    package init(_ blocks: [SACKBlock]) { for block in blocks { append(block) } }

    package var isEmpty: Bool { count == 0 }

    /// Adds a block behind the others; a fifth one is left out.
    package mutating func append(_ block: SACKBlock) {
        switch count {
        case 0: first = block
        case 1: second = block
        case 2: third = block
        case 3: fourth = block
        case _: return
        }
        count += 1
    }

    /// The block at a place below `count`.
    package subscript(place: Int) -> SACKBlock {
        precondition(place >= 0 && place < count, "there is no such block")
        return switch place {
        case 0: first
        case 1: second
        case 2: third
        case _: fourth
        }
    }
}

/// An option that we have no use for, kept as it came.
package struct UnknownTCPOption: Hashable, Sendable {
    package var kind: UInt8
    package var data: [UInt8]

    package init(kind: UInt8, data: [UInt8]) {
        self.kind = kind
        self.data = data
    }
}

/// The options of a TCP header (RFC 9293 §3.2), without memory of their own for the known ones.
package struct TCPOptions: Hashable, Sendable {
    /// The largest segment that the sender of this option can take in (RFC 9293 §3.7.1).
    package var maximumSegmentSize: UInt16?
    /// By how many bits the sender of this option shifts its windows (RFC 7323 §2.2).
    package var windowScale: UInt8?
    /// Whether the sender of this option understands selective acknowledgments (RFC 2018 §2).
    package var isSACKPermitted = false
    /// The sender's clock, and the receiver's sent back (RFC 7323 §3.2).
    package var timestamps: TCPTimestamps?
    /// Selective acknowledgments (RFC 2018 §3).
    package var sack = SACKBlocks()
    /// Nil when there are none, so that the common case owns no memory.
    private var others: [UnknownTCPOption]?

    package init(
        maximumSegmentSize: UInt16? = nil, windowScale: UInt8? = nil,
        isSACKPermitted: Bool = false, timestamps: TCPTimestamps? = nil,
        sack: SACKBlocks = SACKBlocks(), unknown: [UnknownTCPOption] = []
    ) {
        self.maximumSegmentSize = maximumSegmentSize
        self.windowScale = windowScale
        self.isSACKPermitted = isSACKPermitted
        self.timestamps = timestamps
        self.sack = sack
        others = unknown.isEmpty ? nil : unknown
    }

    /// Options of any other kind.
    package var unknown: [UnknownTCPOption] { others ?? [] }

    /// What a person wants to see of them in one line, such as `mss 1460 wscale 5 sackOK`.
    ///
    /// Timestamps are left out: they would stand in every line and say little.
    package var summary: [String] {
        var words: [String] = []
        if let maximumSegmentSize { words.append("mss \(maximumSegmentSize)") }
        if let windowScale { words.append("wscale \(windowScale)") }
        if isSACKPermitted { words.append("sackOK") }
        return words
    }

    // MARK: On the wire

    /// The kinds that we know.
    enum Kind {
        static let end: UInt8 = 0
        static let noOperation: UInt8 = 1
        static let maximumSegmentSize: UInt8 = 2
        static let windowScale: UInt8 = 3
        static let sackPermitted: UInt8 = 4
        static let sack: UInt8 = 5
        static let timestamps: UInt8 = 8
    }

    /// The most octets that a header has room for.
    package static let roomOctets = 40

    /// SACK blocks for which there is room beside the rest.
    private var writtenBlocks: Int {
        min(sack.count, (Self.roomOctets - fixedCount - 4) / 8)
    }

    /// Octets of everything but SACK blocks and unknown options, a multiple of four.
    private var fixedCount: Int {
        (maximumSegmentSize == nil ? 0 : 4) + (windowScale == nil ? 0 : 4)
            + (timestamps == nil ? (isSACKPermitted ? 4 : 0) : 12)
    }

    /// Octets in the header, padding included; unknown options that do not fit are left out.
    package var count: Int {
        var count = fixedCount
        if !sack.isEmpty, writtenBlocks > 0 { count += 4 + 8 * writtenBlocks }
        if let others {
            for option in others where count + 2 + option.data.count <= Self.roomOctets {
                count += 2 + option.data.count
            }
        }
        return (count + 3) & ~3
    }

    /// Writes the options into the front of `octets`, which has room for `count` of them.
    ///
    /// Each stands at a multiple of four, with no-operations in front (RFC 7323 appendix A).
    func write(into octets: UnsafeMutableRawBufferPointer) {
        var writer = OptionWriter(octets: octets)
        if let maximumSegmentSize {
            writer.write((Kind.maximumSegmentSize, 4))
            writer.write(maximumSegmentSize)
        }
        if isSACKPermitted {
            if timestamps == nil { writer.write((Kind.noOperation, Kind.noOperation)) }
            writer.write((Kind.sackPermitted, 2))
        } else if timestamps != nil {
            writer.write((Kind.noOperation, Kind.noOperation))
        }
        if let timestamps {
            writer.write((Kind.timestamps, 10))
            writer.write(timestamps.value)
            writer.write(timestamps.echo)
        }
        if let windowScale {
            writer.write((Kind.noOperation, Kind.windowScale))
            writer.write((3, windowScale))
        }
        if !sack.isEmpty { write(blocks: writtenBlocks, with: &writer) }
        for option in others ?? [] {
            guard writer.place + 2 + option.data.count <= Self.roomOctets else { continue }
            writer.write(option.kind)
            writer.write(UInt8(truncatingIfNeeded: 2 + option.data.count))
            for octet in option.data { writer.write(octet) }
        }
        while writer.place % 4 != 0 { writer.write(Kind.end) }
    }

    private func write(blocks count: Int, with writer: inout OptionWriter) {
        guard count > 0 else { return }
        writer.write((Kind.noOperation, Kind.noOperation))
        writer.write((Kind.sack, UInt8(truncatingIfNeeded: 2 + 8 * count)))
        for place in 0..<count {
            writer.write(sack[place].start)
            writer.write(sack[place].end)
        }
    }
}

/// A place in memory that moves forward and never past the end.
private struct OptionWriter {
    let octets: UnsafeMutableRawBufferPointer
    var place = 0

    mutating func write(_ octet: UInt8) {
        guard place < octets.count else { return }
        octets[place] = octet
        place += 1
    }

    mutating func write(_ pair: (UInt8, UInt8)) {
        write(pair.0)
        write(pair.1)
    }

    mutating func write(_ number: UInt16) {
        write((UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)))
    }

    mutating func write(_ number: UInt32) {
        write(UInt16(truncatingIfNeeded: number >> 16))
        write(UInt16(truncatingIfNeeded: number))
    }
}
