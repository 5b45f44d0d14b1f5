import Clockwork
import Phrases
import PostOffice
import Simulation
import Wire
import Yams

/// What a host's entry says, before names of other hosts are looked up.
struct HostDraft {
    let name: String
    let nameNode: Node
    let isRouter: Bool
    let role: Text
    let address: IPAddress?
    let addressNode: Node?
    let address6: IPAddress?
    let fields: Fields
    var mail: MailPlan?

    /// Each address with the place where it stands.
    var addresses: [(address: IPAddress, node: Node?)] {
        [(address, addressNode), (address6, fields["address6"])].compactMap { address, node in
            address.map { ($0, node) }
        }
    }

    func has(_ address: IPAddress) -> Bool { self.address == address || address6 == address }
}

extension WorldParser {
    private static let hostKeys = [
        "kind", "address", "address6", "router", "line", "customer", "resolver", "user", "mail",
        "name-service", "firewall", "op25b", "ip25b", "nat", "bot", "tls-versions",
    ]
    private static let notForRouters = [
        "address", "address6", "router", "line", "mail", "name-service", "bot", "tls-versions",
    ]

    mutating func hostDraft(_ node: Node) -> HostDraft? {
        guard
            let fields = reader.fields(
                node, required: ["name", "role"], optional: Self.hostKeys)
        else { return nil }
        let name = reader.name(fields["name"])
        let role = reader.text(fields["role"])
        let isRouter = reader.oneOf(fields["kind"], ["host", "router"]) == "router"
        let address = reader.address(fields["address"], .v4)
        let address6 = reader.address(fields["address6"], .v6)
        if isRouter {
            // A home router is somebody's customer; no other router is.
            let customer = fields["nat"] == nil ? ["customer"] : []
            for key in Self.notForRouters + customer {
                if let place = fields.place(of: key) {
                    reader.note("world.not-for-routers", ["key": key], at: place)
                }
            }
        } else {
            if fields["address"] == nil, fields["address6"] == nil {
                reader.note("file.missing-key", ["key": "address"], at: node)
            }
            if fields["router"] == nil {
                reader.note("file.missing-key", ["key": "router"], at: node)
            }
            for key in ["op25b", "ip25b", "nat"] {
                if let place = fields.place(of: key) {
                    reader.note("world.only-for-routers", ["key": key], at: place)
                }
            }
        }
        let mail = fields["mail"].flatMap { mailPlan($0) }
        guard let name, let nameNode = fields["name"] else { return nil }
        // A host without a role is kept, so that names that lead to it are not called unknown.
        return HostDraft(
            name: name, nameNode: nameNode, isRouter: isRouter,
            role: role ?? Text(en: name, ja: name), address: address,
            addressNode: fields["address"], address6: address6, fields: fields, mail: mail)
    }

    mutating func hostPlan(_ draft: HostDraft) -> HostPlan? {
        let fields = draft.fields
        var plan = HostPlan(name: draft.name, role: draft.role, isRouter: draft.isRouter)
        plan.address = draft.address
        plan.address6 = draft.address6
        plan.router = router(fields["router"])
        plan.mail = draft.mail
        if let node = fields["line"],
            let line = reader.fields(node, optional: Self.lineKeys)
        {
            plan.line = lineProperties(line)
        }
        if let customer = reader.choice(fields["customer"], of: CustomerClass.self) {
            plan.customer = customer
        }
        plan.resolver = resolver(of: draft)
        if let versions = fields["tls-versions"], let text = reader.string(versions) {
            if let spoken = TLSVersionPlan(text) {
                plan.tlsVersions = spoken
            } else {
                reader.note(
                    "file.expected-one-of",
                    ["choices": TLSVersionPlan.choices.joined(separator: ", ")], at: versions)
            }
        }
        if let user = reader.string(fields["user"]) {
            plan.user = user
            checkAccount(user, at: fields["user"])
        }
        plan.nameService = fields["name-service"].flatMap { nameService($0) }
        plan.firewall = firewallPlan(draft)
        plan.bot = fields["bot"].flatMap { bot($0) }
        if draft.isRouter { plan.translation = fields["nat"].flatMap { translation($0) } }
        return plan
    }

    /// A host of this world, named by its name.
    mutating func host(_ node: Node?) -> HostDraft? {
        guard let node, let name = reader.name(node) else { return nil }
        guard let draft = drafts.first(where: { $0.name == name }) else {
            reader.note("world.unknown-host", ["name": name], at: node)
            return nil
        }
        guard !draft.isRouter else {
            reader.note("world.has-no-address", ["name": name], at: node)
            return nil
        }
        return draft
    }

