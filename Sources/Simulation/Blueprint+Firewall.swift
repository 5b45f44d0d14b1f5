import Internet
import PostOffice
import Wire

/// The firewall of a router or host, in the words of its world file.
package struct FirewallPlan: Sendable {
    /// A named set and the addresses that it stands for.
    package struct AddressSet: Hashable, Sendable {
        package var name: String
        package var addresses: String

        package init(name: String, addresses: String) {
            self.name = name
            self.addresses = addresses
        }
    }

    /// What happens to a packet that no rule is about; nil accepts it.
    package var defaultVerdict: BlockVerdict?
    /// In an order in which each names only sets before it.
    package var sets: [AddressSet]
    package var rules: [String]
    package var op25b: Port25Plan?
    package var ip25b: Port25Plan?

    package init(
        defaultVerdict: BlockVerdict? = nil, sets: [AddressSet] = [], rules: [String] = [],
        op25b: Port25Plan? = nil, ip25b: Port25Plan? = nil
    ) {
        self.defaultVerdict = defaultVerdict
        self.sets = sets
        self.rules = rules
        self.op25b = op25b
        self.ip25b = ip25b
    }
}

/// A port 25 policy of a border router; who is who is in its firewall's sets.
package struct Port25Plan: Hashable, Sendable {
    package var isOn: Bool
    package var stage: RolloutStage
    package var verdict: BlockVerdict

    package init(isOn: Bool, stage: RolloutStage = .homeServers, verdict: BlockVerdict) {
        self.isOn = isOn
        self.stage = stage
        self.verdict = verdict
    }
}

extension HostPlan {
    package var op25b: Port25Plan? { firewall?.op25b }
    package var ip25b: Port25Plan? { firewall?.ip25b }
}

/// How a firewall says no.
package enum BlockVerdict: String, Hashable, Sendable, Codable, CaseIterable {
    case drop, reset
    case portUnreachable = "port-unreachable"
    case hostUnreachable = "host-unreachable"
    case prohibited, tarpit

    var forFirewall: Verdict {
        switch self {
        case .drop: .drop
        case .reset: .reset
        case .portUnreachable: .portUnreachable
        case .hostUnreachable: .hostUnreachable
        case .prohibited: .prohibited
        case .tarpit: .tarpit
        }
    }
}

/// How far OP25B has come; the Japanese providers took these steps one after another.
package enum RolloutStage: String, Hashable, Sendable, Codable, CaseIterable {
    case off
    /// June 2006.
    case mobileCarriers = "mobile-carriers"
    /// October 2006.
    case all
    /// March 2019.
    case homeServers = "home-servers"

    /// Nil is no stage in force.
    var forFirewall: Port25Policy.Stage? {
        switch self {
        case .off: nil
        case .mobileCarriers: .mobileCarriers
        case .all: .all
        case .homeServers: .homeServers
        }
    }
}

/// Where a mail server refuses a client by its address.
package typealias RefusalPoint = ClientRefusal.Point

/// Reads the texts of a firewall as the world will, so that a file's mistakes are found early.
package struct FirewallTexts: Sendable {
    private var book = AddressBook()

    /// The sets that every router's firewall has, though no file defines them.
    package static let givenSets = ["home", "foreign-dynamic"]
    /// The sets that the customers' lines define when the file does not.
    package static let customerSets: [CustomerClass] = [
        .business, .fixed, .homeServer, .publicWifi, .dynamic,
    ]

    /// `hosts` are the names that rules may use; their addresses do not matter here.
    package init(hosts: [String]) {
        for host in hosts { book.hosts[host] = [] }
        let given = Self.givenSets + Self.customerSets.map(\.rawValue)
        for name in given + ["own-mail", "mobile-carriers"] {
            book.sets[name] = AddressExpression([])
        }
    }

    /// Takes a set in; returns what is wrong with it.
    package mutating func define(_ name: String, _ addresses: String) -> Trouble? {
        do {
            book.sets[name] = try World.addresses(addresses, book)
            return nil
        } catch { return error }
    }

    package func trouble(withRule text: String) -> Trouble? {
        do {
            _ = try World.rule(text, book)
            return nil
        } catch { return error }
    }

    /// The words of the language of rules, for completion.
    package static var words: [String] { RuleWords.all }

    package static func isName(_ text: String) -> Bool { RuleParser.isName(text) }
}
