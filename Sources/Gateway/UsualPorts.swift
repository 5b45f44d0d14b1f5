import Simulation

/// Where things listen when nobody says anything else.
package enum UsualPorts {
    /// The providers of the default world and what is added to their ports.
    package static let bases: [(host: String, base: UInt16)] = [
        ("mail.example.com", 10_000), ("mail.example.jp", 20_000), ("mail.isp-a.example", 30_000),
    ]
    package static let socks: UInt16 = 1080
    package static let dns: UInt16 = 10_053

    /// The usual port of a door; zero, which takes any that is free, where there is none.
    static func port(for kind: Door.Kind) -> UInt16 {
        switch kind {
        case .port(let host, let port, _):
            guard let base = bases.first(where: { $0.host == host })?.base, port < 10_000 else {
                return 0
            }
            return base + port
        case .socks: return socks
        case .dns: return dns
        }
    }

    /// What `maillab serve` opens when it is told nothing: every port of the three providers, or,
    /// in another world, of its first five mail servers.
    package static func doors(of workbench: Workbench, from: String) -> [Door] {
        let known = bases.map(\.host).filter { workbench.host(named: $0)?.plan.mail != nil }
        let others = workbench.hosts.filter { $0.plan.mail != nil }.map(\.name)
        let hosts = known.isEmpty ? Array(others.prefix(5)) : known
        return hosts.flatMap { host in
            (workbench.host(named: host)?.plan.mail?.ports ?? []).map { port in
                Door(.port(host: host, port: port, from: from))
            }
        }
    }
}
