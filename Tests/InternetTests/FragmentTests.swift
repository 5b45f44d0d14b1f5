import Clockwork
import Support
import Testing
import Wire

@testable import Internet

@Suite("Fragments")
struct FragmentTests {
    @Test("a datagram longer than a link goes in pieces and arrives whole, in either family")
    func endToEnd() {
        for (target, isV4) in [(Dual.farAddress, true), (Dual.v6(9, 2), false)] {
            // Routers cut once more for IPv4; the sender has to know the path for IPv6.
            var dual = Dual(backboneMTU: isV4 ? 576 : 1_500, translates: false)
            let (pc, far) = (dual.pc, dual.far)
            if let home = IPPrefix("192.168.1.0/24") {
                dual.world.network.addRoute(on: dual.isp, to: home, via: Dual.outside)
            }
            dual.world.network.bind(on: far, udpPort: 53)
            let octets = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            dual.say(octets, from: pc, port: 5_000, to: Endpoint(target, 53))
            #expect(dual.world.datagrams(at: 53) == [octets])
            #expect(dual.malformed.isEmpty)
            #expect(dual.world.incidents.first == "internet.fragmented")
            #expect(dual.world.incidents.last == "internet.reassembled")
            #expect(dual.world.incidents.count == (isV4 ? 16 : 2))
            dual.world.act {
                $0.ping(
                    from: pc, to: target, identifier: 1, sequence: 1, size: 5_000, because: nil,
                    into: &$1)
            }
            dual.world.runUntilQuiet()
            #expect(dual.world.words.contains { $0.hasSuffix("echo reply id 1 seq 1 len 5000") })
        }
    }

    @Test("pieces cut again and again have the right offsets, flags and options")
    func cutting() throws {
        var header = IPv4Header(
            protocolNumber: .udp, source: Dual.pcAddress, destination: Dual.farAddress,
            identification: 77)
        header.dontFragment = false
        // Record route (not copied), then a stream identifier (copied), then the end.
        header.options = [7, 3, 4, 0x88, 4, 1, 2, 0]
        let payload = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        let whole = IPv4Packet(header, payload: payload[...])
        let pieces = try #require(whole.fragments(mtu: 300))
        let again = pieces.flatMap { $0.octets.count > 100 ? $0.fragments(mtu: 100) ?? [] : [$0] }
        var data: [UInt8] = []
        for (index, piece) in again.enumerated() {
            #expect(piece.octets.count <= 100)
            #expect(Int(piece.header.fragmentOffset) * 8 == data.count)
            #expect(piece.header.moreFragments == (index + 1 < again.count))
            data += piece.payload
            let read = try IPv4Packet(parsing: piece.octets[...])
            #expect(read.header.options.first == (index == 0 ? 7 : 0x88))
            #expect(read.header.identification == 77)
        }
        #expect(data == payload)
        #expect(whole.fragments(mtu: 35) == nil)
        header.dontFragment = true
        #expect(IPv4Packet(header, payload: payload[...]).fragments(mtu: 300) == nil)
    }

    private static func parcels(
        _ octets: [UInt8], id: UInt16, mtu: Int
    ) throws -> [Parcel] {
        var header = IPv4Header(
            protocolNumber: .udp, source: Dual.pcAddress, destination: Dual.farAddress,
            identification: id)
        header.dontFragment = false
        let pieces = try #require(IPv4Packet(header, payload: octets[...]).fragments(mtu: mtu))
        return try pieces.map { try Parcel.none.with(octets: $0.octets) }
    }

