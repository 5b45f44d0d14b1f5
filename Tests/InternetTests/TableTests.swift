import Clockwork
import Support
import Testing
import Wire

@testable import Internet

@Suite("The tables that packets are looked up in")
struct TableTests {
    @Test(
        "a table of places is a list of pairs, through growing and removing", arguments: Seeds.few)
    func places(seed: UInt64) {
        var dice = Dice(seed: seed)
        var table = PlaceTable<AddressKey>()
        var model: [(key: AddressKey, place: Int)] = []
        for step in 0..<6_000 {
            // Few keys that differ in few bits, so that they collide and come again.
            let key = AddressKey(high: dice.below(40) << 32, low: dice.below(3))
            let index = model.firstIndex { $0.key == key }
            if dice.happens(step < 3_000 ? 3 : 1, in: 4) {
                table.set(key, to: step)
                if let index { model[index].place = step } else { model.append((key, step)) }
            } else {
                table.remove(key)
                if let index { model.remove(at: index) }
            }
            #expect(table.count == model.count, "seed \(seed)")
            let asked = AddressKey(high: dice.below(40) << 32, low: dice.below(3))
            #expect(table[asked] == model.first { $0.key == asked }?.place, "seed \(seed)")
        }
        for entry in model { #expect(table[entry.key] == entry.place, "seed \(seed)") }
    }

    private static func address(_ dice: inout Dice, isV4: Bool) -> IPAddress {
        // Few different bits at the ends, so that prefixes hold one another.
        if isV4 {
            return .v4(
                UInt32(dice.below(4)) << 30 | UInt32(dice.below(4)) << 15
                    | UInt32(dice.below(4)))
        }
        return .v6(dice.below(4) << 62 | dice.below(4), dice.below(4) << 62 | dice.below(4))
    }

    @Test("the longest prefix is that of a list gone through in full", arguments: Seeds.few)
    func routes(seed: UInt64) {
        var dice = Dice(seed: seed)
        for isV4 in [true, false] {
            var table = RouteTable()
            var list: [Route] = []
            for number in 0..<400 {
                let length = Int(dice.below(isV4 ? 33 : 129))
                guard
                    let prefix = IPPrefix(Self.address(&dice, isV4: isV4), length: length)
                else { continue }
                let route = Route(prefix: prefix, interface: number, way: .peer)
                table.add(route)
                list.append(route)
                let address = Self.address(&dice, isV4: isV4)
                var best: Route?
                for route in list where route.prefix.contains(address) {
                    if route.prefix.length > best?.prefix.length ?? -1 { best = route }
                }
                let found = table.place(of: AddressKey(address)).map { table.routes[$0] }
                #expect(found?.interface == best?.interface, "seed \(seed)")
            }
            let lengths = table.inOrder.map(\.prefix.length)
            #expect(lengths == lengths.sorted(by: >))
            #expect(table.inOrder.count == list.count)
        }
    }

    @Test("sockets of IPv6 are told apart by every bit of their addresses")
    func socketKeys() {
        var table = SocketTable()
        let node = NodeID(raw: 3)
        func add(_ local: IPAddress, _ remote: IPAddress) -> Int {
            table.add(
                TCPConnection(
                    local: Endpoint(local, 25), remote: Endpoint(remote, 5_000), isActive: true,
                    numbers: .init(iss: 0, clockOffset: 0), segmentSize: 1_000,
                    settings: TCPSettings()), on: node
            ).place
        }
        let addresses: [IPAddress] = [
            .v6(1, 7), .v6(2, 7), .v6(1, 7 | 1 << 40), .v4(7), .v6(7 << 32, 0),
        ]
        var places: [Int] = []
        for local in addresses { for remote in addresses { places.append(add(local, remote)) } }
        #expect(table.count == 25 && Set(places).count == 25)
        for (index, place) in places.enumerated() {
            let (local, remote) = (addresses[index / 5], addresses[index % 5])
            #expect(
                table.place(
                    on: node, local: Endpoint(local, 25), remote: Endpoint(remote, 5_000))
                    == place)
        }
        for place in places.prefix(20) { table.remove(place) }
        #expect(table.count == 5)
        #expect(table.place(of: SocketID(raw: 3)) == nil)
        #expect(table.place(of: SocketID(raw: 24)) == places[24])
    }

    @Test("ports and sockets keep their order, whatever goes", arguments: Seeds.few)
    func lists(seed: UInt64) {
        var dice = Dice(seed: seed)
        var (ports, portModel) = (PortSet(), [UInt16]())
        var (sockets, socketModel) = (SocketList(), [Int]())
        for number in 0..<3_000 {
            let port = UInt16(dice.below(50))
            if dice.happens(1, in: 2) {
                ports.append(port)
                if !portModel.contains(port) { portModel.append(port) }
            } else {
                ports.remove(port)
                portModel.removeAll { $0 == port }
            }
            #expect(ports.contains(port) == portModel.contains(port))
            sockets.append(SocketID(raw: number))
            socketModel.append(number)
            while dice.happens(1, in: 2), !socketModel.isEmpty {
                let gone = socketModel.remove(at: Int(dice.below(UInt64(socketModel.count))))
                let index = sockets.firstIndex(of: SocketID(raw: gone))
                #expect(index != nil)
                sockets.remove(at: index ?? -1)
                #expect(sockets.firstIndex(of: SocketID(raw: gone)) == nil)
            }
        }
        #expect(ports.sorted() == portModel.sorted(), "seed \(seed)")
        #expect(sockets.all.map(\.raw) == socketModel, "seed \(seed)")
        #expect(sockets.count == socketModel.count)
    }

    @Test("packets and timers come in one order: by moment, then by ticket", arguments: Seeds.few)
    func dueOrder(seed: UInt64) {
        struct Waiting {
            let moment: Instant
            let ticket: Int
            let what: String
        }
        func word(_ due: Due) -> String {
            switch due {
            case .arrival(let place): "packet \(place)"
            case .timer(let socket, let generation): "\(socket) \(generation)"
            case .reassembly(let node): "\(node)"
            }
        }
        var dice = Dice(seed: seed)
        var queue = DueQueue()
        var model: [Waiting] = []
        var now = Instant.zero
        for ticket in 0..<5_000 {
            // Often earlier than what waits, but never before the present; often just now.
            let moment = now + Interval(nanoseconds: Int64(dice.below(8) * dice.below(1_000)))
            let due: Due =
                switch dice.below(3) {
                case 0: .timer(SocketID(raw: ticket), generation: 1)
                case 1: .reassembly(NodeID(raw: ticket))
                default: .arrival(ticket)
                }
            queue.push(due, at: moment)
            model.append(Waiting(moment: moment, ticket: ticket, what: word(due)))
            while dice.happens(1, in: 2), !model.isEmpty {
                let first = model.min { ($0.moment, $0.ticket) < ($1.moment, $1.ticket) }
                #expect(queue.nextMoment == first?.moment, "\(Seeds.again(seed))")
                let popped = queue.pop()
                #expect(popped?.moment == first?.moment, "\(Seeds.again(seed))")
                #expect(popped.map { word($0.due) } == first?.what, "\(Seeds.again(seed))")
                model.removeAll { $0.ticket == first?.ticket }
                now = popped?.moment ?? now
            }
        }
    }
}
