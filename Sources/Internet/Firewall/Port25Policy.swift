import Session
import Wire

/// Port 25 blocking as a policy: OP25B at the door of those who send, IP25B at the door of those
/// who receive.
///
/// The policy says who is stopped at which stage; who is who is written in the firewall's sets:
/// `@dynamic`, `@home-server`, `@public-wifi`, `@static`, `@business` for customers, `@own-mail`
/// for the provider's own mail servers, `@mobile-carriers` for the mail servers of mobile phone
/// companies, `@home` for all that is behind the router, `@foreign-dynamic` for the dynamic
/// addresses of other networks. A set that nobody defined holds nobody.
package struct Port25Policy: Hashable, Sendable {
    /// Which way the blocked traffic goes.
    package enum Direction: String, Hashable, Sendable, CaseIterable {
        /// OP25B: our dynamic customers to the mail servers of others.
        case outbound
        /// IP25B: the dynamic customers of others to our mail servers.
        case inbound
    }

    /// How far the roll-out has come: what Japanese providers announced, one step after another.
    package enum Stage: String, Hashable, Sendable, CaseIterable, Comparable {
        /// June 2006: dynamic addresses to the mail servers of mobile phone companies.
        case mobileCarriers = "mobile-carriers"
        /// October 2006: to everybody outside; customers' own servers are still spared.
        case all
        /// March 2019: customers' own servers on dynamic addresses, too.
        case homeServers = "home-servers"

        package static func < (left: Stage, right: Stage) -> Bool { left.order < right.order }

        private var order: Int {
            switch self {
            case .mobileCarriers: 0
            case .all: 1
            case .homeServers: 2
            }
        }
    }

    /// What kind of line a customer has; the order in which the sets are asked.
    package enum CustomerClass: String, Hashable, Sendable, CaseIterable {
        case business
        case fixed = "static"
        case homeServer = "home-server"
        case publicWifi = "public-wifi"
        case dynamic

        /// The stage from which on port 25 is closed for it; nil is never.
        var blockedFrom: Stage? {
            switch self {
            case .business, .fixed: nil
            case .dynamic: .mobileCarriers
            case .publicWifi: .all
            case .homeServer: .homeServers
            }
        }
    }

    package let direction: Direction
    package var isOn: Bool
    package var stage: Stage
    package var verdict: Verdict
    /// What was stopped.
    package internal(set) var counters = Counters()
    /// What went to port 25, was looked at and let through.
    package internal(set) var passed = Counters()

    package init(
        _ direction: Direction = .outbound, isOn: Bool = true, stage: Stage = .homeServers,
        verdict: Verdict = .drop
    ) {
        self.direction = direction
        self.isOn = isOn
        self.stage = stage
        self.verdict = verdict
    }

    /// The port of mail between servers.
    package static let port: UInt16 = 25
    /// The ports of submission, which are the way out (RFC 6409 §3.1 and RFC 8314 §3.3).
    package static let submissionPorts: [UInt16] = [465, 587]

    /// The name under which the policy appears beside rules.
    package var name: String {
        switch direction {
        case .outbound: "OP25B"
        case .inbound: "IP25B"
        }
    }

    /// What the policy does at its present stage, in the words of a rule.
    package var ruleText: String {
        switch direction {
        case .outbound:
            let target = stage == .mobileCarriers ? "@mobile-carriers" : "any"
            return "\(verdict) tcp from \(stoppedSets) to \(target) port \(Self.port) "
                + "except @own-mail, @home"
        case .inbound:
            return "\(verdict) tcp from @foreign-dynamic to @home port \(Self.port)"
        }
    }

    /// The classes that are stopped at the present stage, as a rule names them.
    var stoppedSets: String {
        stoppedClasses.map { "@" + $0.rawValue }.joined(separator: ", ")
    }

    private var stoppedClasses: [CustomerClass] {
        CustomerClass.allCases.reversed().filter { $0.blockedFrom.map { $0 <= stage } ?? false }
    }

    /// The policy without what it has counted.
    var bare: Port25Policy { Port25Policy(direction, isOn: isOn, stage: stage, verdict: verdict) }

    /// Why a packet is let through, or that it is not.
    package enum Finding: Hashable, Sendable {
        case blocked
        case off
        case otherProtocol
        /// Not port 25; on a submission port the policy says that it leaves it alone.
        case otherPort(isSubmission: Bool)
        /// The source is in no class that is ever stopped.
        case spared(CustomerClass?)
        case ownMailServer
        /// The roll-out has not come that far.
        case notYet
        /// It is not about going out, or coming in.
        case notConcerned
    }

    /// What the policy says about a packet, without counting it.
    func finding(_ packet: JudgedPacket, _ sets: PolicySets) -> Finding {
        guard isOn else { return .off }
        guard packet.flow.protocolNumber == .tcp else { return .otherProtocol }
        switch direction {
        case .outbound: return outbound(packet.flow, sets)
        case .inbound: return inbound(packet.flow, sets)
        }
    }

    private func outbound(_ flow: Flow, _ sets: PolicySets) -> Finding {
        let (source, destination) = (flow.source.address, flow.destination.address)
        guard flow.destination.port == Self.port else {
            guard Self.submissionPorts.contains(flow.destination.port),
                sets.customerClass(of: source)?.blockedFrom != nil
            else { return .otherPort(isSubmission: false) }
            return .otherPort(isSubmission: true)
        }
        // What comes in from outside is no customer's, and none of this policy's business.
        let customer = sets.customerClass(of: source)
        if customer == nil, !sets.home.contains(source) { return .notConcerned }
        if sets.ownMail.contains(destination), customer?.blockedFrom != nil {
            return .ownMailServer
        }
        if sets.home.contains(destination) { return .notConcerned }
        guard let start = customer?.blockedFrom else { return .spared(customer) }
        guard start <= stage else { return .notYet }
        if stage == .mobileCarriers, !sets.mobileCarriers.contains(destination) { return .notYet }
        return .blocked
    }

    private func inbound(_ flow: Flow, _ sets: PolicySets) -> Finding {
        guard flow.destination.port == Self.port else { return .otherPort(isSubmission: false) }
        guard sets.home.contains(flow.destination.address),
            !sets.home.contains(flow.source.address)
        else { return .notConcerned }
        return sets.foreignDynamic.contains(flow.source.address) ? .blocked : .spared(nil)
    }

    /// Every condition with whether it holds; the policy blocks when all do.
    func conditions(_ packet: JudgedPacket, _ sets: PolicySets) -> [Condition] {
        let (source, destination) = (
            packet.flow.source.address, packet.flow.destination.address
        )
        let state = isOn ? stage.rawValue : "off"
        var list = [
            Condition(
                .isOn, "on", direction == .outbound ? state : isOn ? "on" : "off", isOn),
            Condition(
                .protocolIs, "\(IPProtocol.tcp)", "\(packet.flow.protocolNumber)",
                packet.flow.protocolNumber == .tcp),
            Condition(
                .portIs, "\(Self.port)", "\(packet.flow.destination.port)",
                packet.flow.destination.port == Self.port),
        ]
        func add(_ kind: Condition.Kind, _ wanted: String, _ found: String, _ holds: Bool) {
            list.append(Condition(kind, wanted, found, holds))
        }
        switch direction {
        case .outbound:
            let customer = sets.customerClass(of: source)
            add(
                .sourceIn, stoppedSets,
                customer.map { "\(source) (@\($0.rawValue))" } ?? "\(source)",
                customer.map { stoppedClasses.contains($0) } ?? false)
            add(
                .destinationNotIn, "@own-mail", "\(destination)",
                !sets.ownMail.contains(destination))
            add(.destinationNotIn, "@home", "\(destination)", !sets.home.contains(destination))
            if stage == .mobileCarriers {
                add(
                    .destinationIn, "@mobile-carriers", "\(destination)",
                    sets.mobileCarriers.contains(destination))
            }
        case .inbound:
            add(
                .sourceIn, "@foreign-dynamic", "\(source)",
                sets.foreignDynamic.contains(source))
            add(.sourceNotIn, "@home", "\(source)", !sets.home.contains(source))
            add(.destinationIn, "@home", "\(destination)", sets.home.contains(destination))
        }
        return list
    }
}

