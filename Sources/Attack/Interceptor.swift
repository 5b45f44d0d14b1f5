import Clockwork
import Session
import Wire

/// The name of a connection: positive for one that the attacker accepted in a server's name,
/// negative for one that it opened in a client's.
package typealias AttackKey = Int

/// What an interceptor is told.
package enum AttackInput: Sendable {
    /// Somebody has called `server`, and got the attacker; with TLS, if that port begins with it.
    case accepted(AttackKey, client: Endpoint, server: Endpoint, isSecured: Bool)
    case opened(AttackKey)
    case secured(AttackKey)
    case received(AttackKey, [UInt8])
    case closedByPeer(AttackKey)
    /// `because` says more, where TLS knows more.
    case failed(AttackKey, TransportFailure, because: Note?)
}

/// What an interceptor does.
package enum AttackAct: Sendable {
    /// Calls a server in a client's name; with TLS from the first octet, and any certificate.
    case connect(AttackKey, to: Endpoint, as: Endpoint, isSecured: Bool)
    case send(AttackKey, [UInt8])
    /// Begins TLS: as a server on an accepted connection, as a client on an opened one.
    case startTLS(AttackKey)
    case close(AttackKey)
    case abort(AttackKey)
    case deed(AttackKey, Deed)
}

/// An attacker on the way: for each connection that it gets it opens the onward one, and hands
/// the octets of both through the engine of its attack.
///
/// A value without any I/O: the carrier tells it what its connections bring.
package struct Interceptor: Sendable {
    /// The two connections that it stands between.
    private struct Pair: Sendable {
        let accepted: AttackKey
        let opened: AttackKey
        let server: Endpoint
        let isSecured: Bool
        var engine: Engine
        var isOpen = false
        /// Both were broken off.
        var isOver = false
        /// What the client says before the onward connection is there.
        var early: [UInt8] = []
        /// Which ends have said that nothing more comes of them.
        var ended: [Side] = []

        func key(_ side: Side) -> AttackKey { side == .client ? accepted : opened }
    }

    package let plan: AttackPlan
    private var pairs = Lookup<AttackKey, Pair>()
    /// Which pair an opened connection belongs to.
    private var owners = Lookup<AttackKey, AttackKey>()
    private var count = 0
    private var lastKey = 0

    /// Pairs that stand at a time; who comes when there are more is sent away.
    package static let limit = 1_024
    /// Octets that may wait for one side before the carrier does not read the other any more.
    package static let backlogLimit = 262_144

    package init(_ plan: AttackPlan) { self.plan = plan }

    package mutating func handle(
        _ input: AttackInput, at now: Instant, because cause: Cause?,
        into log: inout CausalLog<AttackAct>
    ) {
        func act(_ act: AttackAct) { log.record(act, at: now, because: cause) }
        let certificate = plan.certificate
        switch input {
        case .accepted(let key, let client, let server, let isSecured):
            guard count < Self.limit else { return act(.abort(key)) }
            count += 1
            lastKey -= 1
            pairs[key] = Pair(
                accepted: key, opened: lastKey, server: server, isSecured: isSecured,
                engine: Engine(plan, port: server.port, isSecured: isSecured))
            owners[lastKey] = key
            if isSecured { act(.deed(key, .swapped(plan.certificate))) }
            act(.connect(lastKey, to: server, as: client, isSecured: isSecured))
        case .opened(let key):
            change(key) { pair, _ in
                pair.isOpen = true
                let early = pair.early
                pair.early = []
                if !early.isEmpty {
                    Self.drive(.received(.client, early), &pair, act)
                }
                if pair.ended.contains(.client) { act(.close(pair.opened)) }
            }
        case .secured(let key):
            change(key) { pair, side in
                if side == .client { act(.deed(key, .swapped(certificate))) }
                Self.drive(.secured(side), &pair, act)
            }
        case .received(let key, let octets):
            change(key) { pair, side in
                if side == .client, !pair.isOpen {
                    pair.early += octets
                    if pair.early.count > heldLimit { Self.breakOff(&pair, act) }
                } else {
                    Self.drive(.received(side, octets), &pair, act)
                }
            }
        case .closedByPeer(let key):
            change(key) { pair, side in
                pair.ended.append(side)
                if pair.isOpen || side == .server { act(.close(pair.key(side.other))) }
            }
            forgetIfOver(key)
        case .failed(let key, let failure, let reason):
            failed(key, failure, reason, act)
        }
    }

    /// The connection on the other side, whose octets go out on this one.
    package func partner(of key: AttackKey) -> AttackKey? {
        pair(of: key).map { key > 0 ? $0.opened : $0.accepted }
    }

    /// One connection is of no more use, so the other is not either.
    private mutating func failed(
        _ key: AttackKey, _ failure: TransportFailure, _ reason: Note?,
        _ act: (AttackAct) -> Void
    ) {
        // Where TLS comes first, a client that does not trust never comes as far as a pair.
        if failure == .notSecured, key > 0 {
            act(.deed(key, .swapRefused(plan.certificate, because: reason)))
        }
        guard let pair = pair(of: key) else { return }
        let other = key > 0 ? pair.opened : pair.accepted
        forget(pair)
        act(.abort(other))
    }

    // MARK: pairs

    private func pair(of key: AttackKey) -> Pair? {
        key > 0 ? pairs[key] : owners[key].flatMap { pairs[$0] }
    }

    private mutating func change(_ key: AttackKey, _ body: (inout Pair, Side) -> Void) {
        let accepted = key > 0 ? key : owners[key] ?? 0
        guard var pair = pairs.remove(accepted) else { return }
        body(&pair, key > 0 ? .client : .server)
        if pair.isOver { forget(pair) } else { pairs[accepted] = pair }
    }

    private static func breakOff(_ pair: inout Pair, _ act: (AttackAct) -> Void) {
        pair.isOver = true
        act(.abort(pair.accepted))
        act(.abort(pair.opened))
    }

    private mutating func forgetIfOver(_ key: AttackKey) {
        guard let pair = pair(of: key), pair.ended.contains(.client),
            pair.ended.contains(.server)
        else { return }
        forget(pair)
    }

    private mutating func forget(_ pair: Pair) {
        pairs.remove(pair.accepted)
        owners.remove(pair.opened)
        count -= 1
    }

    /// Hands an input to the engine, and carries out what it wants.
    private static func drive(
        _ input: TamperInput, _ pair: inout Pair, _ act: (AttackAct) -> Void
    ) {
        var outbox: [TamperOutput] = []
        pair.engine.handle(input, into: &outbox)
        for output in outbox where !pair.isOver {
            switch output {
            case .send(let side, let octets): act(.send(pair.key(side), octets))
            case .startTLS(let side): act(.startTLS(pair.key(side)))
            case .deed(let deed): act(.deed(pair.accepted, deed))
            case .abort: breakOff(&pair, act)
            }
        }
    }
}
