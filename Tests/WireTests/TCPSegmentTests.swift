import Clockwork
import Support
import Testing
import Wire

@Suite("TCP segments")
struct TCPSegmentTests {
    private static let source = IPAddress(192, 0, 2, 1)
    private static let destination = IPAddress(198, 51, 100, 7)

    private static func written(_ options: TCPOptions, data: ArraySlice<UInt8> = []) -> [UInt8] {
        var octets: [UInt8] = []
        TCPSegment(
            sourcePort: 1, destinationPort: 2, sequence: 3, acknowledgment: 4, flags: .syn,
            window: 5, options: options, data: data
        ).write(into: &octets, from: source, to: destination)
        return octets
    }

    /// A segment whose option octets are `options`, with a right checksum.
    private static func read(_ options: [UInt8]) throws(PacketError) -> TCPOptions {
        var octets = written(TCPOptions())
        octets += options
        octets[12] = UInt8(octets.count / 4) << 4
        octets[16] = 0
        octets[17] = 0
        var sum = InternetChecksum()
        sum.addPseudoHeader(
            from: source, to: destination, protocolNumber: .tcp, count: octets.count)
        sum.add(octets[...])
        octets[16] = UInt8(sum.value >> 8)
        octets[17] = UInt8(sum.value & 0xFF)
        return try TCPSegment(parsing: octets[...], from: source, to: destination).options
    }

    @Test("a SYN's options lie as Linux lays them")
    func synLayout() {
        let octets = Self.written(
            TCPOptions(
                maximumSegmentSize: 1_460, windowScale: 7, isSACKPermitted: true,
                timestamps: TCPTimestamps(value: 0x0102_0304, echo: 0)))
        #expect(
            octets.dropFirst(20) == [
                2, 4, 5, 180, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7,
            ])
        #expect(octets[12] == 0xA0)
    }

    @Test("the clock of every segment has the place that fast readers look at")
    func timestampLayout() {
        let octets = Self.written(TCPOptions(timestamps: TCPTimestamps(value: 1, echo: 2)))
        #expect(octets.dropFirst(20) == [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2])
    }

    @Test("whatever is written is read back", arguments: Seeds.few)
    func roundTrip(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<2_000 {
            var options = TCPOptions()
            if dice.happens(1, in: 2) { options.maximumSegmentSize = UInt16(dice.below(65_536)) }
            if dice.happens(1, in: 2) { options.windowScale = UInt8(dice.below(256)) }
            options.isSACKPermitted = dice.happens(1, in: 2)
            if dice.happens(1, in: 2) {
                options.timestamps = TCPTimestamps(
                    value: UInt32(truncatingIfNeeded: dice.next()),
                    echo: UInt32(truncatingIfNeeded: dice.next()))
            }
            let room = (40 - options.count - 4) / 8
            for _ in 0..<min(Int(dice.below(6)), room) {
                options.sack.append(
                    SACKBlock(
                        start: UInt32(truncatingIfNeeded: dice.next()),
                        end: UInt32(truncatingIfNeeded: dice.next())))
            }
            #expect(options.count <= 40)
            #expect(options.count % 4 == 0)
            let data = (0..<Int(dice.below(30))).map { UInt8($0) }
            let octets = Self.written(options, data: data[...])
            let segment = try TCPSegment(
                parsing: octets[...], from: Self.source, to: Self.destination)
            #expect(segment.options == options, "\(Seeds.again(seed))")
            #expect(Array(segment.data) == data, "\(Seeds.again(seed))")
            #expect(segment.count == octets.count)
        }
    }

    @Test("what the header has no room for is left out")
    func room() throws {
        let block = SACKBlock(start: 1, end: 2)
        let stamp = TCPTimestamps(value: 1, echo: 2)
        var options = TCPOptions(
            timestamps: stamp, sack: SACKBlocks([block, block, block, block, block]),
            unknown: [UnknownTCPOption(kind: 253, data: [UInt8](repeating: 0, count: 20))])
        #expect(options.sack.count == 4)
        #expect(options.count == 40)
        let octets = Self.written(options)
        let read = try TCPSegment(
            parsing: octets[...], from: Self.source, to: Self.destination
        ).options
        #expect(read.sack.count == 3)
        #expect(read.unknown.isEmpty)
        options.timestamps = nil
        #expect(options.count == 36)
    }

    @Test(
        "an option of a wrong length spoils the segment",
        arguments: [
            [2, 3, 0, 1], [2, 5, 0, 0, 0, 1, 1, 1], [3, 2, 1, 1], [3, 4, 0, 0], [4, 3, 0, 1],
            [8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], [5, 2, 1, 1],
            [5, 6, 0, 0, 0, 0, 1, 1], [2, 0, 0, 0], [2, 1, 0, 0], [253, 5, 0, 0], [1, 1, 1, 2],
        ] as [[UInt8]])
    func wrongLength(options: [UInt8]) {
        #expect(throws: PacketError.option(kind: options.first { $0 != 1 } ?? 0)) {
            _ = try Self.read(options)
        }
    }

    @Test("behind the end of the list stands padding, and unknown kinds are kept")
    func endOfList() throws {
        #expect(try Self.read([0, 2, 99, 1]) == TCPOptions())
        #expect(
            try Self.read([254, 4, 7, 8, 3, 3, 9, 0])
                == TCPOptions(
                    windowScale: 9, unknown: [UnknownTCPOption(kind: 254, data: [7, 8])]))
    }

    @Test("a line shows options and reports, numbers counted from the start")
    func summary() {
        var segment = TCPSegment(
            sourcePort: 1, destinationPort: 2, sequence: 101, acknowledgment: 201, flags: .ack,
            window: 9)
        segment.options.sack = SACKBlocks([SACKBlock(start: 301, end: 401)])
        segment.options.timestamps = TCPTimestamps(value: 1, echo: 2)
        let base = Summary.SequenceBase(sequence: 100, acknowledgment: 200)
        #expect(
            Summary.line(segment, relativeTo: base) == "TCP ACK seq 1 ack 1 win 9 sack 101:201")
        segment.options = TCPOptions(
            maximumSegmentSize: 1_460, windowScale: 5, isSACKPermitted: true)
        #expect(
            Summary.line(segment, relativeTo: base)
                == "TCP ACK seq 1 ack 1 win 9 mss 1460 wscale 5 sackOK")
    }
}
