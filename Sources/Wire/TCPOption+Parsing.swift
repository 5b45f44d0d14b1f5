extension TCPOptions {
    /// Reads an option list; what follows the end of it is padding.
    ///
    /// An option that we know and whose length is wrong spoils the segment (RFC 9293 §3.2 lets an
    /// implementation choose what to do with an illegal length).
    init(parsing octets: UnsafeRawBufferPointer) throws(PacketError) {
        self.init()
        var unknown: [UnknownTCPOption] = []
        var place = 0
        while place < octets.count {
            let kind = octets[place]
            if kind == Kind.end { break }
            if kind == Kind.noOperation {
                place += 1
                continue
            }
            guard place + 1 < octets.count else { throw .option(kind: kind) }
            let length = Int(octets[place + 1])
            guard length >= 2, place + length <= octets.count else {
                throw .option(kind: kind)
            }
            let value = UnsafeRawBufferPointer(rebasing: octets[place + 2..<place + length])
            if try !take(kind, value) {
                unknown.append(UnknownTCPOption(kind: kind, data: Array(value)))
            }
            place += length
        }
        if !unknown.isEmpty {
            self = TCPOptions(
                maximumSegmentSize: maximumSegmentSize, windowScale: windowScale,
                isSACKPermitted: isSACKPermitted, timestamps: timestamps, sack: sack,
                unknown: unknown)
        }
    }

    /// Takes one option; false when its kind is unknown.
    private mutating func take(
        _ kind: UInt8, _ value: UnsafeRawBufferPointer
    ) throws(PacketError) -> Bool {
        switch kind {
        case Kind.maximumSegmentSize:
            guard value.count == 2 else { throw .option(kind: kind) }
            maximumSegmentSize = value.number16(at: 0)
        case Kind.windowScale:
            guard value.count == 1 else { throw .option(kind: kind) }
            windowScale = value[0]
        case Kind.sackPermitted:
            guard value.isEmpty else { throw .option(kind: kind) }
            isSACKPermitted = true
        case Kind.timestamps:
            guard value.count == 8 else { throw .option(kind: kind) }
            timestamps = TCPTimestamps(value: value.number32(at: 0), echo: value.number32(at: 4))
        case Kind.sack:
            guard !value.isEmpty, value.count % 8 == 0 else { throw .option(kind: kind) }
            for place in stride(from: 0, to: value.count, by: 8) {
                sack.append(
                    SACKBlock(
                        start: value.number32(at: place), end: value.number32(at: place + 4)))
            }
        case _: return false
        }
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// Two octets as a number; the caller has checked that they are there.
    func number16(at place: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: place, as: UInt16.self))
    }

    /// Four octets as a number; the caller has checked that they are there.
    func number32(at place: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }
}
