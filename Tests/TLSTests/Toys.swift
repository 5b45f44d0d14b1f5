import Clockwork
import Session

/// A server that speaks lines: it tells what it heard, and whether that was encrypted.
struct ToyServer: ByteSession {
    typealias Question = String
    typealias Answer = String

    private var framer = LineFramer(limit: 1_000)
    private(set) var security: TLSFacts?
    private(set) var heard: [String] = []
    private(set) var inputs: [String] = []
    private(set) var room: Int?
    private var isSecuring = false
    private var isOpened = false
    var deadline: Instant?

    var nextDeadline: Instant? { deadline }

    mutating func handle(
        _ input: SessionInput<String>, at now: Instant,
        into outbox: inout [SessionOutput<String>]
    ) {
        switch input {
        case .opened:
            isOpened = true
            inputs.append("opened")
            say("220 toy", into: &outbox)
        case .received(let octets): if !isSecuring { framer.append(octets) }
        case .closedByPeer: inputs.append("closed")
        case .failed(let failure): inputs.append("failed \(failure)")
        case .secured(let facts):
            security = facts
            isSecuring = false
            framer.discardAll()
            inputs.append("secured")
        case .deadlinePassed: inputs.append("deadline")
        case .answered(let answer): say("answer \(answer)", into: &outbox)
        case .notified: say("notified", into: &outbox)
        case .writable(let count): room = count
        case .shuttingDown: outbox.append(.close)
        }
        while let line = try? framer.nextLine() {
            take(String(decoding: line, as: UTF8.self), into: &outbox)
        }
    }

    private func say(_ text: String, into outbox: inout [SessionOutput<String>]) {
        outbox.append(.send(Array("\(text)\r\n".utf8)))
    }

    private mutating func take(_ line: String, into outbox: inout [SessionOutput<String>]) {
        heard.append(security == nil ? line : "(\(line))")
        switch line {
        case "STARTTLS" where security == nil:
            say("220 go ahead", into: &outbox)
            framer.discardAll()
            isSecuring = true
            outbox.append(.startTLS)
        case "QUIT":
            say("221 bye", into: &outbox)
            outbox.append(.close)
        case "ASK": outbox.append(.ask("what?"))
        case "ABORT": outbox.append(.abort)
        case _: say("heard \(line)", into: &outbox)
        }
    }
}

/// A client that upgrades as soon as it is greeted, and then sends what is secret.
struct ToyClient: ByteSession {
    typealias Question = Never
    typealias Answer = Never

    let upgrades: Bool
    private let secrets: [String]
    private var framer = LineFramer(limit: 1_000)
    private var isSecuring = false
    private(set) var isSecured = false
    private(set) var heard: [String] = []
    private(set) var inputs: [String] = []

    init(upgrades: Bool, secrets: [String] = ["PASS secret", "QUIT"]) {
        self.upgrades = upgrades
        self.secrets = secrets
    }

    var nextDeadline: Instant? { nil }

    mutating func handle(
        _ input: SessionInput<Never>, at now: Instant, into outbox: inout [SessionOutput<Never>]
    ) {
        switch input {
        case .opened: inputs.append("opened")
        case .received(let octets): if !isSecuring { framer.append(octets) }
        case .closedByPeer: inputs.append("closed")
        case .failed(let failure): inputs.append("failed \(failure)")
        case .secured:
            isSecured = true
            isSecuring = false
            inputs.append("secured")
            if upgrades { sendSecrets(into: &outbox) }
        case .deadlinePassed, .notified, .writable, .shuttingDown: break
        }
        while !isSecuring, let line = try? framer.nextLine() {
            heard.append(String(decoding: line, as: UTF8.self))
            if heard.count == 1, upgrades {
                outbox.append(.send(Array("STARTTLS\r\n".utf8)))
            } else if heard.count == 1 {
                sendSecrets(into: &outbox)
            } else if heard.count == 2, upgrades {
                framer.discardAll()
                isSecuring = true
                outbox.append(.startTLS)
            }
        }
    }

    private func sendSecrets(into outbox: inout [SessionOutput<Never>]) {
        for secret in secrets { outbox.append(.send(Array("\(secret)\r\n".utf8))) }
    }
}
