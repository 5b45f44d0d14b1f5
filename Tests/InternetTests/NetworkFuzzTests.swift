import Clockwork
import Support
import Testing
import Wire

@testable import Internet

@Suite("A live network under fire: TCP, address translation, firewall and fragments")
struct NetworkFuzzTests {
    /// A network whose log is read and forgotten, since there is much of it.
    private struct Range {
        var network: Network
        let nodes: [NodeID]
        let home: NodeID
        /// The packets seen last, which the next ones are made from.
        var seen: [[UInt8]] = []
        var next = 0
        var live: [SocketID] = []
        private var log = CausalLog<Happening>(startingAt: 1)

        init(seed: UInt64) {
            let dual = Dual(
                seed: seed, backboneMTU: 600,
                access: LinkProperties(
                    lossPerMillion: 5_000, jitter: .milliseconds(1),
                    duplicationPerMillion: 5_000, reorderingPerMillion: 5_000,
                    corruptionPerMillion: 5_000))
            network = dual.world.network
            nodes = [dual.pc, dual.nas, dual.home, dual.isp, dual.far]
            home = dual.home
            network.setFirewall(Firewall(), on: dual.isp)
            network.setFirewall(Firewall(), on: dual.home)
            network.modifyTranslation(on: home) {
                $0.forward(.tcp, port: 2_525, to: Endpoint(Dual.nasAddress, 25))
            }
            for node in nodes {
                network.listen(on: node, port: 25)
                network.bind(on: node, udpPort: 53)
            }
        }

        mutating func act(_ body: (inout Network, inout CausalLog<Happening>) -> Void) {
            body(&network, &log)
            for item in log.items {
                switch item.entry {
                case .packetSent(let event), .packetForwarded(let event):
                    if seen.count < 64 { seen.append(event.octets) }
                    seen[next % seen.count] = event.octets
                    next += 1
                case .accepted(let socket, _, _, _), .connected(let socket): live.append(socket)
                default: break
                }
            }
            log.removeAll()
            if live.count > 40 { live.removeFirst(live.count - 40) }
        }
    }

    @Test("nothing traps, hangs or grows", arguments: [7] as [UInt64])
    func mutated(seed: UInt64) {
        var dice = Dice(seed: seed)
        var range = Range(seed: seed)
        for round in 0..<Seeds.rounds(soak: 10_000_000) {
            if round % 50 == 0 { begin(&range, &dice) }
            var octets = packet(range, &dice)
            if dice.happens(2, in: 3) { mend(&octets) }
            let node = range.nodes[Int(dice.below(UInt64(range.nodes.count)))]
            range.act { $0.inject(octets, from: node, because: nil, into: &$1) }
            for _ in 0..<dice.below(8) { range.act { $0.step(into: &$1) } }
            if round % 1_000 == 999 {
                // Long enough for half-open connections and fragments to be given up.
                let limit = range.network.now + .minutes(dice.happens(1, in: 4) ? 20 : 2)
                var steps = 0
                while let next = range.network.nextMoment, next <= limit, steps < 200_000 {
                    range.act { $0.step(into: &$1) }
                    steps += 1
                }
                #expect(steps < 200_000, "\(Seeds.again(seed)), round \(round)")
                range.act { network, _ in network.advance(to: limit) }
                checkBounds(range, "\(Seeds.again(seed)), round \(round)")
            }
        }
        checkBounds(range, Seeds.again(seed))
    }

    private func checkBounds(_ range: Range, _ comment: String) {
        let network = range.network
        #expect(network.packetsInFlight < 5_000, "\(comment)")
        #expect(network.sockets.count < 5_000, "\(comment)")
        #expect(network.translation(on: range.home)?.count ?? 0 <= 4_096, "\(comment)")
        for node in network.nodes {
            #expect(node.reassembler.count <= Reassembler.packetLimit, "\(comment)")
            #expect(node.reassembler.octetCount <= Reassembler.octetLimit, "\(comment)")
            #expect(node.pathMTUs.count <= PathMTUs.limit, "\(comment)")
        }
    }

