import Clockwork
import Session
import Wire

@testable import Internet

/// What a path does to packets, in thousandths of them.
struct Hostility: CustomStringConvertible {
    var loss: UInt64 = 0
    var duplication: UInt64 = 0
    var corruption: UInt64 = 0
    /// Milliseconds on the way, at least and at most.
    var delay: ClosedRange<UInt64> = 10...10

    var description: String {
        "loss \(loss)‰ duplication \(duplication)‰ corruption \(corruption)‰ delay \(delay) ms"
    }
}

/// What one end does, and what it has seen.
struct End {
    var connection: TCPConnection?
    var sent: [UInt8] = []
    var received: [UInt8] = []
    var isClosedByPeer = false
    var failure: TransportFailure?
    var isGone = false
    var didAbort = false
}

/// Two connections, a path between them that loses, delays, doubles, swaps and spoils packets, and
/// two users who send, pause and close as chance has it. Everything comes from one seed.
struct TwoEnds {
    enum Act { case send(Int), close, abort, pause, resume }
    enum Due {
        case packet(to: Int, [UInt8])
        case act(by: Int, Act)
    }

    static let addresses = [IPAddress(192, 0, 2, 1), IPAddress(198, 51, 100, 2)]
    static let ports: [UInt16] = [49_152, 25]

    private(set) var ends = [End(), End()]
    private(set) var now = Instant.zero
    private(set) var trace: [String] = []
    private(set) var largestQueue = 0
    private var queue = EventQueue<Due>()
    private var path: Dice
    private var users: Dice
    private let hostility: Hostility
    private let settings: [TCPSettings]
    private let numbers: [TCPConnection.Numbers]
    private let segmentSize: Int
    private let predicts: Bool
    private let keepsTrace: Bool
    private var plans = Array(
        repeating: (octets: 0, mayPause: false, mayAbort: false), count: 2)
    private var nextCause: UInt64 = 1
    private var outputs: [TCPOutput] = []

    init(
        seed: UInt64, hostility: Hostility, settings: [TCPSettings], segmentSize: Int,
        opensFromBoth: Bool = false, predicts: Bool = true, keepsTrace: Bool = false
    ) {
        let dice = Dice(seed: seed)
        path = dice.stream("path")
        users = dice.stream("users")
        var secret = dice.stream("numbers")
        self.hostility = hostility
        self.settings = settings
        self.segmentSize = segmentSize
        self.predicts = predicts
        self.keepsTrace = keepsTrace
        numbers = (0..<2).map { _ in
            // Near the end of the sequence space in half of the cases.
            let number = UInt32(truncatingIfNeeded: secret.next())
            return TCPConnection.Numbers(
                iss: secret.happens(1, in: 2) ? 0 &- number % 50_000 : number,
                clockOffset: UInt32(truncatingIfNeeded: secret.next()))
        }
        open(0)
        if opensFromBoth { open(1) }
    }

    private func endpoint(_ end: Int) -> Endpoint {
        Endpoint(Self.addresses[end], Self.ports[end])
    }

    private mutating func open(_ end: Int) {
        var connection = TCPConnection(
            local: endpoint(end), remote: endpoint(1 - end), isActive: true,
            numbers: numbers[end], segmentSize: segmentSize, settings: settings[end])
        connection.predicts = predicts
        connection.open(because: nil, at: now, into: &outputs)
        ends[end].connection = connection
        carryOut(end)
    }

    /// Plans what a user does once the connection stands: some writings, perhaps a pause, and close
    /// or abort at the end.
    mutating func plan(_ end: Int, octets: Int, mayPause: Bool, mayAbort: Bool) {
        plans[end] = (octets, mayPause, mayAbort)
    }

    private mutating func begin(_ end: Int) {
        let (octets, mayPause, mayAbort) = plans[end]
        var moment = now
        var left = octets
        while left > 0 {
            moment += .milliseconds(Int(users.below(300)))
            let count = min(left, 1 + Int(users.below(8_000)))
            queue.push(.act(by: end, .send(count)), at: moment)
            left -= count
            if mayPause, users.happens(1, in: 8) {
                queue.push(.act(by: end, .pause), at: moment)
                let pause = Interval.milliseconds(Int(users.below(20_000)))
                queue.push(.act(by: end, .resume), at: moment + pause)
            }
        }
        moment += .milliseconds(Int(users.below(1_000)))
        let ending: Act = mayAbort && users.happens(1, in: 10) ? .abort : .close
        queue.push(.act(by: end, ending), at: moment)
    }

    // MARK: Running

