import Clockwork
import Wire

/// What a resolver has learnt of the servers that it asks: how fast they are, which are silent,
/// what they have failed at (RFC 1035 §7.2).
struct ServerHistory: Sendable {
    /// How long a server is expected to need when nothing is known of it.
    static let firstPatience = Interval.seconds(2)
    static let leastPatience = Interval.milliseconds(400)
    static let mostPatience = Interval.seconds(4)
    /// How long a failure, or silence, is remembered: five minutes at most (RFC 2308 §7).
    static let failureTime = Interval.seconds(60)
    /// How long it is remembered that a server does not know EDNS (RFC 6891 §6.2.2).
    static let plainTime = Interval.minutes(10)
    /// The most servers, and the most failures, that are remembered.
    static let limit = 1_000

    private struct Record: Sendable {
        /// The time between query and response, smoothed.
        var roundTrip: Interval?
        /// How often in a row it has said nothing.
        var silences = 0
        var silentUntil = Instant.zero
        /// It is asked without EDNS until then.
        var plainUntil = Instant.zero
    }

    /// The tuple that RFC 2308 §7.1 wants: name, type and server.
    private struct Failure: Hashable, Sendable {
        let question: DNSQuestion
        let server: IPAddress
    }

    private var records = Lookup<IPAddress, Record>()
    /// The servers of `records`, the oldest first.
    private var servers: [IPAddress] = []
    private var failures = Lookup<Failure, Instant>()
    private var failureOrder: [Failure] = []

    private mutating func edit(_ server: IPAddress, _ change: (inout Record) -> Void) {
        if records[server] == nil {
            if servers.count >= Self.limit { records.remove(servers.removeFirst()) }
            servers.append(server)
        }
        change(&records[server, default: Record()])
    }

    // MARK: speed and silence

    /// How long to wait for `server`: twice what it needs as a rule, and twice as long again after
    /// each silence (RFC 1035 §7.2).
    func patience(for server: IPAddress) -> Interval {
        guard let record = records[server] else { return Self.firstPatience }
        let usual = record.roundTrip.map { max(Self.leastPatience, $0 * 2) } ?? Self.firstPatience
        return min(Self.mostPatience, usual * (1 << min(record.silences, 4)))
    }

    /// It has answered; `time` is nil where a handshake was part of it.
    mutating func answered(_ server: IPAddress, after time: Interval?) {
        edit(server) { record in
            if let time {
                record.roundTrip = record.roundTrip.map { ($0 * 7 + time) / 8 } ?? time
            }
            record.silences = 0
            record.silentUntil = .zero
        }
    }

    mutating func wasSilent(_ server: IPAddress, at now: Instant) {
        edit(server) { record in
            record.silences = min(record.silences + 1, 16)
            record.silentUntil = now + Self.failureTime
        }
    }

    /// The servers in the order given, those last that have been silent lately.
    func ranked(_ servers: [IPAddress], at now: Instant) -> [IPAddress] {
        func isSilent(_ server: IPAddress) -> Bool {
            records[server].map { $0.silentUntil > now } ?? false
        }
        return servers.filter { !isSilent($0) } + servers.filter(isSilent)
    }

    // MARK: EDNS

    func speaksEDNS(_ server: IPAddress, at now: Instant) -> Bool {
        records[server].map { $0.plainUntil <= now } ?? true
    }

    mutating func refusedEDNS(_ server: IPAddress, at now: Instant) {
        edit(server) { $0.plainUntil = now + Self.plainTime }
    }

    // MARK: failures

    mutating func failed(_ question: DNSQuestion, _ server: IPAddress, at now: Instant) {
        let failure = Failure(question: question, server: server)
        if failures[failure] == nil {
            if failureOrder.count >= Self.limit { failures.remove(failureOrder.removeFirst()) }
            failureOrder.append(failure)
        }
        failures[failure] = now + Self.failureTime
    }

    func hasFailed(_ question: DNSQuestion, _ server: IPAddress, at now: Instant) -> Bool {
        failures[Failure(question: question, server: server)].map { $0 > now } ?? false
    }
}
