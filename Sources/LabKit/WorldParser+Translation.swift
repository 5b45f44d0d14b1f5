import PostOffice
import Simulation
import Wire
import Yams

// Address translation of a home router, in the words of a world file.
extension WorldParser {
    private static let forwardingLimit = 100

    /// What `nat` says; whether its link exists is looked at when all links are known.
    mutating func translation(_ node: Node) -> TranslationPlan? {
        guard
            let fields = reader.fields(node, required: ["inside", "link"], optional: ["forward"])
        else { return nil }
        let inside = reader.each(fields["inside"], limit: 20) { reader, node -> IPPrefix? in
            guard let prefix = reader.prefix(node) else { return nil }
            guard prefix.base.isV4 else {
                reader.note(
                    "file.expected-family", ["text": "\(prefix)", "family": IPFamily.v4.rawValue],
                    at: node)
                return nil
            }
            return prefix
        }
        var plan = TranslationPlan(inside: inside, link: router(fields["link"]) ?? "")
        for entry in reader.list(fields["forward"], limit: Self.forwardingLimit) {
            guard let forwarding = forwarding(entry, inside: inside) else { continue }
            let isTaken = plan.forwardings.contains {
                $0.protocolNumber == forwarding.protocolNumber && $0.port == forwarding.port
            }
            if isTaken {
                reader.note("world.forwarded-twice", ["port": "\(forwarding.port)"], at: entry)
            } else {
                plan.forwardings.append(forwarding)
            }
        }
        return plan
    }

    private mutating func forwarding(
        _ node: Node, inside: [IPPrefix]
    ) -> TranslationPlan.Forwarding? {
        guard
            let fields = reader.fields(
                node, required: ["protocol", "port", "to"], optional: ["to-port"])
        else { return nil }
        let spoken = reader.oneOf(fields["protocol"], ["tcp", "udp"])
        let port = reader.integer(fields["port"], in: 1...65_535)
        let hostPort = reader.integer(fields["to-port"], in: 1...65_535)
        guard let host = host(fields["to"]) else { return nil }
        guard let address = host.address, inside.contains(where: { $0.contains(address) }) else {
            reader.note("world.not-inside", ["name": host.name], at: fields["to"])
            return nil
        }
        guard let spoken, let port, fields["to-port"] == nil || hostPort != nil else { return nil }
        return TranslationPlan.Forwarding(
            protocolNumber: spoken == "tcp" ? .tcp : .udp, port: UInt16(port), host: host.name,
            hostPort: UInt16(hostPort ?? port))
    }

    /// Each router that translates has a link to the router that it names.
    mutating func checkTranslations(_ links: [LinkPlan]) {
        for draft in drafts where draft.isRouter {
            guard let node = draft.fields["nat"]?.mapping?["link"], let name = node.scalar?.string,
                drafts.contains(where: { $0.name == name && $0.isRouter })
            else { continue }
            let isThere = links.contains {
                $0.a == draft.name && $0.b == name || $0.b == draft.name && $0.a == name
            }
            if !isThere {
                reader.note("world.no-such-link", ["name": draft.name, "other": name], at: node)
            }
        }
    }
}
