import Clockwork
import Support
import TLS
import Testing
import Wire

@testable import Wiretap

@Suite("The eavesdropper at a link")
struct EavesdropperTests {
    private static let talk = Listening.turns(ConversationTests.submission)

    @Test("packets of either family become the conversation", arguments: [false, true])
    func families(isV6: Bool) throws {
        var tap = Eavesdropper()
        let script = WireScript.of(Self.talk, port: 587, isV6: isV6)
        let findings = script.packets.flatMap { tap.take($0) }
        #expect(findings.map(\.what) == (try Listening.hear(Self.talk, port: 587)))
        #expect(findings.allSatisfy { $0.conversation.client == script.client })
        #expect(findings.allSatisfy { $0.conversation.server == script.server })
        let tally = try #require(tap.tallies.first)
        #expect(tap.tallies.count == 1)
        #expect(tally.port == 587)
        #expect(tally.connections == 1)
        #expect(tally.packets == script.packets.count)
        #expect(tally.octets == script.packets.reduce(0) { $0 + $1.count })
        #expect((tally.passwords, tally.letters, tally.leaks) == (1, 1, 2))
    }

    @Test("loss, repetition, overlap and disorder: the same, as long as all of it passes")
    func disorder() throws {
        let whole = try Listening.hear(Self.talk, port: 587)
        for seed in Seeds.few {
            var dice = Dice(seed: seed)
            var script = WireScript(port: 587)
            script.open()
            var packets = script.packets
            // The client's letter in small overlapping pieces and in any order.
            let said = Self.talk.filter { $0.side == .server }.prefix(1)
            for turn in said { script.add(turn.octets, from: .server) }
            packets.append(script.packets[packets.count])
            for turn in Self.talk.dropFirst(said.count) {
                let before = script.packets.count
                script.add(turn.octets, from: turn.side)
                let packet = script.packets[before]
                packets += Self.shredded(packet, &dice)
            }
            script.close()
            packets += script.packets.suffix(3)
            var tap = Eavesdropper()
            #expect(tap.hear(packets) == whole, "\(Seeds.again(seed))")
        }
    }

    /// A packet as several: pieces that overlap, twice, in any order.
    private static func shredded(_ packet: [UInt8], _ dice: inout Dice) -> [[UInt8]] {
        guard let ip = IPPacket(packet), let segment = ip.tcpSegment, segment.data.count > 2 else {
            return [packet]
        }
        let data = Array(segment.data)
        let cut = 1 + Int(dice.below(UInt64(data.count - 1)))
        let overlap = Int(dice.below(UInt64(cut)))
        var second = segment
        second.sequence &+= UInt32(cut - overlap)
        second.data = data[(cut - overlap)...]
        var first = segment
        first.data = data[..<cut]
        let pieces = [first, second, first, second].map {
            WireScript.packet($0, ip.source, ip.destination)
        }
        return dice.shuffled(pieces)
    }

    @Test("a gap that the receiver has acknowledged is said, and the rest understood")
    func gap() throws {
        var script = WireScript(port: 110)
        script.open()
        for turn in Listening.turns("S: +OK x\nC: USER bob\nS: +OK") {
            script.add(turn.octets, from: turn.side)
        }
        let missed = script.packets.count
        script.add(Array("PASS builder\r\n".utf8), from: .client)
        script.add(Array("+OK in\r\n".utf8), from: .server)
        script.add(Array("RETR 1\r\n".utf8), from: .client)
        script.add(Array("+OK\r\nSubject: a\r\n\r\nb\r\n.\r\n".utf8), from: .server)
        var packets = script.packets
        packets.remove(at: missed)
        var tap = Eavesdropper()
        let heard = tap.hear(packets)
        #expect(heard.contains(.missed(14, of: .client)))
        #expect(heard.secrets.isEmpty)
        #expect(heard.letters.map(\.subject) == ["a"])
    }

