import Clockwork
import Session
import Wire

/// Finds out where mail for a domain goes, question by question (RFC 5321 §5.1).
///
/// It sends nothing: its owner asks the questions and brings the answers.
package struct MXLookup: Sendable {
    /// What the owner has to do, in order.
    package enum Step: Hashable, Sendable {
        /// Ask this; the token comes back with the answer.
        case ask(DNSName, RecordType, token: UInt64)
        case note(Note)
        /// Nothing more will come.
        case finished(MXRoute)
    }

    /// The most hosts whose addresses are asked for; the worst ones are left out.
    package static let hostLimit = 16

    /// A host whose addresses are on the way, or here.
    private struct Candidate: Sendable {
        let name: DNSName
        let preference: Int
        var lookup: AddressLookup
        /// What its look-up has come to; nil while answers are missing.
        var outcome: AddressLookup.Outcome?
        /// It has been noted that the name is an alias.
        var isAlias = false

        init(_ name: DNSName, preference: Int, families: AddressFamilies) {
            self.name = name
            self.preference = preference
            lookup = AddressLookup(name, families: families)
        }

        var addresses: [IPAddress] {
            if case .addresses(let addresses) = outcome { return addresses }
            return []
        }
    }

    private enum State: Sendable {
        case unstarted
        /// The question for MX is open.
        case askingExchanges(DNSName)
        /// The questions for addresses are open; two tokens belong to each candidate.
        case askingAddresses([Candidate], selfExcluded: Bool)
        case finished
    }

    package let domain: String
    private let ownName: DNSName?
    private let ownAddresses: [IPAddress]
    private let families: AddressFamilies
    private var dice: Dice
    private var state = State.unstarted

    /// A lookup for `domain`, by a host that has `ownName` and `ownAddresses`, and that can reach
    /// hosts over `families`.
    package init(
        domain: String, ownName: String?, ownAddresses: [IPAddress],
        families: AddressFamilies = .ipv4, dice: Dice
    ) {
        self.domain = domain
        self.families = families
        self.ownName = ownName.flatMap { DNSName($0) }
        self.ownAddresses = ownAddresses
        self.dice = dice
    }

    /// Begins; a second call does nothing.
    package mutating func start() -> [Step] {
        guard case .unstarted = state else { return [] }
        if domain.hasPrefix("[") { return finish(literalRoute()) }
        guard let name = DNSName(domain), !name.isRoot else {
            return finish([], .noSuchDomain)
        }
        state = .askingExchanges(name)
        return [.ask(name, .mx, token: 0)]
    }

    /// Takes an answer; one that nobody waits for is ignored.
    package mutating func answered(_ result: StubResult) -> [Step] {
        switch state {
        case .unstarted, .finished:
            return []
        case .askingExchanges(let name):
            guard result.token == 0, result.question == DNSQuestion(name, .mx) else { return [] }
            return exchangesAnswered(result.outcome, for: name)
        case .askingAddresses(let candidates, let selfExcluded):
            return addressesAnswered(result, candidates, selfExcluded: selfExcluded)
        }
    }

    private mutating func finish(_ notes: [Step] = [], _ route: MXRoute) -> [Step] {
        state = .finished
        return notes + [.finished(route)]
    }

    private mutating func finish(_ end: (notes: [Step], route: MXRoute)) -> [Step] {
        finish(end.notes, end.route)
    }

    private func note(
        _ key: String, _ values: KeyValuePairs<String, String>, _ source: String
    ) -> Step { .note(Note(key, values, source: source)) }

    /// The route for `[192.0.2.1]` or `[IPv6:2001:db8::1]`, for which no name is looked up
    /// (RFC 5321 §4.1.3).
    private func literalRoute() -> (notes: [Step], route: MXRoute) {
        var text = domain.dropFirst()
        guard text.popLast() == "]" else { return ([], .noSuchDomain) }
        let isIPv6 = text.lowercased().hasPrefix("ipv6:")
        if isIPv6 { text = text.dropFirst(5) }
        // The tag and the form of the address must agree.
        guard let address = IPAddress(text), address.isV4 != isIPv6 else {
            return ([], .noSuchDomain)
        }
        let note = note("dns.mx-address-literal", ["address": "\(address)"], "RFC 5321 §4.1.3")
        guard !ownAddresses.contains(address) else { return ([note], .loop) }
        return ([note], .hosts([MXHost(name: domain, preference: 0, addresses: [address])]))
    }
}

