import Clockwork
import Wire

/// One flow through address translation.
package struct Translation: Hashable, Sendable {
    package let protocolNumber: IPProtocol
    /// The end in the network behind; ICMP echo has its identifier as the port.
    package let inside: Endpoint
    /// What the world sees instead.
    package let outside: Endpoint
    /// The other end.
    package let remote: Endpoint
    /// What the inside end takes the other end for: another one only when both are inside.
    package let remoteFromInside: Endpoint
    /// Whether a port forwarding brought it about.
    package let isForwarding: Bool
}

/// What a home router does so that many inside hosts share one address: it puts that address and
/// a port of its own into what goes out, and the inside host's back into the answers.
///
/// From general knowledge; the RFCs about it are not among those at hand. Each flow, which is
/// protocol and both ends, has an entry of its own, so nobody but the other end can answer it. The
/// inside port is kept if it is free, as most home routers do. Only IPv4 is translated.
package struct AddressTranslation: Sendable {
    /// A TCP flow that has been answered may be silent for this long.
    static let establishedTime = Interval.hours(2) + .minutes(4)
    /// A TCP flow that is beginning or ending.
    static let transitoryTime = Interval.minutes(4)
    static let datagramTime = Interval.minutes(2)
    static let echoTime = Interval.seconds(60)
    /// Ports that are tried for a flow whose own port is taken.
    private static let portTries = 256
    /// Old entries that are looked at when room is needed.
    private static let sweep = 64

    /// The networks behind the router.
    package let inside: [IPPrefix]
    /// The router's address that stands for them.
    package let outside: IPAddress
    /// Flows that are kept at most.
    package let capacity: Int

    private struct Rule: Sendable {
        let protocolNumber: IPProtocol
        let port: UInt16
        let target: Endpoint
    }

    private struct Entry: Sendable {
        let translation: Translation
        var until: Instant
        var hasAnswer = false
        var isEnding = false
    }

    private struct Key: PlaceKey {
        let near: UInt64
        let remote: UInt64
        let protocolNumber: UInt8

        static let none = Key(near: .max, remote: .max, protocolNumber: .max)

        init(near: UInt64, remote: UInt64, protocolNumber: UInt8) {
            self.near = near
            self.remote = remote
            self.protocolNumber = protocolNumber
        }

        init(_ protocolNumber: IPProtocol, _ near: Endpoint, _ remote: Endpoint) {
            func number(_ end: Endpoint) -> UInt64 {
                UInt64(end.address.lowestBits) << 16 | UInt64(end.port)
            }
            self.near = number(near)
            self.remote = number(remote)
            self.protocolNumber = protocolNumber.rawValue
        }

        var mixed: UInt64 { mix(near ^ UInt64(protocolNumber) << 56, remote) }
    }

    private var rules: [Rule] = []
    private var entries: [Entry] = []
    private var byInside = PlaceTable<Key>()
    private var byOutside = PlaceTable<Key>()
    private var hand = 0
    private var nextPort: UInt16 = 50_000

    package init(inside: [IPPrefix], outside: IPAddress, capacity: Int = 4_096) {
        self.inside = inside
        self.outside = outside
        self.capacity = min(max(1, capacity), 65_536)
    }

    /// Sends what comes from outside to a port of the router on to an inside host.
    package mutating func forward(
        _ protocolNumber: IPProtocol, port: UInt16, to target: Endpoint
    ) {
        guard protocolNumber == .tcp || protocolNumber == .udp, target.address.isV4 else { return }
        rules.removeAll { $0.protocolNumber == protocolNumber && $0.port == port }
        rules.append(Rule(protocolNumber: protocolNumber, port: port, target: target))
    }

    /// Ends a port forwarding for new flows.
    package mutating func stopForwarding(_ protocolNumber: IPProtocol, port: UInt16) {
        rules.removeAll { $0.protocolNumber == protocolNumber && $0.port == port }
    }

    /// The ports that are sent on, in the order in which they were given.
    package var forwardings: [(protocolNumber: IPProtocol, port: UInt16, target: Endpoint)] {
        rules.map { ($0.protocolNumber, $0.port, $0.target) }
    }

    /// The flows that are known at a moment, in the order of their places.
    package func translations(at now: Instant) -> [Translation] {
        entries.filter { $0.until > now }.map(\.translation)
    }

    /// The flows that are known at a moment, with how long no packet of each has passed.
    package func idleTimes(at now: Instant) -> [(flow: Translation, idle: Interval)] {
        entries.filter { $0.until > now }.map { ($0.translation, now - ($0.until - time($0))) }
    }

    /// Entries in the table, old ones too.
    package var count: Int { entries.count }

    /// Forgets every flow, but not how it is set.
    package mutating func forgetFlows() {
        let rules = rules
        self = AddressTranslation(inside: inside, outside: outside, capacity: capacity)
        self.rules = rules
    }

    func isInside(_ address: IPAddress) -> Bool { inside.contains { $0.contains(address) } }

    // MARK: Flows

    /// What is looked up, or newly made.
    enum Found {
        case known(Translation)
        case made(Translation)
        case full
        case none
    }

    /// The entry for a packet from inside to `remote`, as the inside sees it.
    ///
    /// `isFree` says whether the router itself leaves a port alone.
    mutating func outbound(
        _ flow: Flow, flags: TCPFlags?, at now: Instant, isFree: (UInt16) -> Bool
    ) -> Found {
        let key = Key(flow.protocolNumber, flow.source, flow.destination)
        if let place = byInside[key], entries[place].until > now {
            renew(place, flags: flags, isAnswer: entries[place].translation.isForwarding, at: now)
            return .known(entries[place].translation)
        }
        // A hairpin: from inside to a forwarded port of our own outside address.
        var remote = flow.destination
        if flow.destination.address == outside {
            guard let rule = rule(flow.protocolNumber, flow.destination.port) else { return .none }
            remote = rule.target
        }
        guard let port = freePort(flow, remote, at: now, isFree) else { return .full }
        let translation = Translation(
            protocolNumber: flow.protocolNumber, inside: flow.source,
            outside: Endpoint(outside, port), remote: remote,
            remoteFromInside: flow.destination, isForwarding: false)
        return add(translation, flags: flags, at: now)
    }

    /// The entry for a packet to the outside address.
    mutating func inbound(_ flow: Flow, flags: TCPFlags?, at now: Instant) -> Found {
        let key = Key(flow.protocolNumber, flow.destination, flow.source)
        if let place = byOutside[key], entries[place].until > now {
            renew(place, flags: flags, isAnswer: !entries[place].translation.isForwarding, at: now)
            return .known(entries[place].translation)
        }
        guard let rule = rule(flow.protocolNumber, flow.destination.port) else { return .none }
        let translation = Translation(
            protocolNumber: flow.protocolNumber, inside: rule.target, outside: flow.destination,
            remote: flow.source, remoteFromInside: flow.source, isForwarding: true)
        return add(translation, flags: flags, at: now)
    }

    /// The entry of a flow from inside, for an error about it; nothing is renewed or made.
    func known(fromInside flow: Flow, at now: Instant) -> Translation? {
        byInside[Key(flow.protocolNumber, flow.source, flow.destination)]
            .flatMap { entries[$0].until > now ? entries[$0].translation : nil }
    }

    /// The entry of a flow from outside; nothing is renewed or made.
    func known(fromOutside flow: Flow, at now: Instant) -> Translation? {
        byOutside[Key(flow.protocolNumber, flow.destination, flow.source)]
            .flatMap { entries[$0].until > now ? entries[$0].translation : nil }
    }

    /// Whether a flow uses a port of the outside address.
    func uses(_ protocolNumber: IPProtocol, port: UInt16, at now: Instant) -> Bool {
        entries.contains {
            $0.until > now && $0.translation.protocolNumber == protocolNumber
                && $0.translation.outside.port == port
        }
    }

    private func rule(_ protocolNumber: IPProtocol, _ port: UInt16) -> Rule? {
        rules.first { $0.protocolNumber == protocolNumber && $0.port == port }
    }

    private mutating func renew(_ place: Int, flags: TCPFlags?, isAnswer: Bool, at now: Instant) {
        if isAnswer { entries[place].hasAnswer = true }
        if let flags {
            if flags.contains(.fin) || flags.contains(.rst) {
                entries[place].isEnding = true
            } else if flags.contains(.syn), !flags.contains(.ack) {
                entries[place].isEnding = false
                entries[place].hasAnswer = false
            }
        }
        entries[place].until = now + time(entries[place])
    }

    private func time(_ entry: Entry) -> Interval {
        switch entry.translation.protocolNumber {
        case .tcp:
            entry.hasAnswer && !entry.isEnding ? Self.establishedTime : Self.transitoryTime
        case .udp: Self.datagramTime
        default: Self.echoTime
        }
    }

    /// The inside port if it can be had, or else another one.
    private mutating func freePort(
        _ flow: Flow, _ remote: Endpoint, at now: Instant, _ isFree: (UInt16) -> Bool
    ) -> UInt16? {
        func canTake(_ port: UInt16) -> Bool {
            guard isFree(port), rule(flow.protocolNumber, port) == nil else { return false }
            let key = Key(flow.protocolNumber, Endpoint(outside, port), remote)
            return byOutside[key].map { entries[$0].until <= now } ?? true
        }
        let wanted = flow.source.port
        if flow.protocolNumber.isICMP ? canTake(wanted) : wanted >= 1_024 && canTake(wanted) {
            return wanted
        }
        for _ in 0..<Self.portTries {
            let port = nextPort
            nextPort = port == .max ? 50_000 : port + 1
            if canTake(port) { return port }
        }
        return nil
    }

    private mutating func add(
        _ translation: Translation, flags: TCPFlags?, at now: Instant
    ) -> Found {
        var entry = Entry(translation: translation, until: now)
        entry.until = now + time(entry)
        let keys = Self.keys(translation)
        // What has run out under the same names goes first, so that no name stands for two.
        for place in [byInside[keys.inside], byOutside[keys.outside]] {
            if let place { forget(place) }
        }
        var place = entries.count
        if entries.count < capacity {
            entries.append(entry)
        } else {
            guard let old = expired(at: now) else { return .full }
            forget(old)
            entries[old] = entry
            place = old
        }
        byInside.set(keys.inside, to: place)
        byOutside.set(keys.outside, to: place)
        return .made(translation)
    }

    private static func keys(_ translation: Translation) -> (inside: Key, outside: Key) {
        (
            Key(translation.protocolNumber, translation.inside, translation.remoteFromInside),
            Key(translation.protocolNumber, translation.outside, translation.remote)
        )
    }

    /// The place of an entry whose time is over, if one is found soon.
    private mutating func expired(at now: Instant) -> Int? {
        for _ in 0..<min(Self.sweep, entries.count) {
            hand = (hand + 1) % entries.count
            if entries[hand].until <= now { return hand }
        }
        return nil
    }

    /// Takes an entry's names away, if they still stand for it.
    private mutating func forget(_ place: Int) {
        let keys = Self.keys(entries[place].translation)
        if byInside[keys.inside] == place { byInside.remove(keys.inside) }
        if byOutside[keys.outside] == place { byOutside.remove(keys.outside) }
        entries[place].until = Instant(nanoseconds: .min)
    }
}