/// The sets that the policies read, ready to be asked quickly.
struct PolicySets: Sendable {
    let classes: [(customer: Port25Policy.CustomerClass, ranges: AddressRanges)]
    let ownMail: AddressRanges
    let mobileCarriers: AddressRanges
    let home: AddressRanges
    let foreignDynamic: AddressRanges

    /// Where no set has been defined.
    static let none = PolicySets()

    private init() {
        classes = []
        ownMail = AddressRanges()
        mobileCarriers = AddressRanges()
        home = AddressRanges()
        foreignDynamic = AddressRanges()
    }

    init(_ book: AddressBook) throws(AddressBook.Problem) {
        var classes: [(customer: Port25Policy.CustomerClass, ranges: AddressRanges)] = []
        for customer in Port25Policy.CustomerClass.allCases {
            let ranges = try book.ranges(ofSet: customer.rawValue)
            if !ranges.isEmpty { classes.append((customer, ranges)) }
        }
        self.classes = classes
        ownMail = try book.ranges(ofSet: "own-mail")
        mobileCarriers = try book.ranges(ofSet: "mobile-carriers")
        home = try book.ranges(ofSet: "home")
        foreignDynamic = try book.ranges(ofSet: "foreign-dynamic")
    }

    /// The class of a customer's address; nil is no customer's.
    func customerClass(of address: IPAddress) -> Port25Policy.CustomerClass? {
        for (customer, ranges) in classes where ranges.contains(address) { return customer }
        return nil
    }
}

extension Port25Policy {
    /// The ruling for a finding; nil where the policy has nothing to say.
    func ruling(_ finding: Finding, _ flow: Flow) -> Ruling? {
        switch finding {
        case .off, .otherProtocol, .notConcerned, .otherPort(isSubmission: false): return nil
        case .blocked:
            return Ruling(
                verdict, rule: name, because: note(verdict.rawValue, flow), isNotable: true)
        case .otherPort(isSubmission: true): return passing("other-port", flow)
        case .spared(let customer?):
            return passing("spared-\(customer.rawValue)", flow)
        case .spared(nil): return passing("spared", flow)
        case .ownMailServer: return passing("own-mail-server", flow)
        case .notYet: return passing("not-yet", flow)
        }
    }

    private func passing(_ reason: String, _ flow: Flow) -> Ruling {
        Ruling(.accept, rule: name, because: note(reason, flow), isNotable: true)
    }

    private func note(_ reason: String, _ flow: Flow) -> Note {
        Note(
            "firewall.\(name.lowercased())-\(reason)",
            [
                "rule": name, "source": "\(flow.source.address)",
                "destination": "\(flow.destination.address)", "port": "\(flow.destination.port)",
                "stage": stage.rawValue,
            ])
    }
}
