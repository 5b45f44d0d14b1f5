import Wire

/// Which families of addresses a host has, and so which it looks up and uses.
package struct AddressFamilies: Hashable, Sendable {
    package let hasIPv4: Bool
    package let hasIPv6: Bool

    package static let ipv4 = AddressFamilies(hasIPv4: true, hasIPv6: false)
    package static let ipv6 = AddressFamilies(hasIPv4: false, hasIPv6: true)
    package static let both = AddressFamilies(hasIPv4: true, hasIPv6: true)

    private init(hasIPv4: Bool, hasIPv6: Bool) {
        self.hasIPv4 = hasIPv4
        self.hasIPv6 = hasIPv6
    }

    /// The families of a host's own addresses; a host without any counts as an IPv4 host.
    package init(of addresses: [IPAddress]) {
        hasIPv6 = addresses.contains { !$0.isV4 }
        hasIPv4 = addresses.contains { $0.isV4 } || !hasIPv6
    }

    /// The types of records to ask for, in the order in which they are asked.
    package var types: [RecordType] {
        (hasIPv4 ? [RecordType.a] : []) + (hasIPv6 ? [.aaaa] : [])
    }

    package func contains(_ address: IPAddress) -> Bool {
        switch address {
        case .v4: hasIPv4
        case .v6: hasIPv6
        }
    }
}
