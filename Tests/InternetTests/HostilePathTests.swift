import Clockwork
import Session
import Support
import Testing

@testable import Internet

@Suite("TCP over a hostile path")
struct HostilePathTests {
    /// Everything that differs from case to case, drawn from the seed.
    struct Plan: CustomStringConvertible {
        var hostility = Hostility()
        var settings = [TCPSettings(), TCPSettings()]
        var segmentSize = 536
        var octets = [0, 0]
        var mayAbort = false
        var mayPause = false
        var opensFromBoth = false

        init(_ seed: UInt64) {
            var dice = Dice(seed: seed).stream("plan")
            hostility.loss = [0, 20, 50, 100, 200, 300][Int(dice.below(6))]
            hostility.duplication = [0, 10, 100, 300][Int(dice.below(4))]
            hostility.corruption = [0, 5, 50][Int(dice.below(3))]
            let least = 1 + dice.below(100)
            hostility.delay = least...least + [0, 5, 50, 400][Int(dice.below(4))]
            segmentSize = [64, 200, 536, 1_460][Int(dice.below(4))]
            for end in 0..<2 {
                octets[end] = Int(dice.below(3)) * Int(dice.below(UInt64(segmentSize) * 60))
                settings[end].offersSACK = dice.happens(2, in: 3)
                settings[end].offersTimestamps = dice.happens(2, in: 3)
                settings[end].offersWindowScale = dice.happens(2, in: 3)
                settings[end].usesNagle = dice.happens(1, in: 2)
                settings[end].acknowledgmentDelay = .milliseconds(Int(dice.below(3)) * 100)
                settings[end].receiveBufferOctets =
                    [700, 5_000, 65_535, 1 << 20][Int(dice.below(4))]
                settings[end].leastTimeout = .milliseconds([1_000, 200, 20][Int(dice.below(3))])
                if dice.happens(1, in: 4) { settings[end].initialWindowSegments = 10 }
            }
            mayPause = dice.happens(1, in: 3)
            mayAbort = dice.happens(1, in: 5)
            opensFromBoth = dice.happens(1, in: 6)
        }

        func start(_ seed: UInt64, predicts: Bool = true, keepsTrace: Bool = false) -> TwoEnds {
            var world = TwoEnds(
                seed: seed, hostility: hostility, settings: settings, segmentSize: segmentSize,
                opensFromBoth: opensFromBoth, predicts: predicts, keepsTrace: keepsTrace)
            for end in 0..<2 {
                world.plan(
                    end, octets: octets[end], mayPause: mayPause, mayAbort: mayAbort)
            }
            return world
        }

        /// Whether so little is lost that no connection can fail for it.
        var isBearable: Bool { hostility.loss + hostility.corruption <= 100 && !mayAbort }

        var description: String {
            "\(hostility), segments of \(segmentSize), octets \(octets)"
        }
    }

    @Test(
        "octets arrive once and in order, or the connection fails cleanly",
        arguments: Seeds.first(100))
    func delivery(seed: UInt64) {
        let plan = Plan(seed)
        let name = "\(Seeds.again(seed)) (\(plan))"
        var world = plan.start(seed)
        var steps = 0
        while steps < 400_000, world.step() { steps += 1 }
        // Neither an endless exchange, nor an end that waits for ever for nothing.
        #expect(steps < 400_000, "\(name): no end")
        #expect(world.largestQueue < 4_000, "\(name): packets pile up")
        for end in 0..<2 {
            let (here, there) = (world.ends[end], world.ends[1 - end])
            let isPrefix = there.sent.starts(with: here.received)
            #expect(isPrefix, "\(name): other octets")
            // Only after a peer whose RST was lost can one wait for ever, in FIN-WAIT-2.
            let isAbandoned =
                (there.failure != nil || there.didAbort)
                && here.connection?.state.name == .finWait2
            let isClosed = here.connection == nil
            #expect(isClosed || isAbandoned, "\(name): end \(end) is not closed")
            guard plan.isBearable else { continue }
            #expect(here.failure == nil, "\(name): end \(end) failed")
            #expect(here.received.count == there.sent.count, "\(name): octets missing")
            let isToldOfEnd = here.isClosedByPeer
            #expect(isToldOfEnd, "\(name): no end of the octets")
        }
        // Whoever was told of the end of the octets has all of them.
        for end in 0..<2 where world.ends[end].isClosedByPeer {
            let isWhole = world.ends[end].received == world.ends[1 - end].sent
            #expect(isWhole, "\(name): octets missing before the end")
        }
    }

    @Test("header prediction changes nothing", arguments: Seeds.first(25))
    func prediction(seed: UInt64) {
        let plan = Plan(seed)
        var with = plan.start(seed, predicts: true, keepsTrace: true)
        var without = plan.start(seed, predicts: false, keepsTrace: true)
        var steps = 0
        while steps < 400_000, with.step() { steps += 1 }
        steps = 0
        while steps < 400_000, without.step() { steps += 1 }
        let differs = zip(with.trace, without.trace).first { $0 != $1 }
        #expect(differs == nil, "\(Seeds.again(seed)) (\(plan))")
        #expect(with.trace.count == without.trace.count, "\(Seeds.again(seed))")
        #expect(with.now == without.now, "\(Seeds.again(seed))")
    }
}
