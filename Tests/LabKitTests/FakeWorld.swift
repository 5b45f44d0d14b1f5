import Clockwork
import LabKit
import PostOffice
import Session
import Wire

@testable import Simulation

/// A world of a journal written by hand, with two hosts and one mailbox.
struct FakeWorld: Evidence {
    var journal = Journal()
    var inbox: [String] = []
    var waiting = 0

    func phase(of event: Event) -> Event.Phase? { event.phase }
    func peer(of event: Event) -> String? { event.host == "pc" ? "server" : "pc" }
    func hostName(of address: String) -> String { address == "192.0.2.4" ? "server" : "pc" }
    func server(of event: Event) -> Endpoint? { nil }
    func summary(ofPacket octets: [UInt8]) -> String { "TCP \(octets.count)" }

    func mailbox(of login: String, named name: String) throws(Trouble) -> [MailboxRow] {
        guard login == "ann@lab.example", name == "INBOX" else { throw Trouble("none") }
        return inbox.enumerated().map { index, text in
            MailboxRow(
                uid: UInt32(index + 1), flags: [], size: text.utf8.count,
                internalDate: .zero, octets: Array(text.utf8), from: "", to: "", subject: "",
                date: "")
        }
    }

    func verdict(from: String, to: String, port: UInt16) throws(Trouble) -> String? {
        port == 25 ? "drop" : port == 1 ? nil : "accept"
    }

    func queue(of host: String) throws(Trouble) -> [QueueRow] {
        guard host == "server" else { throw Trouble("none") }
        return (0..<waiting).map { index in
            QueueRow(
                queueID: "\(index)", message: nil, from: "", recipients: [], size: 0,
                arrived: .zero, attempts: 0, nextAttempt: nil, reason: nil)
        }
    }

    /// Writes an event, a second after the last; returns its number.
    @discardableResult
    mutating func write(
        _ host: String, _ what: Event.What, phase: Event.Phase? = nil
    ) -> UInt64 {
        let number = journal.nextNumber
        journal.append(
            Event(
                number: number, moment: .zero + .seconds(Int(number)), tick: Int(number),
                host: host, phase: phase, what: what))
        return number
    }

    @discardableResult
    mutating func ask(_ host: String, _ question: String) -> UInt64 {
        write(
            host, .dns(.asked(question: question, server: "192.0.2.4")), phase: .nameResolution)
    }

    @discardableResult
    mutating func line(_ host: String, _ direction: Event.LineDirection, _ text: String) -> UInt64 {
        write(host, .lines(direction, .submission, Array((text + "\r\n").utf8)), phase: .submission)
    }

    @discardableResult
    mutating func deliver(to login: String) -> UInt64 {
        inbox.append("Subject: hello\r\n\r\n")
        return write(
            "server",
            .mail(.delivered(queueID: "q1", login: login, mailbox: "INBOX", uid: 1)),
            phase: .delivery)
    }
}

/// A learner in the fake world: `ask NAME`, `deliver`, `wander`; anything else fails.
struct FakeHand: LearnerHand {
    var workbench = FakeWorld()

    mutating func type(_ line: String) -> (succeeded: Bool, output: String) {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case "ask": workbench.ask("pc", words.dropFirst().joined(separator: " "))
        case "deliver": workbench.deliver(to: "ann@lab.example")
        case "wander": break
        default: return (false, "no such command")
        }
        return (true, "")
    }

    mutating func live(_ session: OutsideSession) {
        for line in session.lines { workbench.ask(session.host, line) }
    }
}
