import PostOffice
import Simulation
import Wire
import Yams

extension WorldParser {
    /// Names and addresses are each used once, and no host stands where a router's end stands.
    mutating func checkNamesAndAddresses() {
        for (index, draft) in drafts.enumerated() {
            if drafts[..<index].contains(where: { $0.name == draft.name }) {
                reader.note("world.duplicate-name", ["name": draft.name], at: draft.nameNode)
            }
            for (address, node) in draft.addresses {
                check(address, against: drafts[..<index], at: node)
            }
        }
    }

    /// Notes an address of a link that a host or its router's end has already.
    mutating func claim(_ address: IPAddress, at node: Node?) {
        check(address, against: drafts[...], at: node)
    }

    private mutating func check(
        _ address: IPAddress, against others: ArraySlice<HostDraft>, at node: Node?
    ) {
        for other in others {
            let values: KeyValuePairs = ["address": "\(address)", "name": other.name]
            if other.has(address) {
                reader.note("world.duplicate-address", values, at: node)
            } else if other.has(address.turned) {
                reader.note("world.address-of-router", values, at: node)
            }
        }
    }

    /// Each login once; each domain's accounts on one host; backups only for domains kept here.
    mutating func checkMail() {
        var logins: [String] = []
        var keepers: [String] = []
        for draft in drafts {
            let node = draft.fields["mail"]
            for account in draft.mail?.accounts ?? [] {
                if logins.contains(account.login) {
                    reader.note("world.duplicate-login", ["login": account.login], at: node)
                }
                logins.append(account.login)
            }
            for domain in kept(by: draft) {
                if keepers.contains(domain) {
                    reader.note("world.duplicate-domain", ["domain": domain], at: node)
                }
                keepers.append(domain)
            }
        }
        for draft in drafts {
            guard let mail = draft.fields["mail"]?.mapping, let backups = mail["backup-for"] else {
                continue
            }
            for backup in backups.sequence ?? [] {
                let domain = backup.scalar?.string.lowercased() ?? ""
                if !keepers.contains(domain) {
                    reader.note("world.backup-of-nothing", ["domain": domain], at: backup)
                }
            }
        }
    }

    /// The domains whose mailboxes a host keeps.
    private func kept(by draft: HostDraft) -> [String] {
        let domains = draft.fields["mail"]?.mapping?["domains"]?.sequence
        return domains.map { $0.compactMap { $0.scalar?.string.lowercased() } } ?? []
    }

    mutating func checkAccount(_ login: String, at node: Node?) {
        let isKnown = drafts.contains { draft in
            draft.mail?.accounts.contains { $0.login == login } ?? false
        }
        if !isKnown { reader.note("world.unknown-account", ["login": login], at: node) }
    }
}
