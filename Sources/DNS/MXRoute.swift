import Wire

/// A host that takes mail for a domain.
package struct MXHost: Hashable, Sendable {
    /// Its name, or an address literal such as `[192.0.2.1]`.
    package let name: String
    /// Lower is tried first (RFC 5321 §5.1).
    package let preference: Int
    /// Its addresses, in the order in which to try them.
    package let addresses: [IPAddress]

    package init(name: String, preference: Int, addresses: [IPAddress]) {
        self.name = name
        self.preference = preference
        self.addresses = addresses
    }
}

/// Where mail for a domain goes (RFC 5321 §5.1).
package enum MXRoute: Hashable, Sendable {
    /// At least one host, in the order in which to try them.
    case hosts([MXHost])
    /// The domain says that it takes no mail (RFC 7505 §3).
    case nullMX
    case noSuchDomain
    /// The domain exists, but none of its hosts has an address (RFC 5321 §5.1: an error).
    case noUsableHost
    /// No answer could be had now: keep the letter and ask again.
    case temporaryFailure
    /// We are the best host ourselves and yet do not deliver: a loop (RFC 5321 §5.1).
    case loop
}