    @Test(
        "in whatever order, and however often, pieces come: the packet is whole once",
        arguments: Seeds.few)
    func anyOrder(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<60 {
            var reassembler = Reassembler()
            var all: [Parcel] = []
            var wanted: [[UInt8]] = []
            for id in 1...3 as ClosedRange<UInt16> {
                let octets = (0..<(200 + dice.below(3_000))).map { _ in
                    UInt8(truncatingIfNeeded: dice.next())
                }
                wanted.append(octets)
                all += try Self.parcels(octets, id: id, mtu: 60 + Int(dice.below(140)))
            }
            // Each once, and some of them again while their packet is not whole.
            var got: [[UInt8]] = []
            for parcel in dice.shuffled(all) {
                switch reassembler.take(parcel, at: .zero) {
                case .waiting: break
                case .whole(let whole, _): got.append(Array(whole.payload))
                case .dropped(let reason): Issue.record("\(reason) \(Seeds.again(seed))")
                }
                if dice.happens(1, in: 2), reassembler.count == 3 {
                    let repeated = reassembler.take(parcel, at: .zero)
                    if case .waiting = repeated {} else { Issue.record("\(Seeds.again(seed))") }
                }
            }
            #expect(got.count == 3 && Set(got) == Set(wanted), "\(Seeds.again(seed))")
            #expect(reassembler.count == 0 && reassembler.octetCount == 0)
        }
    }

    @Test(
        "pieces that overlap never make a packet of two minds, and nothing grows",
        arguments: Seeds.few)
    func overlaps(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var reassembler = Reassembler()
        for _ in 0..<4_000 {
            var header = IPv4Header(
                protocolNumber: .udp, source: Dual.pcAddress, destination: Dual.farAddress,
                identification: UInt16(dice.below(200)))
            header.dontFragment = false
            header.moreFragments = dice.happens(3, in: 4)
            header.fragmentOffset = UInt16(dice.below(dice.happens(1, in: 20) ? 8_192 : 6))
            if header.fragmentOffset == 0 { header.moreFragments = true }
            let length = Int(dice.below(5)) * 8 + (dice.happens(1, in: 9) ? 3 : 0)
            // Every octet says which piece it came with, and where it belongs.
            let mark = UInt8(truncatingIfNeeded: dice.next())
            let packet = IPv4Packet(header, payload: ArraySlice(repeating: mark, count: length))
            let parcel = try Parcel.none.with(octets: packet.octets)
            switch reassembler.take(parcel, at: .zero) {
            case .waiting, .dropped: break
            case .whole(let whole, let pieces):
                // No piece was written over by another: there are as many runs as pieces at most.
                let runs = zip(whole.payload, whole.payload.dropFirst()).filter { $0 != $1 }.count
                #expect(runs < pieces, "\(Seeds.again(seed))")
            }
            #expect(reassembler.count <= Reassembler.packetLimit)
            #expect(reassembler.octetCount <= Reassembler.octetLimit)
        }
        while reassembler.expire(at: .zero + .hours(1)) != nil {}
        #expect(reassembler.count == 0 && reassembler.octetCount == 0, "\(Seeds.again(seed))")
    }

    @Test("who has the first piece only is told that the rest did not come")
    func timeOut() throws {
        for hasFirst in [true, false] {
            var world = World()
            let (edge, far) = (world.ann, world.far)
            let pieces = try Self.piecesFromAnn()
            world.act { $0.inject(pieces[hasFirst ? 0 : 1], from: edge, because: nil, into: &$1) }
            world.run(until: .zero + .seconds(59))
            #expect(world.drops.isEmpty && world.network.nextMoment != nil)
            world.run(until: .zero + .seconds(61))
            #expect(world.drops == ["internet.drop-fragments-missing"])
            let told = world.words.filter { $0.contains("time exceeded") && $0.contains("unreach") }
            #expect(told.count == (hasFirst ? 1 : 0))
            #expect(world.network.nextMoment == nil)
            #expect(world.network.name(of: far) == "mx.far")
        }
    }

    private static func piecesFromAnn() throws -> [[UInt8]] {
        let datagram = UDPDatagram(
            sourcePort: 5_000, destinationPort: 53, data: ArraySlice(repeating: 1, count: 300))
        var payload: [UInt8] = []
        datagram.write(into: &payload, from: World.annAddress, to: World.farAddress)
        var header = IPv4Header(
            protocolNumber: .udp, source: World.annAddress, destination: World.farAddress)
        header.dontFragment = false
        return try #require(IPv4Packet(header, payload: payload[...]).fragments(mtu: 200))
            .map(\.octets)
    }
}
