import Clockwork
import DNS
import Session
import Wire

/// What a learner wants to find out about the way to a host: a ping or a traceroute.
package struct ProbeOrder: Hashable, Sendable, Codable {
    /// What is sent to try the way.
    package enum Means: Hashable, Sendable, Codable {
        /// ICMP echo requests (RFC 792).
        case echo
        /// UDP to ports that nobody uses: the host at the end answers “port unreachable”.
        case udp
        /// SYN to a port: what a filter does with that port shows, and where.
        case tcp(port: UInt16)
    }

    /// How the time to live is chosen.
    package enum Plan: Hashable, Sendable, Codable {
        /// The same for every probe, one probe a second.
        case ping(count: Int, timeToLive: UInt8)
        /// One more for each hop, up to this many, with so many probes for each.
        case traceroute(mostHops: Int, probesEach: Int)
    }

    /// The host at which it is done.
    package var host: String
    /// A host's name, a DNS name or an address.
    package var target: String
    package var means: Means
    package var plan: Plan
    /// Octets of data in an echo request.
    package var dataCount: Int
    /// Nil takes whichever family the target has.
    package var wantsIPv6: Bool?

    package init(
        host: String, target: String, means: Means = .echo,
        plan: Plan = .ping(count: 4, timeToLive: 64), dataCount: Int = 56, wantsIPv6: Bool? = nil
    ) {
        self.host = host
        self.target = target
        self.means = means
        self.plan = plan
        self.dataCount = dataCount
        self.wantsIPv6 = wantsIPv6
    }

    package var isTraceroute: Bool {
        switch plan {
        case .traceroute: true
        case .ping: false
        }
    }
}

/// What came back for one probe.
package struct ProbeReport: Hashable, Sendable {
    package enum Answer: Hashable, Sendable {
        /// The target answered; `how` is `echo-reply`, `port-unreachable`, `SYN,ACK` or `RST`.
        case reached(how: String)
        /// A router on the way sent the packet no further: its time to live was over.
        case passing
        /// A router or host said that it goes no further.
        case refused(Note)
        /// Nothing came back in time.
        case silence
    }

    /// Counted from one.
    package let sequence: Int
    package let timeToLive: UInt8
    /// Who answered.
    package let from: IPAddress?
    package let roundTrip: Interval
    package let answer: Answer
    /// The time to live that the answer had left when it came.
    package let answerTimeToLive: UInt8?
}

/// What a ping or traceroute came to.
package struct ProbeSummary: Hashable, Sendable {
    package let isTraceroute: Bool
    package let target: String
    /// Nil where the name could not be resolved.
    package let address: IPAddress?
    package let sent: Int
    package let answered: Int
    package let shortest: Interval
    package let mean: Interval
    package let longest: Interval
    /// Whether the target itself answered.
    package let reached: Bool
}

/// A ping or traceroute under way: a value that is told of answers and says what to send next.
struct Probe: Sendable {
    /// One packet that tries the way.
    struct Shot: Sendable {
        let sequence: Int
        let timeToLive: UInt8
        let sent: Instant
        var isAnswered = false
    }

    enum Output: Sendable {
        case shoot(Shot)
        case report(ProbeReport)
        case finished(ProbeSummary)
    }

    /// How long an answer is waited for.
    static let patience = Interval.seconds(5)
    static let pingGap = Interval.seconds(1)
    /// Hops in a row that may be silent: a filter that drops does not answer further out either.
    static let mostSilentHops = 5

    let number: Int
    let order: ProbeOrder
    let machine: Int
    let asked: Cause
    private(set) var target: IPAddress?
    /// The look-up of its target's name, while that is under way.
    private var lookup: AddressLookup?
    private var shots: [Shot] = []
    private var roundTrips: [Interval] = []
    private var nextShot: Instant?
    private var silentHops = 0
    private var heardAtHop = false
    private var hasReached = false
    private(set) var isOver = false

    init(_ order: ProbeOrder, number: Int, machine: Int, asked: Cause) {
        self.order = order
        self.number = number
        self.machine = machine
        self.asked = asked
    }

    /// When it wants to be woken; nil while a name is being resolved, and when it is over.
    var deadline: Instant? {
        guard !isOver, target != nil else { return nil }
        let waits = shots.first(where: { !$0.isAnswered }).map { $0.sent + Self.patience }
        switch (nextShot, waits) {
        case (nil, let other): return other
        case (let one, nil): return one
        case (let one?, let other?): return min(one, other)
        }
    }

    /// The address is known: the first probe goes out.
    mutating func begin(_ address: IPAddress, at now: Instant, into out: inout [Output]) {
        target = address
        nextShot = now
        wake(at: now, into: &out)
    }

