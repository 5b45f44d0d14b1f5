import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private func query(_ id: UInt16, _ text: String = "mail.example.jp") -> [UInt8] {
    DNSMessage(asking: DNSQuestion(name(text), .a), id: id, recursionDesired: true).octets()
}

/// Drives one connection of a server by hand.
private struct Line {
    var session = DNSServerSession()
    var now = Instant.zero
    var asked: [DNSTicketed] = []
    var sent: [UInt8] = []
    var ends: [String] = []
    var notes: [String] = []

    init() { give(.opened) }

    mutating func give(_ input: SessionInput<DNSTicketed>) {
        var outbox: [SessionOutput<DNSTicketed>] = []
        session.handle(input, at: now, into: &outbox)
        for output in outbox {
            switch output {
            case .send(let octets): sent += octets
            case .ask(let question): asked.append(question)
            case .close: ends.append("close")
            case .abort: ends.append("abort")
            case .startTLS: ends.append("startTLS")
            case .note(let note): notes.append(note.key)
            }
        }
    }

    /// The messages that have been sent.
    var messages: [[UInt8]] {
        var framer = DNSMessageFramer()
        framer.append(sent)
        var messages: [[UInt8]] = []
        while let message = framer.next() { messages.append(message) }
        return messages
    }
}

@Suite("A name server's side of a TCP connection (RFC 7766)")
struct ServerSessionTests {
    @Test("queries come whole, however TCP cuts them", arguments: Seeds.pieceSizes)
    func pieces(size: Int) {
        var line = Line()
        let queries = (1...5 as ClosedRange<UInt16>).map { query($0) }
        let stream = queries.flatMap { DNSMessageFramer.framed($0) }
        for start in stride(from: 0, to: stream.count, by: size) {
            line.give(.received(Array(stream[start..<min(stream.count, start + size)])))
        }
        #expect(line.asked.map(\.octets) == queries)
        #expect(line.asked.map(\.ticket) == [1, 2, 3, 4, 5])
        #expect(line.ends.isEmpty)
    }

    @Test("answers go out as they are ready, in any order, each in one write (RFC 7766 §7)")
    func outOfOrder() {
        var line = Line()
        for id in 1...3 as ClosedRange<UInt16> {
            line.give(.received(DNSMessageFramer.framed(query(id))))
        }
        for ticket in [3, 1, 2] {
            line.give(.answered(DNSTicketed(ticket: ticket, octets: [UInt8(ticket), 0, 0])))
        }
        #expect(line.messages == [[3, 0, 0], [1, 0, 0], [2, 0, 0]])
        // A ticket counts once, and an unknown one not at all.
        line.give(.answered(DNSTicketed(ticket: 1, octets: [9])))
        line.give(.answered(DNSTicketed(ticket: 77, octets: [9])))
        #expect(line.messages.count == 3)
    }

    @Test("an idle connection is closed, one that is owed an answer is not")
    func idle() {
        var line = Line()
        #expect(line.session.nextDeadline == Instant.zero + DNSServerSession.idleTime)
        line.give(.received(DNSMessageFramer.framed(query(1))))
        #expect(line.session.nextDeadline == nil)
        line.now = .zero + .seconds(60)
        line.give(.answered(DNSTicketed(ticket: 1, octets: [1, 2, 3])))
        #expect(line.session.nextDeadline == line.now + DNSServerSession.idleTime)
        line.now += .seconds(9)
        line.give(.deadlinePassed)
        #expect(line.ends.isEmpty)
        line.now += .seconds(1)
        line.give(.deadlinePassed)
        #expect(line.ends == ["close"] && line.session.isOver)
        #expect(line.notes == ["dns.tcp-idle"])
    }

    @Test("a message that trickles in does not keep the connection (RFC 7766 §6.2.3)")
    func trickle() {
        var line = Line()
        for octet in DNSMessageFramer.framed(query(1)).prefix(15) {
            line.now += .seconds(1)
            line.give(.received([octet]))
            line.give(.deadlinePassed)
        }
        #expect(line.ends == ["close"])
        #expect(line.asked.isEmpty)
    }

    @Test("more queries than may be open wait for their turn")
    func openLimit() {
        var line = Line()
        let count = DNSServerSession.openLimit + 5
        for id in 1...UInt16(count) { line.give(.received(DNSMessageFramer.framed(query(id)))) }
        #expect(line.asked.count == DNSServerSession.openLimit)
        for ticket in 1...5 { line.give(.answered(DNSTicketed(ticket: ticket, octets: [0]))) }
        #expect(line.asked.count == count)
    }

    @Test("a client that takes nothing is asked nothing more, and is left in the end")
    func unread() {
        var line = Line()
        let large = [UInt8](repeating: 0, count: 65_000)
        for id in 1...10 as ClosedRange<UInt16> {
            line.give(.received(DNSMessageFramer.framed(query(id))))
            line.give(.answered(DNSTicketed(ticket: Int(id), octets: large)))
        }
        let taken = line.asked.count
        #expect(taken < 10)
        line.give(.writable(65_536))
        #expect(line.asked.count > taken)
        for ticket in taken + 1...10 {
            line.give(.answered(DNSTicketed(ticket: ticket, octets: large)))
        }
        line.now += DNSServerSession.idleTime
        line.give(.deadlinePassed)
        #expect(line.ends == ["abort"])
    }

    @Test("too much at once, and what is no message, end the connection")
    func limits() {
        var flood = Line()
        while flood.ends.isEmpty, flood.asked.count <= DNSServerSession.openLimit {
            flood.give(.received((0..<100).flatMap { _ in DNSMessageFramer.framed(query(1)) }))
        }
        #expect(flood.ends == ["abort"] && flood.notes == ["dns.tcp-flood"])
        for length in 0..<12 {
            var broken = Line()
            broken.give(.received(DNSMessageFramer.framed([UInt8](repeating: 0, count: length))))
            #expect(broken.ends == ["abort"] && broken.notes == ["dns.tcp-broken"])
            broken.give(.received(DNSMessageFramer.framed(query(1))))
            #expect(broken.asked.isEmpty)
        }
    }

    @Test("a client that has gone gets nothing more (RFC 7766 §6.2.4)")
    func gone() {
        var line = Line()
        line.give(.received(DNSMessageFramer.framed(query(1))))
        line.give(.closedByPeer)
        line.give(.answered(DNSTicketed(ticket: 1, octets: [1])))
        #expect(line.sent.isEmpty && line.ends == ["close"])
        #expect(line.notes == ["dns.tcp-client-gone"])
        var broken = Line()
        broken.give(.failed(.reset))
        #expect(broken.session.isOver && broken.ends.isEmpty)
    }

    @Test("random octets never trap a session", arguments: Seeds.few)
    func noise(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<Seeds.rounds(soak: 50_000) {
            var line = Line()
            for _ in 0..<20 where !line.session.isOver {
                let count = Int(dice.below(400))
                line.give(.received((0..<count).map { _ in UInt8(dice.below(dice.below(256))) }))
                if let last = line.asked.last, dice.happens(1, in: 2) {
                    line.give(.answered(DNSTicketed(ticket: last.ticket, octets: [1])))
                }
                if dice.happens(1, in: 9) { line.give(.writable(1)) }
            }
        }
    }
}
