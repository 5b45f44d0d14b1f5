import Clockwork
import Internet
import Support
import Testing
import Wire

@Suite("Address translation of a home router")
struct TranslationTests {
    /// The flows that were translated, in the order in which they came.
    private func translations(_ dual: Dual) -> [Translation] {
        dual.world.items.compactMap {
            if case .incident(.translated(let flow, _)) = $0.entry { flow } else { nil }
        }
    }

    private func seen(_ dual: Dual) -> [Endpoint] {
        dual.world.items.compactMap {
            switch $0.entry {
            case .datagram(_, _, let from, _): from
            case .accepted(_, _, _, let peer): peer
            default: nil
            }
        }
    }

    @Test("TCP, UDP and echo leave with the outside address and find their way back")
    func outAndBack() {
        var dual = Dual()
        let (pc, far) = (dual.pc, dual.far)
        let octets = [UInt8](repeating: 5, count: 9_000)
        #expect(
            dual.talk(octets, from: pc, to: Endpoint(Dual.farAddress, 25), server: far) == octets)
        dual.world.network.bind(on: far, udpPort: 53)
        dual.world.network.bind(on: pc, udpPort: 5_000)
        dual.say([1], from: pc, port: 5_000, to: Endpoint(Dual.farAddress, 53))
        dual.say([2], from: far, port: 53, to: Endpoint(Dual.outside, 5_000))
        #expect(dual.world.datagrams(at: 53) == [[1]])
        #expect(dual.world.datagrams(at: 5_000) == [[2]])
        #expect(seen(dual).prefix(2).map(\.address) == [Dual.outside, Dual.outside])
        dual.world.act {
            $0.ping(
                from: pc, to: Dual.farAddress, identifier: 9, sequence: 1, because: nil, into: &$1)
        }
        dual.world.runUntilQuiet()
        #expect(dual.world.words.contains { $0.hasSuffix("echo reply id 9 seq 1 len 32") })
        #expect(dual.malformed.isEmpty)
        let flows = translations(dual)
        #expect(flows.map(\.protocolNumber) == [.tcp, .udp, .icmp])
        #expect(flows.allSatisfy { $0.inside.port == $0.outside.port && !$0.isForwarding })
        #expect(
            dual.world.network.translation(on: dual.home)?.translations(at: dual.world.network.now)
                .count == 3)
    }

    @Test("two hosts with the same port get two outside ports")
    func samePort() {
        var dual = Dual()
        let (pc, nas, far) = (dual.pc, dual.nas, dual.far)
        dual.world.network.bind(on: far, udpPort: 53)
        for node in [pc, nas] {
            dual.world.network.bind(on: node, udpPort: 5_000)
            dual.say([1], from: node, port: 5_000, to: Endpoint(Dual.farAddress, 53))
        }
        let ports = seen(dual).map(\.port)
        #expect(ports.count == 2 && ports[0] == 5_000 && ports[1] != 5_000)
        dual.say([8], from: far, port: 53, to: Endpoint(Dual.outside, ports[1]))
        #expect(dual.world.words.last { $0.contains(" datagram ") }?.contains("node 1 ") ?? false)
    }

    @Test("a stranger does not get in, and a forwarded port lets him in")
    func forwarding() {
        var dual = Dual()
        let (far, nas, home) = (dual.far, dual.nas, dual.home)
        dual.world.network.bind(on: nas, udpPort: 53)
        dual.say([1], from: far, port: 4_000, to: Endpoint(Dual.outside, 53))
        #expect(dual.world.datagrams(at: 53).isEmpty)
        dual.world.network.modifyTranslation(on: home) {
            $0.forward(.udp, port: 53, to: Endpoint(Dual.nasAddress, 53))
            $0.forward(.tcp, port: 2_525, to: Endpoint(Dual.nasAddress, 25))
        }
        dual.say([2], from: far, port: 4_000, to: Endpoint(Dual.outside, 53))
        #expect(dual.world.datagrams(at: 53) == [[2]])
        let octets = [UInt8](repeating: 6, count: 5_000)
        dual.world.network.listen(on: nas, port: 25)
        #expect(
            dual.talk(octets, from: far, to: Endpoint(Dual.outside, 2_525), server: nas) == octets)
        #expect(dual.malformed.isEmpty)
    }

    @Test("a host inside reaches the forwarded port by the outside address")
    func hairpin() {
        var dual = Dual()
        let (pc, nas, home) = (dual.pc, dual.nas, dual.home)
        dual.world.network.modifyTranslation(on: home) {
            $0.forward(.tcp, port: 25, to: Endpoint(Dual.nasAddress, 25))
        }
        let octets = [UInt8](repeating: 7, count: 5_000)
        #expect(
            dual.talk(octets, from: pc, to: Endpoint(Dual.outside, 25), server: nas) == octets)
        #expect(seen(dual).first?.address == Dual.outside)
        #expect(dual.malformed.isEmpty)
    }

    @Test("an error comes back to the host inside, quoting the packet as it sent it")
    func errors() {
        var dual = Dual()
        let pc = dual.pc
        dual.say([1], from: pc, port: 5_000, to: Endpoint(Dual.farAddress, 9))
        dual.say([1], from: pc, port: 5_001, to: Endpoint(Dual.farAddress, 9), timeToLive: 2)
        dual.say([1], from: pc, port: 5_002, to: Endpoint(Dual.farAddress, 9), timeToLive: 1)
        dual.world.act {
            $0.ping(
                from: pc, to: Dual.farAddress, identifier: 3, sequence: 4, timeToLive: 2,
                because: nil, into: &$1)
        }
        dual.world.runUntilQuiet()
        var quoted: [(Endpoint, IPAddress)] = []
        for item in dual.world.items {
            if case .datagramUnreachable(pc, let port, _, let from, let message) = item.entry {
                #expect(message.quotedPacket?.source == Dual.pcAddress)
                quoted.append((Endpoint(Dual.pcAddress, port), from))
            } else if case .icmp(pc, _, let message) = item.entry {
                #expect(message.quotedPacket?.echo?.identifier == 3)
                #expect(message.quotedPacket?.source == Dual.pcAddress)
            }
        }
        #expect(quoted.map(\.0.port) == [5_000, 5_001, 5_002])
        #expect(
            quoted.map(\.1) == [Dual.farAddress, Dual.ispAddress, IPAddress(192, 168, 1, 1)])
        #expect(dual.malformed.isEmpty)
    }

    @Test("an error from inside about a forwarded packet names the outside address")
    func errorsOutwards() {
        var dual = Dual()
        let (far, home) = (dual.far, dual.home)
        dual.world.network.modifyTranslation(on: home) {
            $0.forward(.udp, port: 7, to: Endpoint(Dual.nasAddress, 77))
        }
        dual.say([1], from: far, port: 4_000, to: Endpoint(Dual.outside, 7))
        let told = dual.world.items.compactMap { item -> (Endpoint, IPAddress)? in
            guard case .datagramUnreachable(far, 4_000, let to, let from, _) = item.entry else {
                return nil
            }
            return (to, from)
        }
        #expect(told.count == 1)
        #expect(told.first?.0 == Endpoint(Dual.outside, 7) && told.first?.1 == Dual.outside)
        #expect(dual.malformed.isEmpty)
        // A router that resets in the name of the host inside does it by the outside address.
        dual.world.network.modifyTranslation(on: home) {
            $0.forward(.tcp, port: 80, to: Endpoint(Dual.nasAddress, 80))
        }
        dual.world.network.setFirewall(Firewall(defaultVerdict: .reset), on: home)
        dual.world.act {
            _ = $0.open(from: far, to: Endpoint(Dual.outside, 80), because: nil, into: &$1)
        }
        dual.world.runUntilQuiet()
        #expect(dual.world.failure?.why == .refused)
    }

    @Test("what is cut is put together before its ports are asked for")
    func fragments() {
        var dual = Dual(backboneMTU: 600)
        let (pc, far) = (dual.pc, dual.far)
        let long = (0..<2_900).map { UInt8(truncatingIfNeeded: $0) }
        dual.world.network.bind(on: far, udpPort: 53)
        dual.world.network.bind(on: pc, udpPort: 5_000)
        dual.say(long, from: pc, port: 5_000, to: Endpoint(Dual.farAddress, 53))
        #expect(dual.world.datagrams(at: 53) == [long])
        dual.say(long, from: far, port: 53, to: Endpoint(Dual.outside, 5_000))
        #expect(dual.world.datagrams(at: 5_000) == [long])
    }

    @Test("the table is bounded, forgets what is silent, and refuses what has no room")
    func bounded() {
        var dual = Dual()
        let (pc, far, home) = (dual.pc, dual.far, dual.home)
        guard let inside = IPPrefix("192.168.1.0/24") else { return }
        dual.world.network.setTranslation(
            AddressTranslation(inside: [inside], outside: Dual.outside, capacity: 8), on: home)
        dual.world.network.bind(on: far, udpPort: 53)
        for port in 6_000..<6_020 as Range<UInt16> {
            dual.say([1], from: pc, port: port, to: Endpoint(Dual.farAddress, 53))
        }
        #expect(dual.world.datagrams(at: 53).count == 8)
        #expect(dual.world.drops == Array(repeating: "internet.drop-translation-full", count: 12))
        dual.world.run(until: dual.world.network.now + .minutes(3))
        for port in 6_010..<6_020 as Range<UInt16> {
            dual.say([1], from: pc, port: port, to: Endpoint(Dual.farAddress, 53))
        }
        #expect(dual.world.datagrams(at: 53).count == 16)
        #expect(dual.world.network.translation(on: home)?.count == 8)
    }

    @Test(
        "any packet that goes out and is answered comes back as if nothing was",
        arguments: Seeds.few)
    func roundTrips(seed: UInt64) {
        var dice = Dice(seed: seed)
        var dual = Dual(seed: seed)
        let (pc, nas, far) = (dual.pc, dual.nas, dual.far)
        dual.world.network.bind(on: far, udpPort: 53)
        for node in [pc, nas] {
            for port in 1_000..<1_010 as Range<UInt16> {
                dual.world.network.bind(on: node, udpPort: port)
            }
        }
        for _ in 0..<120 {
            let (node, port) = (
                dice.happens(1, in: 2) ? pc : nas, UInt16(1_000 + dice.below(10))
            )
            let octets = (0..<dice.below(40)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
            dual.world.items = []
            dual.say(octets, from: node, port: port, to: Endpoint(Dual.farAddress, 53))
            guard let from = seen(dual).first else {
                Issue.record("nothing came: \(Seeds.again(seed))")
                return
            }
            #expect(from.address == Dual.outside)
            dual.say(octets.reversed(), from: far, port: 53, to: from)
            let back = dual.world.items.compactMap { item -> (NodeID, UInt16, [UInt8])? in
                guard case .datagram(let node, let port, _, let octets) = item.entry, node != far
                else { return nil }
                return (node, port, octets)
            }
            #expect(back.count == 1 && back[0].0 == node && back[0].1 == port, "\(seed)")
            #expect(back.first?.2 == octets.reversed(), "\(Seeds.again(seed))")
            #expect(dual.malformed.isEmpty, "\(Seeds.again(seed))")
        }
    }
}