    /// Its target's name must be looked up; says what to ask.
    mutating func look(
        up name: DNSName, _ families: AddressFamilies
    ) -> [(token: Int, type: RecordType)] {
        let lookup = AddressLookup(name, families: families)
        self.lookup = lookup
        return lookup.questions
    }

    /// An answer about its target's name; the first probe goes out once all are there.
    mutating func resolved(
        _ outcome: StubOutcome, token: Int, at now: Instant, into out: inout [Output]
    ) {
        guard let outcome = lookup?.answered(outcome, token: token) else { return }
        lookup = nil
        if case .addresses(let addresses) = outcome, let first = addresses.first {
            begin(first, at: now, into: &out)
        } else {
            finish(into: &out)
        }
    }

    mutating func wake(at now: Instant, into out: inout [Output]) {
        giveUpOnSilence(at: now, into: &out)
        guard !isOver, let moment = nextShot, moment <= now else { return }
        shoot(at: now, into: &out)
    }

    /// The shot that an answer is about.
    func shot(_ sequence: Int) -> Shot? {
        shots.indices.contains(sequence - 1) ? shots[sequence - 1] : nil
    }

    /// An answer has come for a shot.
    mutating func answered(
        _ sequence: Int, from: IPAddress, _ answer: ProbeReport.Answer, timeToLive: UInt8?,
        at now: Instant, into out: inout [Output]
    ) {
        guard !isOver, let shot = shot(sequence), !shot.isAnswered else { return }
        shots[sequence - 1].isAnswered = true
        let trip = now - shot.sent
        roundTrips.append(trip)
        heardAtHop = true
        silentHops = 0
        out.append(
            .report(
                ProbeReport(
                    sequence: sequence, timeToLive: shot.timeToLive, from: from, roundTrip: trip,
                    answer: answer, answerTimeToLive: timeToLive)))
        switch answer {
        case .reached: hasReached = true
        case .passing, .silence: break
        // What is refused here is refused for every later hop as well.
        case .refused: if order.isTraceroute { return finish(into: &out) }
        }
        goOn(at: now, into: &out)
    }

    private mutating func giveUpOnSilence(at now: Instant, into out: inout [Output]) {
        for index in shots.indices where !shots[index].isAnswered {
            guard shots[index].sent + Self.patience <= now else { continue }
            shots[index].isAnswered = true
            out.append(
                .report(
                    ProbeReport(
                        sequence: shots[index].sequence, timeToLive: shots[index].timeToLive,
                        from: nil, roundTrip: Self.patience, answer: .silence,
                        answerTimeToLive: nil)))
            goOn(at: now, into: &out)
        }
    }

    /// Decides, after an answer or after silence, what comes next.
    private mutating func goOn(at now: Instant, into out: inout [Output]) {
        guard !isOver else { return }
        switch order.plan {
        case .ping(let count, _):
            if shots.count >= count, shots.allSatisfy(\.isAnswered) { finish(into: &out) }
        case .traceroute(let mostHops, let probesEach):
            if shots.count % probesEach != 0 {
                nextShot = now
                return wake(at: now, into: &out)
            }
            if !heardAtHop { silentHops += 1 }
            heardAtHop = false
            let isAtEnd = shots.count >= mostHops * probesEach
            if hasReached || isAtEnd || silentHops >= Self.mostSilentHops {
                return finish(into: &out)
            }
            nextShot = now
            wake(at: now, into: &out)
        }
    }

    private mutating func shoot(at now: Instant, into out: inout [Output]) {
        let sequence = shots.count + 1
        let timeToLive: UInt8
        switch order.plan {
        case .ping(let count, let life):
            timeToLive = life
            nextShot = sequence < count ? now + Self.pingGap : nil
        case .traceroute(_, let probesEach):
            timeToLive = UInt8(clamping: (sequence - 1) / probesEach + 1)
            nextShot = nil
        }
        let shot = Shot(sequence: sequence, timeToLive: timeToLive, sent: now)
        shots.append(shot)
        out.append(.shoot(shot))
    }

    private mutating func finish(into out: inout [Output]) {
        isOver = true
        let sum = roundTrips.reduce(Interval.zero, +)
        out.append(
            .finished(
                ProbeSummary(
                    isTraceroute: order.isTraceroute, target: order.target, address: target,
                    sent: shots.count, answered: roundTrips.count,
                    shortest: roundTrips.min() ?? .zero,
                    mean: roundTrips.isEmpty ? .zero : sum / roundTrips.count,
                    longest: roundTrips.max() ?? .zero, reached: hasReached)))
    }
}
