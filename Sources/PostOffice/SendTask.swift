import Clockwork
import DNS
import Mail
import SASL
import Session
import Wire

/// A mail program sending one letter: to its provider's server, or straight to the MX hosts.
package struct SendTask: Program {
    /// What is to be sent, from where.
    package struct Order: Sendable {
        package var envelope: Envelope
        package var octets: [UInt8]
        package var helloName: String
        package var identity: SASLIdentity?
        /// Nil: straight to the mail exchangers of each recipient's domain.
        package var server: Courier.Target?
        /// The families of addresses that the host has.
        package var families = AddressFamilies.ipv4
        package var security = TransportSecurity.clear

        package init(
            envelope: Envelope, octets: [UInt8], helloName: String, identity: SASLIdentity?,
            server: Courier.Target?
        ) {
            self.envelope = envelope
            self.octets = octets
            self.helloName = helloName
            self.identity = identity
            self.server = server
        }
    }

    private let order: Order
    private let dice: Dice
    private var couriers: [Courier] = []
    private var isBooked: [Bool] = []
    private var accepted: [String] = []
    private var refused: [ClientOutcome.Refusal] = []

    package init(_ order: Order, dice: Dice) {
        self.order = order
        self.dice = dice
    }

    package var nextDeadline: Instant? { couriers.compactMap(\.nextDeadline).min() }
    package var nextWork: Instant? { couriers.compactMap(\.nextWork).min() }
    /// Nothing more comes.
    package var isOver: Bool { couriers.allSatisfy(\.isOver) }

    /// Sets the couriers out: one for a server, one a domain when sending directly.
    package mutating func start(in turn: inout Turn) {
        let groups: [(target: Courier.Target, recipients: [ForwardPath])]
        if let server = order.server {
            groups = [(server, order.envelope.recipients)]
        } else {
            groups = Self.byDomain(order.envelope.recipients)
        }
        for (index, group) in groups.enumerated() {
            var envelope = order.envelope
            envelope.recipients = group.recipients
            let errand = Courier.Errand(
                target: group.target, envelope: envelope, octets: order.octets,
                helloName: order.helloName, identity: order.identity, ownName: nil,
                ownAddresses: [], families: order.families, connectTimeout: nil, queueID: nil,
                security: order.security)
            couriers.append(
                Courier(errand, id: index + 1, dice: dice.stream("courier \(index)")))
            isBooked.append(false)
        }
        for index in couriers.indices { couriers[index].start(in: &turn) }
        book(in: &turn)
    }

    package mutating func handle(_ input: ProgramInput, in turn: inout Turn) {
        switch input {
        case .accepted: return
        case .opened(let key, _), .secured(let key, _), .received(let key, _),
            .closedByPeer(let key), .failed(let key, _, _), .drained(let key):
            hand(input, to: Courier.id(ofKey: key), in: &turn)
        case .resolved(let token, _): hand(input, to: Courier.id(ofToken: token), in: &turn)
        case .deadlinePassed:
            for index in couriers.indices {
                if let deadline = couriers[index].nextDeadline, deadline <= turn.now {
                    couriers[index].handle(input, in: &turn)
                }
            }
        }
        book(in: &turn)
    }

    private mutating func hand(_ input: ProgramInput, to id: Int, in turn: inout Turn) {
        guard couriers.indices.contains(id - 1) else { return }
        couriers[id - 1].handle(input, in: &turn)
    }

    /// Collects outcomes; the last one ends the errand.
    private mutating func book(in turn: inout Turn) {
        guard isBooked.contains(false) else { return }
        for index in couriers.indices {
            guard let outcomes = couriers[index].takeOutcomes() else { continue }
            isBooked[index] = true
            for outcome in outcomes {
                switch outcome.verdict {
                case .accepted: accepted.append(outcome.path.bare)
                case .temporary(let note, _), .permanent(let note, _):
                    refused.append(.init(recipient: outcome.path.bare, reason: note))
                }
            }
        }
        if !isBooked.contains(false) {
            turn.act(.finished(.sent(accepted: accepted, refused: refused)))
        }
    }

    private static func byDomain(
        _ recipients: [ForwardPath]
    ) -> [(target: Courier.Target, recipients: [ForwardPath])] {
        var groups: [(domain: String, recipients: [ForwardPath])] = []
        for path in recipients {
            let domain: String
            switch path {
            case .postmaster: domain = ""
            case .address(let address): domain = address.domain
            }
            if let place = groups.firstIndex(where: { $0.domain == domain }) {
                groups[place].recipients.append(path)
            } else {
                groups.append((domain, [path]))
            }
        }
        return groups.map { (.domain($0.domain), $0.recipients) }
    }
}