    /// The address at which a host asks its resolver: IPv4 where both have it.
    private mutating func resolver(of draft: HostDraft) -> IPAddress? {
        let node = draft.fields["resolver"]
        guard let resolver = host(node) else { return nil }
        if draft.isRouter || draft.address != nil, let address = resolver.address { return address }
        if draft.isRouter || draft.address6 != nil, let address = resolver.address6 {
            return address
        }
        if !draft.addresses.isEmpty, !resolver.addresses.isEmpty {
            reader.note("world.no-common-family", ["name": resolver.name], at: node)
        }
        return nil
    }

    private mutating func mailPlan(_ node: Node) -> MailPlan? {
        guard
            let fields = reader.fields(
                node, required: ["services", "cleartext-passwords"],
                optional: [
                    "domains", "backup-for", "certificate", "relay-for", "refuse-clients",
                    "refuse-at", "accounts", "auth-mechanisms", "password-storage",
                ])
        else { return nil }
        let domains = reader.each(fields["domains"], limit: 50) { $0.name($1) }
        let backups = reader.each(fields["backup-for"], limit: 50) { $0.name($1) }
        let services = reader.each(fields["services"], limit: 10) {
            $0.choice($1, of: MailService.self)
        }
        let relayFor = reader.each(fields["relay-for"], limit: 100) { $0.prefix($1) }
        let accounts = reader.each(fields["accounts"]) { reader, node in
            Self.account(node, domains: domains, &reader)
        }
        var plan = MailPlan(
            domains: domains.map { $0.lowercased() }, services: services,
            takesCleartextPasswords: reader.onOff(fields["cleartext-passwords"]) ?? false,
            certificate: fields["certificate"].flatMap {
                reader.choice($0, of: CertificatePlan.self)
            } ?? .valid,
            relayFor: relayFor, clientRefusal: clientRefusal(fields), accounts: accounts)
        authentication(fields, &plan)
        plan.backupFor = backups.map { $0.lowercased() }
        return plan
    }

    private static func account(
        _ node: Node, domains: [String], _ reader: inout YAMLReader
    ) -> AccountPlan? {
        guard let fields = reader.fields(node, required: ["login", "password"]),
            let login = reader.string(fields["login"]),
            let password = reader.string(fields["password"])
        else { return nil }
        let parts = login.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, domains.contains(String(parts[1])) else {
            reader.note(
                "world.login-outside",
                ["login": login, "domains": domains.joined(separator: ", ")],
                at: fields["login"])
            return nil
        }
        // SASL and POP3 cannot carry these in a password (RFC 4616 §2, RFC 1939 §3).
        guard password.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            reader.note("world.bad-password", at: fields["password"])
            return nil
        }
        return AccountPlan(login: login, password: password)
    }

    private mutating func nameService(_ node: Node) -> NameServicePlan? {
        guard let fields = reader.fields(node, optional: ["zones", "roots", "clients"]) else {
            return nil
        }
        if fields["zones"] != nil {
            for key in ["roots", "clients"] {
                if let place = fields.place(of: key) {
                    reader.note("world.zones-or-roots", at: place)
                }
            }
            return .authoritative(
                zones: reader.each(fields["zones"], limit: 50) { $0.zoneText($1) })
        }
        guard fields["roots"] != nil, fields["clients"] != nil else {
            reader.note("world.zones-or-roots", at: node)
            return nil
        }
        var roots: [(name: String, address: IPAddress)] = []
        for root in reader.list(fields["roots"], limit: 20) {
            guard let draft = host(root) else { continue }
            roots += draft.addresses.map { (draft.name, $0.address) }
        }
        let clients = reader.each(fields["clients"], limit: 100) { $0.prefix($1) }
        return .resolver(roots: roots, clients: clients)
    }

    private mutating func bot(_ node: Node) -> BotPlan? {
        guard let fields = reader.fields(node, required: ["first", "every", "from", "victims"])
        else { return nil }
        let victims = reader.each(fields["victims"], limit: 100) { $0.mailAddress($1) }
        guard let first = reader.timeOfDay(fields["first"]),
            let every = reader.interval(fields["every"]),
            let from = reader.mailAddress(fields["from"])
        else { return nil }
        guard every >= .minutes(1) else {
            reader.note("world.bot-too-busy", at: fields["every"])
            return nil
        }
        return BotPlan(first: first, every: every, from: from, victims: victims)
    }
}

extension YAMLReader {
    /// `local-part@domain`.
    mutating func mailAddress(_ node: Node?) -> String? {
        guard let text = string(node) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            note("file.expected-mail-address", ["text": text], at: node)
            return nil
        }
        return text
    }

    /// The text of a zone; the DNS floor reads it, so only its frame is looked at here.
    mutating func zoneText(_ node: Node) -> String? {
        guard let text = string(node) else { return nil }
        guard text.hasPrefix("$ORIGIN "), text.contains("SOA") else {
            note("world.expected-zone-text", at: node)
            return nil
        }
        return text
    }
}
