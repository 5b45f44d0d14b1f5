import Clockwork
import Support
import Testing
import Wire

/// Messages made by lot.
private struct Author {
    var dice: Dice

    mutating func octets(_ most: UInt64) -> [UInt8] {
        (0..<dice.below(most + 1)).map { _ in UInt8(dice.below(256)) }
    }

    /// A name; few labels to choose from, so that compression has something to do.
    mutating func name() -> DNSName {
        let known = ["jp", "example", "mail", "MAIL", "ns", "a", "*"].map { Array($0.utf8) }
        var labels: [[UInt8]] = []
        for _ in 0..<dice.below(6) {
            switch dice.below(8) {
            case 0: labels.append([UInt8](repeating: UInt8(97 + dice.below(26)), count: 63))
            case 1: labels.append([UInt8(dice.below(256))] + octets(5))
            case _: labels.append(known[Int(dice.below(UInt64(known.count)))])
            }
        }
        return (try? DNSName(labels: labels)) ?? .root
    }

    mutating func data() -> RecordData {
        switch dice.below(10) {
        case 0: .address(.v4(UInt32(truncatingIfNeeded: dice.next())))
        case 1: .address(.v6(dice.next(), dice.next()))
        case 2: .ns(name())
        case 3: .cname(name())
        case 4: .ptr(name())
        case 5: .mx(preference: UInt16(dice.below(65_536)), name())
        case 6:
            .soa(
                StartOfAuthority(
                    primaryServer: name(), mailbox: name(),
                    serial: UInt32(truncatingIfNeeded: dice.next()),
                    minimum: UInt32(dice.below(100_000))))
        case 7: .txt((0...dice.below(3)).map { _ in octets(255) })
        case 8: .raw(RecordType(rawValue: 33 + UInt16(dice.below(8))), octets(40))
        case _: .raw(RecordType(rawValue: 256 + UInt16(dice.below(60_000))), octets(40))
        }
    }

    mutating func records() -> [DNSRecord] {
        (0..<dice.below(5)).map { _ in
            DNSRecord(name(), timeToLive: UInt32(dice.below(1 << 31)), data())
        }
    }

    mutating func message() -> DNSMessage {
        var message = DNSMessage(
            header: DNSHeader(
                id: UInt16(dice.below(65_536)), isResponse: dice.happens(1, in: 2),
                opcode: UInt8(dice.below(16)), isAuthoritative: dice.happens(1, in: 2),
                isTruncated: dice.happens(1, in: 2), recursionDesired: dice.happens(1, in: 2),
                recursionAvailable: dice.happens(1, in: 2), reserved: UInt8(dice.below(8)),
                code: ResponseCode(rawValue: UInt16(dice.below(16)))))
        message.questions = (0..<dice.below(3)).map { _ in
            DNSQuestion(
                name(), RecordType(rawValue: UInt16(dice.below(300))),
                recordClass: UInt16(dice.below(5)))
        }
        message.answers = records()
        message.authority = records()
        message.additional = records()
        if dice.happens(1, in: 2) {
            message.additional.append(
                EDNS(
                    payloadSize: Int(dice.below(65_536)), extendedCode: UInt8(dice.below(256)),
                    version: UInt8(dice.below(256)), wantsSignatures: dice.happens(1, in: 2),
                    options: [.init(code: UInt16(dice.below(65_536)), data: octets(12))]
                ).record)
        }
        return message
    }

    /// Octets with a few of them changed, cut out or put in.
    mutating func mutated(_ good: [UInt8]) -> [UInt8] {
        var octets = good
        for _ in 0...dice.below(6) where !octets.isEmpty {
            let place = Int(dice.below(UInt64(octets.count)))
            switch dice.below(6) {
            case 0: octets[place] = UInt8(dice.below(256))
            case 1: octets[place] = 0xC0 | UInt8(dice.below(4))
            case 2: octets[place] ^= 1 << UInt8(dice.below(8))
            case 3: octets.remove(at: place)
            case 4: octets.insert(UInt8(dice.below(256)), at: place)
            case _: octets.removeLast(min(octets.count, Int(dice.below(20))))
            }
        }
        return octets
    }
}

@Suite("DNS messages made by lot")
struct DNSFuzzTests {
    @Test("whatever is written is read back the same", arguments: Seeds.few.prefix(4))
    func roundTrip(seed: UInt64) throws {
        var author = Author(dice: Dice(seed: seed).stream("dns round trip"))
        for round in 0..<Seeds.rounds(soak: 250_000) {
            let message = author.message()
            let octets = message.octets()
            let again = try DNSMessage(parsing: octets)
            #expect(again == message, "round \(round), \(Seeds.again(seed))")
            #expect(again.octets() == octets, "round \(round), \(Seeds.again(seed))")
        }
    }

