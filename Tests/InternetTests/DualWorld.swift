import Clockwork
import Internet
import Wire

/// A home with two hosts behind a router with address translation, the provider, and a far host;
/// every link carries both families.
struct Dual {
    var world: World
    let pc: NodeID
    let nas: NodeID
    let home: NodeID
    let isp: NodeID
    let far: NodeID
    let lan: LinkID
    let access: LinkID
    let backbone: LinkID
    static let pcAddress = IPAddress(192, 168, 1, 2)
    static let nasAddress = IPAddress(192, 168, 1, 10)
    static let outside = IPAddress(203, 0, 113, 66)
    static let ispAddress = IPAddress(203, 0, 113, 67)
    static let farAddress = IPAddress(198, 51, 100, 25)
    /// 2001:db8::…, the block for documentation.
    static func v6(_ net: UInt64, _ host: UInt64) -> IPAddress {
        .v6(0x2001_0DB8_0000_0000 | net, host)
    }

    init(
        seed: UInt64 = 1, backboneMTU: Int = 1_500, translates: Bool = true,
        access properties: LinkProperties = LinkProperties(latency: .milliseconds(4))
    ) {
        world = World(seed: seed)
        var network = Network(seed: seed)
        pc = network.addHost("pc")
        nas = network.addHost("nas")
        home = network.addRouter("home")
        isp = network.addRouter("isp")
        far = network.addHost("far")
        lan = network.addLink(
            pc, Self.pcAddress, home, IPAddress(192, 168, 1, 1), prefixLength: 32, name: "pc")
        network.addAddresses(lan, Self.v6(1, 2), Self.v6(1, 1), prefixLength: 64)
        let second = network.addLink(
            nas, Self.nasAddress, home, IPAddress(192, 168, 1, 9), prefixLength: 32, name: "nas")
        network.addAddresses(second, Self.v6(2, 2), Self.v6(2, 1), prefixLength: 64)
        access = network.addLink(
            home, Self.outside, isp, Self.ispAddress, prefixLength: 31, name: "access",
            properties: properties)
        network.addAddresses(access, Self.v6(3, 2), Self.v6(3, 1), prefixLength: 64)
        backbone = network.addLink(
            isp, IPAddress(198, 51, 100, 1), far, Self.farAddress, prefixLength: 24,
            name: "backbone",
            properties: LinkProperties(latency: .milliseconds(9), mtu: backboneMTU))
        network.addAddresses(backbone, Self.v6(9, 1), Self.v6(9, 2), prefixLength: 64)
        let ways: [(NodeID, IPAddress, IPAddress)] = [
            (pc, IPAddress(192, 168, 1, 1), Self.v6(1, 1)),
            (nas, IPAddress(192, 168, 1, 9), Self.v6(2, 1)),
            (home, Self.ispAddress, Self.v6(3, 1)),
            (far, IPAddress(198, 51, 100, 1), Self.v6(9, 1)),
        ]
        for (node, v4, v6) in ways {
            if let all = IPPrefix("0.0.0.0/0") { network.addRoute(on: node, to: all, via: v4) }
            if let all = IPPrefix("::/0") { network.addRoute(on: node, to: all, via: v6) }
        }
        for net in 1...2 as ClosedRange<UInt64> {
            if let prefix = IPPrefix(Self.v6(net, 0), length: 64) {
                network.addRoute(on: isp, to: prefix, via: Self.v6(3, 2))
            }
        }
        if translates, let inside = IPPrefix("192.168.1.0/24") {
            network.setTranslation(
                AddressTranslation(inside: [inside], outside: Self.outside), on: home)
        }
        world.network = network
    }

    /// Sends a datagram from a host and runs until all is quiet.
    mutating func say(
        _ octets: [UInt8], from node: NodeID, port: UInt16, to: Endpoint, timeToLive: UInt8 = 64
    ) {
        world.act {
            $0.sendDatagram(
                from: node, port: port, to: to, octets: octets, timeToLive: timeToLive,
                because: nil, into: &$1)
        }
        world.runUntilQuiet()
    }

    /// Opens, sends and closes a connection; returns what the other end got.
    mutating func talk(
        _ octets: [UInt8], from node: NodeID, to: Endpoint, server: NodeID
    ) -> [UInt8] {
        world.network.listen(on: server, port: to.port)
        let before = world.items.count
        let client = world.act { $0.open(from: node, to: to, because: nil, into: &$1) }
        world.runUntilQuiet()
        world.act { $0.send(octets, on: client, because: nil, into: &$1) }
        world.act { $0.close(client, because: nil, into: &$1) }
        world.runUntilQuiet()
        for item in world.items[before...] {
            if case .accepted(let socket, server, _, _) = item.entry {
                return world.received(on: socket)
            }
        }
        return []
    }

    /// Every packet that was ever on a link is one that a careful reader takes.
    var malformed: [String] {
        world.items.compactMap { item in
            switch item.entry {
            case .packetSent(let event), .packetForwarded(let event), .packetDelivered(let event):
                let line = Summary.line(event.octets)
                return line.hasPrefix("malformed") ? line : nil
            default: return nil
            }
        }
    }
}
