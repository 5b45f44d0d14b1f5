import PostOffice
import Simulation
import Yams

extension WorldParser {
    /// Which mechanisms a server offers, and what it keeps of passwords.
    ///
    /// Without the keys both are as usual for a server that does, or does not, take passwords in
    /// the clear; a list that needs the passwords themselves brings that with it.
    mutating func authentication(_ fields: Fields, _ plan: inout MailPlan) {
        let list = fields["auth-mechanisms"]
        var nodes: [Node] = []
        var names: [String] = []
        for node in reader.list(list, limit: 20) {
            guard let name = reader.string(node) else { continue }
            nodes.append(node)
            names.append(name)
        }
        let needsPasswords = names.contains { ["cram-md5", "apop"].contains($0.lowercased()) }
        if let storage = reader.choice(fields["password-storage"], of: PasswordStorage.self) {
            plan.authentication.storage = storage
        } else if needsPasswords {
            plan.authentication.storage = .clear
        }
        let storage = plan.authentication.storage
        guard list != nil else {
            // A verifier is of no use for these.
            guard storage == .scram else { return }
            plan.authentication.methods.removeAll { $0 == .cramMD5 }
            plan.authentication.offersAPOP = false
            return
        }
        do {
            plan.authentication = try MailAuthentication(names: names, storage: storage)
        } catch {
            let known = MailAuthentication.allNames.joined(separator: ", ")
            switch error {
            case .unknown(let name):
                reader.note(
                    "world.unknown-mechanism", ["name": name, "known": known],
                    at: place(of: name, names, nodes) ?? list)
            case .twice(let name):
                reader.note(
                    "world.mechanism-twice", ["name": name],
                    at: place(of: name, names, nodes) ?? list)
            case .needsPassword(let name):
                reader.note(
                    "world.mechanism-needs-password", ["name": name],
                    at: place(of: name, names, nodes) ?? list)
            }
        }
    }

    private func place(of name: String, _ names: [String], _ nodes: [Node]) -> Node? {
        names.lastIndex(of: name).map { nodes[$0] }
    }
}