    /// Handles what is due first; false when nothing is.
    mutating func step() -> Bool {
        var next = queue.nextMoment
        var waiting: Int?
        for end in 0..<2 {
            guard let deadline = ends[end].connection?.deadline else { continue }
            if next.map({ deadline < $0 }) ?? true {
                next = deadline
                waiting = end
            }
        }
        guard let next else { return false }
        now = max(now, next)
        if let waiting {
            ends[waiting].connection?.timerFires(at: now, into: &outputs)
            carryOut(waiting)
        } else if let entry = queue.pop() {
            switch entry.payload {
            case .packet(let end, let octets): arrive(octets, at: end)
            case .act(let end, let act): perform(act, by: end)
            }
        }
        largestQueue = max(largestQueue, queue.count)
        return true
    }

    private mutating func perform(_ act: Act, by end: Int) {
        switch act {
        case .send(let count):
            // What is given to a connection that is not there is not sent.
            guard ends[end].connection != nil else { return }
            let start = ends[end].sent.count
            let octets = (start..<start + count).map { Self.octet(end, $0) }
            ends[end].sent += octets
            let cause = Cause(number: nextCause)
            ends[end].connection?.send(octets, because: cause, at: now, into: &outputs)
        case .close: ends[end].connection?.close(because: nil, at: now, into: &outputs)
        case .abort:
            ends[end].didAbort = true
            ends[end].connection?.abort(because: nil, at: now, into: &outputs)
        case .pause: ends[end].connection?.setPaused(true, at: now, into: &outputs)
        case .resume: ends[end].connection?.setPaused(false, at: now, into: &outputs)
        }
        carryOut(end)
    }

    /// The octet at a place of an end's stream: each place can be told from its neighbours.
    static func octet(_ end: Int, _ place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: place &* 31 &+ place >> 8 &+ place >> 16 &+ end &* 101)
    }

    private mutating func arrive(_ octets: [UInt8], at end: Int) {
        guard
            let segment = try? TCPSegment(
                parsing: octets[...], from: Self.addresses[1 - end], to: Self.addresses[end])
        else { return }
        let cause = Cause(number: nextCause)
        nextCause += 1
        if ends[end].connection != nil {
            ends[end].connection?.segmentArrives(
                segment, at: now, because: cause, into: &outputs)
        } else if end == 1, !ends[1].isGone, segment.flags == .syn {
            var connection = TCPConnection.answering(
                segment, local: endpoint(1), remote: endpoint(0), numbers: numbers[1],
                segmentSize: segmentSize, settings: settings[1], because: cause, at: now,
                into: &outputs)
            connection.predicts = predicts
            ends[1].connection = connection
        } else if !segment.flags.contains(.rst) {
            // CLOSED (RFC 9293 §3.10.7.1).
            let hasACK = segment.flags.contains(.ack)
            let reset = TCPSegment(
                sourcePort: Self.ports[end], destinationPort: Self.ports[1 - end],
                sequence: hasACK ? segment.acknowledgment : 0,
                acknowledgment: hasACK
                    ? 0
                    : segment.sequence &+ UInt32(truncatingIfNeeded: segment.sequenceLength),
                flags: hasACK ? .rst : [.rst, .ack], window: 0)
            put(reset, from: end)
        }
        carryOut(end)
    }

    private mutating func carryOut(_ end: Int) {
        let done = outputs
        outputs.removeAll(keepingCapacity: true)
        for output in done {
            switch output {
            case .segment(let departure):
                put(departure.segment, from: end)
                ends[end].connection?.noteSent(departure, as: Cause(number: nextCause))
                nextCause += 1
            case .received(let octets): ends[end].received += octets
            case .closedByPeer: ends[end].isClosedByPeer = true
            case .failed(let failure):
                ends[end].failure = failure
                ends[end].isGone = true
            case .gone: ends[end].isGone = true
            case .established: begin(end)
            case .changed, .drained: break
            }
        }
        if ends[end].isGone { ends[end].connection = nil }
    }

    // MARK: The path

    private mutating func put(_ segment: TCPSegment, from end: Int) {
        var octets: [UInt8] = []
        segment.write(into: &octets, from: Self.addresses[end], to: Self.addresses[1 - end])
        if keepsTrace { trace.append("\(now.nanoseconds) \(end) \(Summary.line(segment))") }
        if path.happens(hostility.loss, in: 1_000) { return }
        let copies = path.happens(hostility.duplication, in: 1_000) ? 2 : 1
        for _ in 0..<copies {
            var copy = octets
            if path.happens(hostility.corruption, in: 1_000) {
                // The checksum finds any one bit that is wrong.
                let place = Int(path.below(UInt64(copy.count)))
                copy[place] ^= 1 << UInt8(path.below(8))
            }
            let range = hostility.delay
            let delay = range.lowerBound + path.below(range.upperBound - range.lowerBound + 1)
            queue.push(
                .packet(to: 1 - end, copy), at: now + .milliseconds(Int(delay)))
        }
    }
}