    @Test("a connection that was there before, and ports used again")
    func lateAndAgain() throws {
        let late = WireScript.of(Self.talk, port: 587)
        var tap = Eavesdropper()
        let heard = tap.hear(Array(late.packets.dropFirst(3)))
        #expect(heard.secrets.map(\.text) == ["builder"])
        #expect(heard.letters.count == 1)
        // A repetition of the end is no new connection; a SYN is.
        #expect(tap.hear(Array(late.packets.suffix(3))) == [])
        #expect(tap.tallies.map(\.connections) == [1])
        var again = WireScript(port: 587, start: 77)
        again.open()
        again.add(Array("220 again\r\n".utf8), from: .server)
        let findings = again.packets.flatMap { tap.take($0) }
        #expect(findings.map(\.what) == [.said("220 again", by: .server)])
        #expect(findings.map(\.conversation.number) == [2])
        #expect(tap.tallies.map(\.connections) == [2])
    }

    @Test("RST ends a conversation: what was begun is told")
    func reset() {
        var script = WireScript(port: 25)
        script.open()
        script.add(Array("220 x\r\n".utf8), from: .server)
        script.add(Array("DATA\r\n".utf8), from: .client)
        script.add(Array("354 go\r\n".utf8), from: .server)
        script.add(Array("Subject: half\r\n\r\nnot".utf8), from: .client)
        script.add([], from: .server, [.rst, .ack])
        var tap = Eavesdropper()
        let heard = tap.hear(script.packets)
        #expect(heard.letters.map(\.subject) == ["half"])
        #expect(heard.letters.map(\.isWhole) == [false])
    }

    @Test("packets in pieces are put together")
    func fragments() throws {
        let script = WireScript.of(Self.talk, port: 587)
        var packets: [[UInt8]] = []
        for octets in script.packets {
            var packet = try IPv4Packet(parsing: octets[...])
            packet.header.dontFragment = false
            packet.header.identification = UInt16(packets.count + 1)
            let pieces = packet.fragments(mtu: 44)?.map(\.octets)
            packets += pieces?.reversed() ?? [packet.octets]
        }
        #expect(packets.count > script.packets.count + 20)
        var tap = Eavesdropper()
        #expect(tap.hear(packets) == (try Listening.hear(Self.talk, port: 587)))
    }

    @Test("a question to the DNS is heard; other ports are not our business")
    func names() throws {
        let question = DNSQuestion(try #require(DNSName("mail.example.jp")), .a)
        let query = DNSMessage(asking: question, id: 7, recursionDesired: true)
        let (from, to) = (IPAddress(192, 0, 2, 1), IPAddress(192, 0, 2, 53))
        var payload: [UInt8] = []
        UDPDatagram(sourcePort: 4_000, destinationPort: 53, data: query.octets(limit: 512)[...])
            .write(into: &payload, from: from, to: to)
        let header = IPv4Header(protocolNumber: .udp, source: from, destination: to)
        var tap = Eavesdropper()
        let findings = tap.take(IPv4Packet(header, payload: payload[...]).octets)
        #expect(findings.map(\.what) == [.question("\(question)")])
        #expect(findings.map(\.conversation.number) == [0])
        #expect(tap.hear(WireScript.of(Self.talk, port: 80).packets) == [])
        #expect(tap.tallies.isEmpty)
    }

    @Test("octets that are no packets, damaged ones, and far too many connections")
    func garbage() {
        var tap = Eavesdropper()
        for seed in Seeds.few {
            var dice = Dice(seed: seed)
            let script = WireScript.of(Self.talk, port: 587, isV6: seed % 2 == 0)
            for _ in 0..<Seeds.rounds(soak: 200_000) {
                for packet in script.packets {
                    var packet = packet
                    packet[Int(dice.below(UInt64(packet.count)))] ^= UInt8(1 + dice.below(255))
                    _ = tap.take(Array(packet.prefix(Int(dice.below(200)))))
                    // What is damaged is thrown away; IPv6 alone does not protect its header.
                    let heard = tap.take(packet)
                    #expect(heard.isEmpty || seed % 2 == 0, "\(Seeds.again(seed))")
                }
            }
        }
        for port in 0..<2_000 {
            let segment = TCPSegment(
                sourcePort: UInt16(10_000 + port), destinationPort: 25, sequence: 5,
                acknowledgment: 0, flags: .ack, window: 1, data: Array("QUIT".utf8)[...])
            let from = IPAddress(192, 0, 2, 1)
            let heard = tap.hear([WireScript.packet(segment, from, IPAddress(192, 0, 2, 2))])
            // The oldest is forgotten, and what it had begun is told.
            #expect(heard.count == (port < Eavesdropper.flowLimit ? 0 : heard.count))
        }
    }
}

@Suite("What TLS leaves to a listener")
struct EncryptedTests {
    private static func kinds(_ heard: [Overheard]) -> [String] {
        heard.map { what in
            if case .tls(let sighting) = what { sighting.label } else { "\(what)" }
        }
    }