    @Test("a message in little room is sound, not too long, and says what it lacks")
    func cut() throws {
        for seed in Seeds.few.prefix(4) {
            var author = Author(dice: Dice(seed: seed).stream("dns cut"))
            for round in 0..<Seeds.rounds(soak: 100_000) {
                var message = author.message()
                message.header.isTruncated = false
                let reserve = message.hasOPT ? 11 + 16 : 0
                let limit = 12 + reserve + Int(author.dice.below(700))
                let octets = message.octets(limit: limit)
                let again = try DNSMessage(parsing: octets)
                let where_ = "round \(round), \(Seeds.again(seed))"
                #expect(octets.count <= limit, "\(where_)")
                #expect(again.edns == message.edns, "\(where_)")
                #expect(again.answers.elementsEqual(message.answers.prefix(again.answers.count)))
                let isWhole =
                    again.questions == message.questions && again.answers == message.answers
                    && again.authority == message.authority
                #expect(again.header.isTruncated != isWhole, "\(where_)")
            }
        }
    }

    @Test("mutated and random octets never trap, nor take long", arguments: Seeds.few.prefix(4))
    func mutations(seed: UInt64) {
        var author = Author(dice: Dice(seed: seed).stream("dns mutations"))
        var goods = (0..<20).map { _ in author.message().octets() }
        for round in 0..<Seeds.rounds(soak: 2_500_000) {
            if round % 500 == 499 { goods[round / 500 % 20] = author.message().octets() }
            let octets =
                round % 10 == 0
                ? author.octets(120)
                : author.mutated(goods[Int(author.dice.below(UInt64(goods.count)))])
            guard let message = try? DNSMessage(parsing: octets) else { continue }
            // What could be read can be written and read, and shown on a line.
            let again = try? DNSMessage(parsing: message.octets())
            #expect(again?.answers == message.answers, "round \(round), \(Seeds.again(seed))")
            #expect(message.summary.utf8.count < 200_000)
            _ = message.edns
            _ = message.code
        }
    }

    @Test("a message cannot say much more than it holds", arguments: [12, 100, 5_000])
    func bombs(count: Int) {
        // Many names that all point at one long name: the most that compression can blow up.
        var octets: [UInt8] = [0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for _ in 0..<3 { octets += [63] + [UInt8](repeating: 97, count: 63) }
        octets += [0, 0, 2, 0, 1]
        octets[6] = UInt8(count >> 8)
        octets[7] = UInt8(count & 0xFF)
        for _ in 0..<count { octets += [0xC0, 12, 0, 2, 0, 1, 0, 0, 0, 0, 0, 2, 0xC0, 12] }
        let message = try? DNSMessage(parsing: octets)
        #expect(message?.answers.count == count)
        #expect((message?.octets().count ?? .max) <= octets.count)
        // The same with a count that lies.
        octets[6] = 0xFF
        octets[7] = 0xFF
        #expect(throws: DNSMessageError.self) { try DNSMessage(parsing: octets) }
    }

    @Test("names as people write them go there and back", arguments: Seeds.few.prefix(4))
    func names(seed: UInt64) {
        var author = Author(dice: Dice(seed: seed).stream("dns names"))
        for _ in 0..<Seeds.rounds(soak: 250_000) {
            let name = author.name()
            #expect(DNSName("\(name)") == name, "\(name) \(Seeds.again(seed))")
            let noise = author.octets(300)
            if let read = try? DNSName(parsing: noise) {
                #expect(read.wireLength <= DNSName.nameLimit)
                #expect(read.labels.allSatisfy { (1...DNSName.labelLimit).contains($0.count) })
            }
        }
    }

    @Test("messages come out of a stream as they went in", arguments: Seeds.few.prefix(4))
    func framer(seed: UInt64) {
        var author = Author(dice: Dice(seed: seed).stream("dns framer"))
        for _ in 0..<Seeds.rounds(soak: 20_000) {
            let messages = (0..<author.dice.below(8)).map { _ in author.octets(300) }
            var rest = messages.flatMap { DNSMessageFramer.framed($0) }[...]
            var framer = DNSMessageFramer()
            var found: [[UInt8]] = []
            while !rest.isEmpty {
                let piece = rest.prefix(1 + Int(author.dice.below(200)))
                rest = rest.dropFirst(piece.count)
                framer.append(Array(piece))
                while let message = framer.next() { found.append(message) }
            }
            #expect(found == messages, "\(Seeds.again(seed))")
            #expect(framer.waitingCount == 0)
        }
    }
}
