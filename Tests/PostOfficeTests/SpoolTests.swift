import Clockwork
import Mail
import Session
import Support
import Testing

@testable import PostOffice

@Suite("The queue on its disk")
struct SpoolTests {
    static func message(_ id: String, at arrived: Int64 = 5) -> QueuedMessage {
        QueuedMessage(
            id: id, sender: .address(MailAddress(localPart: "a b@%", domain: "x.example")),
            octets: Array("Subject: x\r\n\r\n\nfrom -\n".utf8) + [0, 0xFF], isEightBit: true,
            arrived: Instant(nanoseconds: arrived),
            waiting: [
                .init(path: .postmaster, domain: "own.example"),
                .init(
                    path: .address(MailAddress(localPart: "ü\n", domain: "[192.0.2.1]")),
                    domain: "[192.0.2.1]",
                    reason: Note(
                        "transport.timed-out", ["host": "a = b", "reply": "451 späτer\r\n"],
                        source: "RFC 9293 §3.8.3")),
            ],
            nextAttempt: Instant(nanoseconds: 7), cause: nil)
    }

    static func domain(_ path: ForwardPath) -> String {
        switch path {
        case .postmaster: "own.example"
        case .address(let address): address.domain
        }
    }

    private func same(_ one: QueuedMessage?, _ other: QueuedMessage) -> Bool {
        guard let one else { return false }
        return one.id == other.id && one.sender == other.sender && one.octets == other.octets
            && one.isEightBit == other.isEightBit && one.arrived == other.arrived
            && one.attempts == other.attempts && one.nextAttempt == other.nextAttempt
            && one.waiting.map(\.path) == other.waiting.map(\.path)
            && one.waiting.map(\.domain) == other.waiting.map(\.domain)
            && one.waiting.map(\.reason) == other.waiting.map(\.reason)
    }

    @Test("a message comes back as it was, whatever is in it")
    func roundTrip() {
        var message = Self.message("4F2A7C")
        message.attempts = 3
        let octets = QueueFile.whole(message)
        let read = QueueFile.message(octets, id: "4F2A7C", domain: Self.domain)
        #expect(same(read, message))
        message.nextAttempt = nil
        let bounce = QueuedMessage(
            id: "1", sender: .null, octets: [], isEightBit: false, arrived: .zero,
            waiting: message.waiting, nextAttempt: nil, cause: nil)
        let again = QueueFile.message(QueueFile.whole(bounce), id: "1", domain: Self.domain)
        #expect(same(again, bounce))
    }

    @Test("what is cut off or changed is refused or read as something, and never traps")
    func hostile() {
        let octets = QueueFile.whole(Self.message("A"))
        for end in octets.indices {
            _ = QueueFile.message(Array(octets[..<end]), id: "A", domain: Self.domain)
        }
        var dice = Dice(seed: 8412)
        for _ in 0..<2_000 {
            var other = octets
            for _ in 0...dice.below(3) {
                other[Int(dice.below(UInt64(other.count)))] = UInt8(dice.below(256))
            }
            _ = QueueFile.message(other, id: "A", domain: Self.domain)
        }
        for text in ["", "x\n", "maillab-queue 1\n", "maillab-queue 1\nwhy a b\n\n"] {
            #expect(QueueFile.message(Array(text.utf8), id: "A", domain: Self.domain) == nil)
        }
    }

    @Test("a power cut at any point leaves each message that was added, with its latest state")
    func crash() {
        var spool = Spool()
        spool.add(Self.message("B", at: 2))
        spool.add(Self.message("A", at: 9))
        var tried = Self.message("B", at: 2)
        tried.waiting.removeFirst()
        tried.attempts = 1
        tried.nextAttempt = Instant(nanoseconds: 99)
        spool.update(tried)
        spool.disk.crash()
        let read = spool.read(domain: Self.domain)
        #expect(read.map(\.id) == ["B", "A"])
        #expect(same(read.first, tried))
        spool.remove("B")
        spool.disk.crash()
        #expect(spool.read(domain: Self.domain).map(\.id) == ["A"])
        #expect(spool.disk.names(in: "") == ["A"])
    }

    @Test("a state without its message is cleared away, strange files stay")
    func leftOvers() {
        var spool = Spool()
        spool.update(Self.message("C"))
        spool.disk.replace(Disk.Path("notes.txt", in: ""), with: [1])
        spool.disk.replace(Disk.Path("core", in: ""), with: [2])
        #expect(spool.read(domain: Self.domain).isEmpty)
        #expect(spool.disk.names(in: "") == ["core", "notes.txt"])
    }
}
