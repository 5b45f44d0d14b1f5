import Internet
import PostOffice
import Wire

/// A link as the blueprint describes it: two nodes, and a pair of addresses for each family.
struct Joint: Sendable {
    let a: Int
    let b: Int
    let line: LineProperties
    /// The ends' addresses, `a` first; IPv4 before IPv6.
    let pairs: [(a: IPAddress, b: IPAddress)]

    /// The pair of a family, if the link carries that.
    func pair(_ family: IPFamily) -> (a: IPAddress, b: IPAddress)? {
        pairs.first { $0.a.family == family }
    }
}

// The links of a world and the routes over them, of both families.
extension World {
    /// Every link of the blueprint: those of hosts to their routers first.
    func joints() throws(Trouble) -> [Joint] {
        var joints: [Joint] = []
        for plan in blueprint.hosts {
            guard let router = plan.router else {
                if !plan.isRouter { throw Trouble("trouble.no-router", ["host": plan.name]) }
                continue
            }
            guard !plan.addresses.isEmpty else {
                throw Trouble("trouble.no-address", ["host": plan.name])
            }
            // A link of two addresses (RFC 3021): the router's end differs in the last bit.
            joints.append(
                Joint(
                    a: try machine(plan.name), b: try machine(router), line: plan.line,
                    pairs: plan.addresses.map { ($0, $0.turned) }))
        }
        for link in blueprint.links {
            var pairs = [(a: link.addressA, b: link.addressB)]
            if let a = link.addressA6, let b = link.addressB6 { pairs.append((a, b)) }
            joints.append(
                Joint(a: try machine(link.a), b: try machine(link.b), line: link.line, pairs: pairs)
            )
        }
        return joints
    }

    mutating func addLinks(_ joints: [Joint]) {
        for joint in joints {
            guard let first = joint.pairs.first else { continue }
            let (a, b) = (machines[joint.a], machines[joint.b])
            plannedLines.append(joint.line)
            let link = network.addLink(
                a.node, first.a, b.node, first.b, prefixLength: first.a.bitWidth - 1,
                name: "\(a.plan.name)–\(b.plan.name)", properties: joint.line.forNetwork)
            for pair in joint.pairs.dropFirst() {
                network.addAddresses(link, pair.a, pair.b, prefixLength: pair.a.bitWidth - 1)
            }
        }
    }

    /// The way to every link's addresses, by the fewest hops, from every node.
    mutating func addRoutes(_ joints: [Joint]) {
        for family in IPFamily.allCases { addRoutes(joints, family) }
    }

    /// A node next to another: its place, and its address on the common link.
    private typealias Neighbour = (node: Int, via: IPAddress)

    private mutating func addRoutes(_ joints: [Joint], _ family: IPFamily) {
        var neighbours: [[Neighbour]] = machines.map { _ in [] }
        var prefixes: [(prefix: IPPrefix, near: Int, far: Int)] = []
        for joint in joints {
            guard let pair = joint.pair(family),
                let prefix = IPPrefix(pair.a, length: pair.a.bitWidth - 1)
            else { continue }
            neighbours[joint.a].append((joint.b, pair.b))
            neighbours[joint.b].append((joint.a, pair.a))
            prefixes.append((prefix, joint.a, joint.b))
        }
        let everywhere = IPPrefix(family == .v4 ? .v4(0) : .v6(0, 0), length: 0)
        for index in machines.indices where !machines[index].plan.isRouter {
            guard let gateway = neighbours[index].first?.via, let everywhere else { continue }
            _ = network.addRoute(on: machines[index].node, to: everywhere, via: gateway)
        }
        for index in machines.indices where machines[index].plan.isRouter {
            let ways = Ways(from: index, neighbours, machines)
            for (prefix, near, far) in prefixes where near != index && far != index {
                // The nearer end of the link decides the way.
                guard let hop = ways.first[near] ?? ways.first[far],
                    !isHidden(prefix, from: ways)
                else { continue }
                _ = network.addRoute(on: machines[index].node, to: prefix, via: hop)
            }
        }
    }

    /// Whether a prefix lies behind address translation, seen from where these ways begin: the
    /// internet has no route to private networks.
    private func isHidden(_ prefix: IPPrefix, from ways: Ways) -> Bool {
        machines.indices.contains { index in
            guard let translation = machines[index].plan.translation,
                translation.inside.contains(where: { $0.contains(prefix.base) }),
                let before = ways.before[index]
            else { return false }
            return machines[before].plan.name == translation.link
        }
    }

    /// The shortest ways from one node to all others.
    private struct Ways {
        /// For each node, the address of the first hop on the way to it.
        private(set) var first: [IPAddress?]
        /// For each node, the node before it on the way.
        private(set) var before: [Int?]

        init(from start: Int, _ neighbours: [[Neighbour]], _ machines: [Machine]) {
            first = machines.map { _ in nil }
            before = machines.map { _ in nil }
            var seen = machines.map { _ in false }
            seen[start] = true
            var front = [start]
            while !front.isEmpty {
                var next: [Int] = []
                // Only routers pass packets on.
                for node in front where node == start || machines[node].plan.isRouter {
                    for neighbour in neighbours[node] where !seen[neighbour.node] {
                        seen[neighbour.node] = true
                        first[neighbour.node] = first[node] ?? neighbour.via
                        before[neighbour.node] = node
                        next.append(neighbour.node)
                    }
                }
                front = next
            }
        }
    }
}
