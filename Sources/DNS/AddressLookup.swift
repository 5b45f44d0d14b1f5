import Wire

/// Finds the addresses of one host, in every family that the asking host has itself.
///
/// Both questions go out at once; IPv6 addresses come first in the result. It sends nothing: its
/// owner asks the questions and brings the answers.
package struct AddressLookup: Hashable, Sendable {
    /// What the look-up came to.
    package enum Outcome: Hashable, Sendable {
        /// At least one, in the order in which to try them.
        case addresses([IPAddress])
        case noSuchName
        /// The name exists, but has no address of a family that is of use.
        case noAddress
        /// No answer could be had now.
        case temporaryFailure
    }

    /// The most addresses of one family that are used.
    package static let addressLimit = 16

    package let name: DNSName
    private let types: [RecordType]
    /// What has been answered, in the order of `types`.
    private var outcomes: [StubOutcome?]

    package init(_ name: DNSName, families: AddressFamilies) {
        self.name = name
        types = families.types
        outcomes = types.map { _ in nil }
    }

    /// What to ask; the token comes back with the answer.
    package var questions: [(token: Int, type: RecordType)] {
        types.enumerated().map { ($0.offset, $0.element) }
    }

    /// Takes an answer; returns the outcome once the last one is there. One that nobody waits for
    /// is ignored.
    package mutating func answered(_ outcome: StubOutcome, token: Int) -> Outcome? {
        guard outcomes.indices.contains(token), outcomes[token] == nil else { return nil }
        outcomes[token] = outcome
        let all = outcomes.compactMap { $0 }
        guard all.count == outcomes.count else { return nil }
        let addresses = AddressLookup.ordered(all)
        if !addresses.isEmpty { return .addresses(addresses) }
        if all.contains(where: \.isUncertain) { return .temporaryFailure }
        return all.contains(.noSuchName) ? .noSuchName : .noAddress
    }

    /// The addresses among answers, IPv6 first.
    static func ordered(_ outcomes: [StubOutcome]) -> [IPAddress] {
        let all = outcomes.flatMap(\.addresses)
        return Array(all.filter { !$0.isV4 }.prefix(addressLimit))
            + all.filter(\.isV4).prefix(addressLimit)
    }
}
