import Clockwork
import Internet
import Session
import Testing
import Wire

@Suite("IPv6 beside IPv4")
struct IPv6Tests {
    @Test("TCP carries octets over either family, with the right segment size and no bad packet")
    func transfer() {
        let octets = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for target in [Dual.v6(9, 2), Dual.farAddress] {
            var dual = Dual()
            let (pc, far) = (dual.pc, dual.far)
            let got = dual.talk(octets, from: pc, to: Endpoint(target, 25), server: far)
            #expect(got == octets, "\(target)")
            #expect(dual.malformed.isEmpty)
        }
    }

    @Test("each hop takes one from the hop limit, and the source is of the family")
    func hops() throws {
        var dual = Dual()
        let pc = dual.pc
        dual.world.network.bind(on: dual.far, udpPort: 53)
        dual.say([7], from: pc, port: 5_000, to: Endpoint(Dual.v6(9, 2), 53))
        #expect(dual.world.datagrams(at: 53) == [[7]])
        var limits: [UInt8] = []
        for item in dual.world.items {
            switch item.entry {
            case .packetSent(let event), .packetForwarded(let event):
                let packet = try IPv6Packet(parsing: event.octets[...])
                limits.append(packet.header.hopLimit)
                #expect(packet.source == Dual.v6(1, 2))
            default: break
            }
        }
        #expect(limits == [64, 63, 62])
        #expect(dual.world.network.sourceAddress(on: pc, to: Dual.v6(9, 2)) == Dual.v6(1, 2))
        #expect(dual.world.network.sourceAddress(on: pc, to: Dual.farAddress) == Dual.pcAddress)
    }

    @Test("ping goes both ways, inside the host too")
    func ping() {
        for target in [Dual.v6(9, 2), .v6(0, 1), Dual.farAddress, IPAddress(127, 0, 0, 1)] {
            var dual = Dual()
            let pc = dual.pc
            dual.world.act {
                $0.ping(
                    from: pc, to: target, identifier: 5, sequence: 2, size: 100, because: nil,
                    into: &$1)
            }
            dual.world.runUntilQuiet()
            #expect(
                dual.world.words.contains {
                    $0.hasSuffix("icmp node 0 \(target) echo reply id 5 seq 2 len 100")
                })
        }
    }

    private func errors(_ dual: Dual) -> [String] {
        dual.world.words.filter { $0.contains(" icmp node") || $0.contains(" unreachable node") }
    }

    @Test("every trouble on the way has its ICMPv6 message")
    func troubles() {
        var dual = Dual(translates: false)
        let (pc, far) = (dual.pc, dual.far)
        dual.say([1], from: pc, port: 5_000, to: Endpoint(Dual.v6(9, 2), 9), timeToLive: 2)
        dual.say([1], from: pc, port: 5_001, to: Endpoint(Dual.v6(9, 2), 9))
        dual.say([1], from: pc, port: 5_002, to: Endpoint(Dual.v6(9, 77), 9))
        dual.say([1], from: pc, port: 5_003, to: Endpoint(.v6(0xFD00 << 48, 1), 9))
        let errors = errors(dual)
        #expect(errors.count == 4)
        for (port, end) in [
            (5_000, "\(Dual.v6(3, 1)) time exceeded"), (5_001, "\(Dual.v6(9, 2)) port"),
            (5_002, "\(Dual.v6(3, 1)) host"), (5_003, "\(Dual.v6(3, 1)) network"),
        ] {
            #expect(errors.contains { $0.contains(" \(port) ") && $0.contains(end) }, "\(port)")
        }
        dual.world.network.setFirewall(Firewall(defaultVerdict: .prohibited), on: dual.isp)
        dual.say([1], from: pc, port: 5_004, to: Endpoint(Dual.v6(9, 2), 9))
        #expect(self.errors(dual).last?.contains("administratively prohibited") ?? false)
        // Refused by the host, and then by policy.
        dual.world.network.setFirewall(nil, on: dual.isp)
        for expected in [TransportFailure.refused, .prohibited] {
            dual.world.items = []
            dual.world.act {
                _ = $0.open(from: pc, to: Endpoint(Dual.v6(9, 2), 26), because: nil, into: &$1)
            }
            dual.world.runUntilQuiet()
            #expect(dual.world.failure?.why == expected)
            dual.world.network.setFirewall(Firewall(defaultVerdict: .prohibited), on: dual.isp)
        }
        #expect(dual.malformed.isEmpty)
        #expect(dual.world.network.name(of: far) == "far")
    }

    @Test("a packet too big is reported, and the sender cuts the next one")
    func pathMTU() {
        var dual = Dual(backboneMTU: 1_300)
        let pc = dual.pc
        dual.world.network.bind(on: dual.far, udpPort: 53)
        let long = [UInt8](repeating: 3, count: 1_400)
        dual.say(long, from: pc, port: 5_000, to: Endpoint(Dual.v6(9, 2), 53))
        #expect(dual.world.datagrams(at: 53).isEmpty)
        #expect(errors(dual).count == 1 && errors(dual)[0].contains("fragmentation needed"))
        dual.say(long, from: pc, port: 5_000, to: Endpoint(Dual.v6(9, 2), 53))
        #expect(dual.world.datagrams(at: 53) == [long])
        #expect(dual.world.incidents == ["internet.fragmented", "internet.reassembled"])
        #expect(dual.malformed.isEmpty)
        // TCP finds the path's size too.
        let octets = [UInt8](repeating: 4, count: 20_000)
        let far = dual.far
        #expect(dual.talk(octets, from: pc, to: Endpoint(Dual.v6(9, 2), 25), server: far) == octets)
    }

    @Test("routes of both families are shown")
    func routes() {
        let dual = Dual()
        let shown = dual.world.network.routes(of: dual.pc).map(\.prefix.description)
        #expect(
            shown == [
                "192.168.1.1/32", "192.168.1.2/32", "0.0.0.0/0", "2001:db8:0:1::1/128",
                "2001:db8:0:1::/64", "::/0",
            ])
        #expect(dual.world.network.node(owning: Dual.v6(9, 2)) == dual.far)
        #expect(dual.world.network.addresses(of: dual.pc) == [Dual.pcAddress, Dual.v6(1, 2)])
    }
}