    /// Honest traffic: connections of both families with octets on them, and long datagrams.
    private func begin(_ range: inout Range, _ dice: inout Dice) {
        let targets = [
            Dual.farAddress, Dual.v6(9, 2), Dual.outside, Dual.nasAddress, Dual.v6(1, 2),
        ]
        let node = range.nodes[Int(dice.below(UInt64(range.nodes.count)))]
        let target = targets[Int(dice.below(UInt64(targets.count)))]
        let port: UInt16 = dice.happens(1, in: 3) ? 2_525 : 25
        range.act { _ = $0.open(from: node, to: Endpoint(target, port), because: nil, into: &$1) }
        let data = [UInt8](repeating: 9, count: Int(dice.below(3_000)))
        range.act {
            $0.sendDatagram(
                from: node, port: 5_000, to: Endpoint(target, 53), octets: data, because: nil,
                into: &$1)
        }
        for socket in range.live.suffix(3) {
            if dice.happens(1, in: 5) {
                range.act { $0.close(socket, because: nil, into: &$1) }
            } else {
                range.act { $0.send(data, on: socket, because: nil, into: &$1) }
            }
        }
        for socket in range.live.prefix(1) where range.live.count > 30 {
            range.act { $0.abort(socket, because: nil, into: &$1) }
        }
        if dice.happens(1, in: 40) {
            range.act { $0.crash(node, because: nil, into: &$1) }
            range.network.restart(node)
            range.network.listen(on: node, port: 25)
            range.network.bind(on: node, udpPort: 53)
        }
    }

    /// A packet seen of late with something changed, or anything at all.
    private func packet(_ range: Range, _ dice: inout Dice) -> [UInt8] {
        guard !range.seen.isEmpty, dice.happens(9, in: 10) else {
            return (0..<dice.below(100)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
        }
        var octets = range.seen[Int(dice.below(UInt64(range.seen.count)))]
        for _ in 0..<dice.below(4) where !octets.isEmpty {
            // Mostly the headers, where it hurts.
            let reach = dice.happens(3, in: 4) ? min(60, octets.count) : octets.count
            let place = Int(dice.below(UInt64(reach)))
            switch dice.below(4) {
            case 0: octets[place] ^= 1 << UInt8(dice.below(8))
            case 1: octets[place] = UInt8(truncatingIfNeeded: dice.next())
            case 2 where octets.count > 24: octets.removeLast(Int(dice.below(20)))
            default: octets.swapAt(place, Int(dice.below(UInt64(reach))))
            }
        }
        return octets
    }

    /// Makes lengths and checksums right again, so that the change gets past the first check.
    private func mend(_ octets: inout [UInt8]) {
        guard octets.count >= 40 else { return }
        if octets[0] >> 4 == 6 {
            octets[4] = UInt8((octets.count - 40) >> 8 & 0xFF)
            octets[5] = UInt8((octets.count - 40) & 0xFF)
        } else {
            octets[0] = 0x45
            octets[2] = UInt8(octets.count >> 8 & 0xFF)
            octets[3] = UInt8(octets.count & 0xFF)
            octets[10] = 0
            octets[11] = 0
            let sum = InternetChecksum.of(octets[..<20])
            octets[10] = UInt8(sum >> 8)
            octets[11] = UInt8(sum & 0xFF)
        }
        guard var parcel = try? Parcel.none.with(octets: octets) else { return }
        let offsets: [IPProtocol: Int] = [.tcp: 16, .udp: 6, .icmp: 2, .icmpV6: 2]
        let start = parcel.header.transport
        guard let offset = offsets[parcel.header.protocolNumber],
            start + offset + 2 <= parcel.octets.count
        else { return }
        parcel.octets[start + offset] = 0
        parcel.octets[start + offset + 1] = 0
        var sum = InternetChecksum()
        if parcel.header.protocolNumber != .icmp {
            sum.addPseudoHeader(
                from: parcel.header.source, to: parcel.header.destination,
                protocolNumber: parcel.header.protocolNumber, count: parcel.payload.count)
        }
        sum.add(parcel.payload)
        parcel.octets[start + offset] = UInt8(sum.value >> 8)
        parcel.octets[start + offset + 1] = UInt8(sum.value & 0xFF)
        octets = parcel.octets
    }
}
