import Clockwork
import Support
import Testing
import Wire

@testable import Internet

/// Segments that no honest peer sends, into connections that stand.
@Suite("TCP fed with forgeries")
struct LiveFuzzTests {
    private static let local = Endpoint(IPAddress(192, 0, 2, 1), 49_152)
    private static let remote = Endpoint(IPAddress(198, 51, 100, 2), 25)

    /// A connection that stands, with some octets on their way.
    private static func live(_ dice: inout Dice) -> TCPConnection {
        var settings = TCPSettings()
        settings.offersSACK = dice.happens(3, in: 4)
        settings.offersTimestamps = dice.happens(1, in: 2)
        settings.receiveBufferOctets = [2_000, 65_535, 1 << 20][Int(dice.below(3))]
        var out: [TCPOutput] = []
        var connection = TCPConnection(
            local: local, remote: remote, isActive: true,
            numbers: .init(iss: UInt32(truncatingIfNeeded: dice.next()), clockOffset: 7),
            segmentSize: 1_460, settings: settings)
        connection.open(because: nil, at: .zero, into: &out)
        guard case .synSent(let send) = connection.state else { return connection }
        var syn = TCPSegment(
            sourcePort: 25, destinationPort: 49_152,
            sequence: UInt32(truncatingIfNeeded: dice.next()), acknowledgment: send.nxt.raw,
            flags: [.syn, .ack], window: 65_535)
        syn.options = TCPOptions(
            maximumSegmentSize: 1_000, windowScale: UInt8(dice.below(16)),
            isSACKPermitted: true, timestamps: TCPTimestamps(value: 1_000, echo: 7))
        connection.segmentArrives(syn, at: .zero, because: nil, into: &out)
        connection.send(
            [UInt8](repeating: 1, count: Int(dice.below(40_000))), because: nil, at: .zero,
            into: &out)
        return connection
    }

    /// A segment near what the connection expects, with one thing or another wrong.
    private static func forged(for connection: TCPConnection, _ dice: inout Dice) -> TCPSegment {
        var (una, nxt, next) = (UInt32(0), UInt32(0), UInt32(0))
        if case .synchronized(let send, let receive, _) = connection.state {
            (una, nxt, next) = (send.una.raw, send.nxt.raw, receive.nxt.raw)
        }
        func near(_ number: UInt32) -> UInt32 {
            let reach = [1, 2, 1_461, 70_000, 1 << 31][Int(dice.below(5))] as UInt64
            let distance = UInt32(truncatingIfNeeded: dice.below(reach))
            return dice.happens(3, in: 4) ? number &+ distance : number &- distance
        }
        var flags = TCPFlags.ack
        if dice.happens(1, in: 6) { flags = TCPFlags(rawValue: UInt8(dice.below(256))) }
        // Most forgeries leave the connection alive, so that the next one finds it so.
        if !dice.happens(1, in: 30) { flags.subtract([.rst, .syn]) }
        if !dice.happens(1, in: 20) { flags.subtract(.fin) }
        var segment = TCPSegment(
            sourcePort: 25, destinationPort: 49_152, sequence: near(next),
            acknowledgment: near(dice.happens(1, in: 2) ? una : nxt), flags: flags,
            window: UInt16(dice.below(65_536)) >> UInt16(dice.below(17)),
            data: ArraySlice(
                repeating: 2, count: Int(dice.below(3)) * Int(dice.below(1_500))))
        segment.urgentPointer = UInt16(dice.below(65_536))
        if dice.happens(4, in: 5) {
            segment.options.timestamps = TCPTimestamps(
                value: near(1_000), echo: near(7))
        }
        for _ in 0..<dice.below(5) {
            let start = near(una)
            segment.options.sack.append(SACKBlock(start: start, end: near(start)))
        }
        return segment
    }