    @Test("on 993 the host's name and sizes, and nothing that was said; in every cut")
    func implicit() throws {
        let turns = TLSTalk.turns(.tls13)
        let whole = try Listening.hear(turns, port: 993)
        #expect(whole.secrets.isEmpty && whole.letters.isEmpty && whole.lines.isEmpty)
        let kinds = Self.kinds(whole)
        #expect(kinds.first == "ClientHello (mail.example.jp)")
        #expect(kinds.contains("ServerHello"))
        // `a LOGIN bob builder` with its CRLF.
        #expect(kinds.contains("application data, 21 octets"))
        #expect(!kinds.contains("Certificate"))
        for size in Seeds.pieceSizes {
            #expect(try Listening.hear(turns, port: 993, size: size) == whole)
        }
    }

    @Test("before TLS 1.3 the certificate and its names show, too")
    func certificate() throws {
        var tap = Eavesdropper()
        let script = WireScript.of(TLSTalk.turns(.tls12), port: 995)
        let heard = tap.hear(script.packets)
        #expect(Self.kinds(heard).contains("Certificate"))
        #expect(tap.tallies.first?.serverNames == ["mail.example.jp"])
        #expect(tap.tallies.first?.certificateNames == ["mail.example.jp"])
        #expect((tap.tallies.first?.sealedRecords ?? 0) > 3)
        #expect(tap.tallies.first?.leaks == 0)
        var new = Eavesdropper()
        _ = new.hear(WireScript.of(TLSTalk.turns(.tls13), port: 995).packets)
        #expect(new.tallies.first?.certificateNames == [])
        #expect(new.tallies.first?.serverNames == ["mail.example.jp"])
    }

    @Test("after STARTTLS the same; before it everything shows")
    func upgrade() throws {
        let turns =
            Listening.turns("S: * OK hello\nC: a STARTTLS\nS: a OK go") + TLSTalk.turns(.tls13)
        for size in Seeds.pieceSizes {
            let heard = try Listening.hear(turns, port: 143, size: size)
            #expect(heard.lines == ["* OK hello", "a STARTTLS", "a OK go"])
            #expect(heard[3] == .upgrade)
            #expect(Self.kinds(heard)[4] == "ClientHello (mail.example.jp)")
            #expect(heard.secrets.isEmpty)
        }
    }

    @Test("a listener who comes late, or misses records, goes on where a record begins")
    func gaps() throws {
        let script = WireScript.of(TLSTalk.turns(.tls13), port: 993)
        var late = Eavesdropper()
        let heard = late.hear(Array(script.packets.dropFirst(6)))
        #expect(!heard.isEmpty)
        #expect(Self.kinds(heard).allSatisfy { $0.hasPrefix("application data") })
        var packets = script.packets
        // The segment in which the server's hello begins.
        packets.remove(at: 4)
        var tap = Eavesdropper()
        let rest = tap.hear(packets)
        #expect(rest.contains { if case .missed(_, .server) = $0 { true } else { false } })
        #expect(Self.kinds(rest).contains { $0.hasPrefix("application data") })
    }

    @Test("text where TLS should be is garbled, once")
    func garbled() throws {
        let turns =
            Listening.turns("S: +OK hi\nC: STLS\nS: +OK go\nC: USER bob\nC: PASS x\nS: -ERR")
        for size in Seeds.pieceSizes {
            let heard = try Listening.hear(turns, port: 110, size: size)
            #expect(heard.suffix(2) == [.garbled(.client), .garbled(.server)])
            #expect(heard.secrets.isEmpty)
        }
    }

    @Test("clear talk on a secure port is read like any other")
    func clearOnSecurePort() throws {
        let heard = try Listening.hear("C: a LOGIN bob builder\nS: a BAD", port: 993)
        #expect(heard.secrets.map(\.text) == ["builder"])
    }
}