extension MXLookup {
    private mutating func exchangesAnswered(
        _ outcome: StubOutcome, for name: DNSName
    ) -> [Step] {
        switch outcome {
        case .noSuchName:
            return finish(
                [note("dns.mx-no-such-domain", ["domain": "\(name)"], "RFC 5321 §5.1")],
                .noSuchDomain)
        case .serverFailure, .timedOut:
            return finish(
                [note("dns.mx-temporary", ["domain": "\(name)"], "RFC 5321 §5.1")],
                .temporaryFailure)
        case .noData:
            let implicit = note("dns.mx-implicit", ["domain": "\(name)"], "RFC 5321 §5.1")
            return rank([Candidate(name, preference: 0, families: families)], [implicit])
        case .records(let records):
            var candidates: [Candidate] = []
            for record in records {
                guard case .mx(let preference, let host) = record.data, !host.isRoot,
                    !candidates.contains(where: { $0.name == host && $0.preference == preference })
                else { continue }
                candidates.append(
                    Candidate(host, preference: Int(preference), families: families))
            }
            guard !candidates.isEmpty else {
                return finish(
                    [note("dns.mx-null", ["domain": "\(name)"], "RFC 7505 §3")], .nullMX)
            }
            let list = sorted(candidates)
            let text = list.map { "\($0.preference) \($0.name)" }.joined(separator: ", ")
            return rank(
                list,
                [
                    note(
                        "dns.mx-order", ["domain": "\(name)", "hosts": text], "RFC 5321 §5.1")
                ])
        }
    }

    /// Lower preferences first, equal ones in an order by lot (RFC 5321 §5.1).
    private mutating func sorted(_ candidates: [Candidate]) -> [Candidate] {
        // Swift's sort is stable, so that the lot decides among equals.
        dice.shuffled(candidates).sorted { $0.preference < $1.preference }
    }

    /// Leaves out ourselves by name, and asks for the addresses of the rest.
    private mutating func rank(_ candidates: [Candidate], _ notes: [Step]) -> [Step] {
        var steps = notes
        var list = candidates
        var selfExcluded = false
        if let own = candidates.first(where: { $0.name == ownName }) {
            steps.append(excluded(own))
            selfExcluded = true
            list = list.filter { $0.preference < own.preference }
        }
        guard !list.isEmpty else { return finish(steps, .loop) }
        list = Array(list.prefix(Self.hostLimit))
        for (index, candidate) in list.enumerated() {
            for (token, type) in candidate.lookup.questions {
                steps.append(.ask(candidate.name, type, token: Self.token(index, token)))
            }
        }
        state = .askingAddresses(list, selfExcluded: selfExcluded)
        return steps
    }

    /// Token 0 is the question for MX; then come two for each candidate.
    private static func token(_ index: Int, _ token: Int) -> UInt64 {
        UInt64(1 + 2 * index + token)
    }

    private func excluded(_ own: Candidate) -> Step {
        note(
            "dns.mx-self-excluded",
            ["host": "\(own.name)", "preference": "\(own.preference)"], "RFC 5321 §5.1")
    }

    private mutating func addressesAnswered(
        _ result: StubResult, _ candidates: [Candidate], selfExcluded: Bool
    ) -> [Step] {
        guard (1...UInt64(2 * candidates.count)).contains(result.token) else { return [] }
        let index = Int(result.token - 1) / 2
        let token = Int(result.token - 1) % 2
        var list = candidates
        let name = list[index].name
        guard
            let asked = list[index].lookup.questions.first(where: { $0.token == token }),
            result.question == DNSQuestion(name, asked.type)
        else { return [] }
        var steps: [Step] = []
        if case .records(let records) = result.outcome, let found = records.first,
            found.name != name, !list[index].isAlias
        {
            list[index].isAlias = true
            steps.append(
                note(
                    "dns.mx-alias", ["host": "\(name)", "target": "\(found.name)"],
                    "RFC 2181 §10.3"))
        }
        if let outcome = list[index].lookup.answered(result.outcome, token: token) {
            list[index].outcome = outcome
            switch outcome {
            case .addresses: break
            case .noSuchName, .noAddress:
                steps.append(note("dns.mx-no-address", ["host": "\(name)"], "RFC 5321 §5.1"))
            case .temporaryFailure:
                steps.append(
                    note("dns.mx-address-unknown", ["host": "\(name)"], "RFC 5321 §5.1"))
            }
        }
        state = .askingAddresses(list, selfExcluded: selfExcluded)
        guard list.allSatisfy({ $0.outcome != nil }) else { return steps }
        return conclude(list, steps, selfExcluded: selfExcluded)
    }

    /// Leaves out ourselves by address, and says which hosts remain.
    private mutating func conclude(
        _ candidates: [Candidate], _ notes: [Step], selfExcluded: Bool
    ) -> [Step] {
        var steps = notes
        var list = candidates
        var selfExcluded = selfExcluded
        if let own = list.first(where: { candidate in
            candidate.addresses.contains { ownAddresses.contains($0) }
        }) {
            steps.append(excluded(own))
            selfExcluded = true
            list = list.filter { $0.preference < own.preference }
        }
        let hosts = list.filter { !$0.addresses.isEmpty }.map {
            MXHost(name: "\($0.name)", preference: $0.preference, addresses: $0.addresses)
        }
        if !hosts.isEmpty { return finish(steps, .hosts(hosts)) }
        if list.contains(where: { $0.outcome == .temporaryFailure }) {
            return finish(steps, .temporaryFailure)
        }
        return finish(steps, selfExcluded && list.isEmpty ? .loop : .noUsableHost)
    }
}