    @Test("no forgery traps, hangs or makes us grow", arguments: Seeds.few.prefix(1))
    func forgeries(seed: UInt64) {
        var dice = Dice(seed: seed).stream("forgeries")
        let rounds = Seeds.rounds(soak: 10_000_000)
        var connection = Self.live(&dice)
        var now = Instant.zero
        var out: [TCPOutput] = []
        var largest = (outputs: 0, reports: 0, unread: 0, early: 0)
        for round in 0..<rounds {
            if round % 64 == 0 || connection.state == .closed {
                connection = Self.live(&dice)
                now = .zero
            }
            now += .microseconds(Int(dice.below(50_000)))
            if dice.happens(1, in: 40) {
                connection.setPaused(dice.happens(1, in: 2), at: now, into: &out)
            }
            out.removeAll(keepingCapacity: true)
            let segment = Self.forged(for: connection, &dice)
            connection.segmentArrives(segment, at: now, because: nil, into: &out)
            largest.outputs = max(largest.outputs, out.count)
            if let deadline = connection.deadline, deadline <= now {
                connection.timerFires(at: now, into: &out)
            }
            largest.reports = max(largest.reports, connection.scoreboard.reported.ranges.count)
            largest.unread = max(
                largest.unread,
                connection.receiveBuffer.unread.count - connection.receiveBuffer.capacity)
            largest.early = max(
                largest.early,
                connection.receiveBuffer.early.total - connection.receiveBuffer.capacity)
        }
        // One segment can at most let out what was waiting, in the smallest segments.
        #expect(largest.outputs < 1_000, "\(Seeds.again(seed))")
        #expect(largest.reports <= SequenceRanges.limit, "\(Seeds.again(seed))")
        #expect(largest.unread <= 0, "\(Seeds.again(seed))")
        #expect(largest.early <= 0, "\(Seeds.again(seed))")
    }

    @Test("whatever was fed, the timers come to an end", arguments: Seeds.few)
    func rest(seed: UInt64) {
        var dice = Dice(seed: seed).stream("rest")
        for _ in 0..<40 {
            var connection = Self.live(&dice)
            var now = Instant.zero
            var out: [TCPOutput] = []
            for _ in 0..<dice.below(60) {
                let segment = Self.forged(for: connection, &dice)
                connection.segmentArrives(segment, at: now, because: nil, into: &out)
            }
            connection.close(because: nil, at: now, into: &out)
            var fired = 0
            while let deadline = connection.deadline, fired < 200 {
                now = max(now, deadline)
                connection.timerFires(at: now, into: &out)
                fired += 1
            }
            #expect(fired < 200, "\(Seeds.again(seed))")
        }
    }

    @Test("random and mutated octets never trap the parser", arguments: Seeds.few.prefix(1))
    func parser(seed: UInt64) {
        var dice = Dice(seed: seed).stream("parser")
        let rounds = Seeds.rounds(soak: 10_000_000)
        var whole: [UInt8] = []
        TCPSegment(
            sourcePort: 1, destinationPort: 2, sequence: 3, acknowledgment: 4, flags: .ack,
            window: 5,
            options: TCPOptions(
                maximumSegmentSize: 6, windowScale: 7, timestamps: .init(value: 8, echo: 9),
                sack: SACKBlocks([SACKBlock(start: 1, end: 2)])), data: [1, 2, 3]
        ).write(into: &whole, from: Self.local.address, to: Self.remote.address)
        var read = 0
        for _ in 0..<rounds {
            var octets = whole
            for _ in 0...dice.below(4) {
                octets[Int(dice.below(UInt64(octets.count)))] = UInt8(dice.below(256))
            }
            // The checksum is put right, so that what stands behind it is reached.
            octets[16] = 0
            octets[17] = 0
            var sum = InternetChecksum()
            sum.addPseudoHeader(
                from: Self.local.address, to: Self.remote.address, protocolNumber: .tcp,
                count: octets.count)
            sum.add(octets[...])
            octets[16] = UInt8(sum.value >> 8)
            octets[17] = UInt8(sum.value & 0xFF)
            guard
                let segment = try? TCPSegment(
                    parsing: octets[...], from: Self.local.address, to: Self.remote.address)
            else { continue }
            read += 1
            #expect(segment.options.count <= 40)
            #expect(segment.data.count <= octets.count - 20)
        }
        #expect(read > rounds / 10, "most forgeries shall reach the end of the parser")
    }
}
