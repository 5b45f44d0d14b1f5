import Clockwork
import Phrases
import PostOffice
import Wire

/// Everything a world is built from, as plain values; LabKit parses YAML into it.
package struct Blueprint: Sendable {
    /// The world's name, such as `internet`.
    package var name: String
    /// The date of day 1 and the zone of the world's clocks.
    package var calendar: Clockwork.Calendar
    /// When the story starts, such as 09:00 of day 1.
    package var start: Instant
    /// Hosts and routers, in the order in which lists show them.
    package var hosts: [HostPlan]
    /// Links between routers; the link of a host to its router is in its `HostPlan`.
    package var links: [LinkPlan]
    /// Where the learner sits when the lab opens.
    package var home: String
    /// What it was read from, so that a story can be lived again elsewhere.
    package var source: WorldSource?

    package init(
        name: String, calendar: Clockwork.Calendar, start: Instant, hosts: [HostPlan],
        links: [LinkPlan], home: String
    ) {
        self.name = name
        self.calendar = calendar
        self.start = start
        self.hosts = hosts
        self.links = links
        self.home = home
    }
}

/// The file that a world was read from.
package struct WorldSource: Hashable, Sendable {
    /// The file's name, for people.
    package let name: String
    package let text: String
    /// Its links deliver at once, whatever the text says.
    package var isWithoutLatency = false

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// What kind of line a customer of an ISP has: what OP25B looks at.
package enum CustomerClass: String, Hashable, Sendable, CaseIterable {
    /// An address from the ISP's dynamic pool.
    case dynamic
    /// A dynamic address, with a mail server of the customer's own that the ISP knows of.
    case homeServer = "home-server"
    /// A guest's address at a public wireless access point.
    case publicWifi = "public-wifi"
    /// A fixed address of its own.
    case fixed = "static"
    /// A company with fixed addresses and a mail server of its own.
    case business
    /// The provider's own equipment, or not a customer.
    case none
}

/// One host or router.
package struct HostPlan: Sendable {
    package var name: String
    /// What it is, in a few words.
    package var role: Text
    package var isRouter: Bool
    /// The address of a host; a router is known by the addresses of its links.
    package var address: IPAddress?
    /// The IPv6 address of a host that has one.
    package var address6: IPAddress?
    /// The router that a host hangs on; the router's end of the link is the address with its last
    /// bit turned (RFC 3021 links of two addresses).
    package var router: String?
    package var line: LineProperties
    package var customer: CustomerClass
    /// The address of the recursive resolver that it asks.
    package var resolver: IPAddress?
    /// The account that a person at this host uses when none is named.
    package var user: String?
    package var mail: MailPlan?
    package var nameService: NameServicePlan?
    package var firewall: FirewallPlan?
    package var bot: BotPlan?
    /// What a router does so that many hosts share its address.
    package var translation: TranslationPlan?
    /// The versions of TLS that its programs speak.
    package var tlsVersions = TLSVersionPlan.today

    package init(
        name: String, role: Text, isRouter: Bool = false, address: IPAddress? = nil,
        router: String? = nil, line: LineProperties = .init(), customer: CustomerClass = .none,
        resolver: IPAddress? = nil, user: String? = nil, mail: MailPlan? = nil,
        nameService: NameServicePlan? = nil, firewall: FirewallPlan? = nil, bot: BotPlan? = nil,
        address6: IPAddress? = nil, translation: TranslationPlan? = nil
    ) {
        self.name = name
        self.role = role
        self.isRouter = isRouter
        self.address = address
        self.address6 = address6
        self.router = router
        self.line = line
        self.customer = customer
        self.resolver = resolver
        self.user = user
        self.mail = mail
        self.nameService = nameService
        self.firewall = firewall
        self.bot = bot
        self.translation = translation
    }
}

/// What a link does to packets.
package struct LineProperties: Hashable, Sendable {
    package var latency: Interval
    /// Up to this much is added to the latency, by chance.
    package var jitter: Interval
    package var bitsPerSecond: Int
    /// Octets that may wait for the link in one direction.
    package var queueOctets: Int
    /// The longest packet, in octets.
    package var mtu: Int
    /// Packets of a million that are lost, doubled, overtaken, or have a bit turned.
    package var lossPerMillion: Int
    package var duplicationPerMillion: Int
    package var reorderingPerMillion: Int
    package var corruptionPerMillion: Int
    /// A link that is down loses everything.
    package var isUp: Bool

    package init(
        latency: Interval = .milliseconds(5), jitter: Interval = .zero,
        bitsPerSecond: Int = 100_000_000, queueOctets: Int = 1_000_000, mtu: Int = 1_500,
        lossPerMillion: Int = 0, duplicationPerMillion: Int = 0, reorderingPerMillion: Int = 0,
        corruptionPerMillion: Int = 0, isUp: Bool = true
    ) {
        self.latency = latency
        self.jitter = jitter
        self.bitsPerSecond = bitsPerSecond
        self.queueOctets = queueOctets
        self.mtu = mtu
        self.lossPerMillion = lossPerMillion
        self.duplicationPerMillion = duplicationPerMillion
        self.reorderingPerMillion = reorderingPerMillion
        self.corruptionPerMillion = corruptionPerMillion
        self.isUp = isUp
    }
}

/// A link between two routers.
package struct LinkPlan: Sendable {
    package var a: String
    package var addressA: IPAddress
    package var b: String
    package var addressB: IPAddress
    package var line: LineProperties
    /// The IPv6 addresses of both ends, where the link carries that too.
    package var addressA6: IPAddress?
    package var addressB6: IPAddress?

    package init(
        a: String, addressA: IPAddress, b: String, addressB: IPAddress, line: LineProperties,
        addressA6: IPAddress? = nil, addressB6: IPAddress? = nil
    ) {
        self.a = a
        self.addressA = addressA
        self.b = b
        self.addressB = addressB
        self.line = line
        self.addressA6 = addressA6
        self.addressB6 = addressB6
    }
}

/// A mail server on a host.
package struct MailPlan: Sendable {
    package var domains: [String]
    /// Domains whose accounts another host keeps, and whose mail is taken while it is away.
    package var backupFor: [String] = []
    package var services: [MailService]
    package var takesCleartextPasswords: Bool
    /// How people prove who they are, and what is kept of their passwords.
    package var authentication: MailAuthentication
    /// What its certificate is like; without one there is no TLS.
    package var certificate: CertificatePlan
    /// Source prefixes that may relay without AUTH.
    package var relayFor: [IPPrefix]
    /// Clients of whom port 25 takes no mail, from the start (IP25B in the server).
    package var clientRefusal: ClientRefusal?
    /// Accounts in the order of the world file.
    package var accounts: [AccountPlan]

    package init(
        domains: [String], services: [MailService], takesCleartextPasswords: Bool,
        certificate: CertificatePlan = .valid, relayFor: [IPPrefix] = [],
        clientRefusal: ClientRefusal? = nil,
        accounts: [AccountPlan] = []
    ) {
        self.domains = domains
        self.services = services
        self.takesCleartextPasswords = takesCleartextPasswords
        authentication = .usual(takesCleartextPasswords: takesCleartextPasswords)
        self.certificate = certificate
        self.relayFor = relayFor
        self.clientRefusal = clientRefusal
        self.accounts = accounts
    }

    /// The ports on which it listens, in order.
    package var ports: [UInt16] {
        let secure = certificate == .none ? [] : services.compactMap(\.securePort)
        return (services.map(\.port) + secure).sorted()
    }
}

/// An account of a mail server; the login is the whole address.
package struct AccountPlan: Hashable, Sendable {
    package var login: String
    package var password: String

    package init(login: String, password: String) {
        self.login = login
        self.password = password
    }
}

/// A name server on a host.
package enum NameServicePlan: Sendable {
    /// The text of each zone that it has authority for (RFC 1035 §5).
    case authoritative(zones: [String])
    /// A recursive resolver: the root servers' names and addresses, and whom it serves.
    case resolver(roots: [(name: String, address: IPAddress)], clients: [IPPrefix])
}

/// A spam bot: sends straight to the MX of its victims, again and again.
package struct BotPlan: Hashable, Sendable {
    package var first: Instant
    package var every: Interval
    package var from: String
    package var victims: [String]

    package init(first: Instant, every: Interval, from: String, victims: [String]) {
        self.first = first
        self.every = every
        self.from = from
        self.victims = victims
    }
}
