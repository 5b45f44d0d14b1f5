import Clockwork
import PostOffice
import Session

/// What a port of a host is found to be by somebody who tries it.
package struct PortFinding: Sendable {
    package let port: UInt16
    package let spoken: MailProtocol
    /// Why there is no conversation; nil where there is one.
    package internal(set) var failure: Note?
    /// How long it took to know.
    package internal(set) var time = Interval.zero
    /// Whether TLS begins with the first octet, or after STARTTLS or STLS; nil where it never does.
    package internal(set) var way: HandSecurity.Way?
    /// What was agreed upon, and what became of the certificate.
    package internal(set) var security: TLSFacts?
    /// Why TLS came to nothing.
    package internal(set) var secureFailure: Note?
    /// What the server says that it can do, in the clear and inside TLS.
    package internal(set) var before: [String] = []
    package internal(set) var after: [String] = []
}

/// Tries the ports of mail, each in a copy of the world, as a person would with `connect`.
struct PortSurvey {
    private let world: World
    private let host: String
    private let target: String

    init(_ world: World, from host: String, to target: String) {
        self.world = world
        self.host = host
        self.target = target
    }

    func finding(_ port: UInt16) throws(Trouble) -> PortFinding {
        let isSecure = MailService.securePorts.contains(port)
        var finding = PortFinding(port: port, spoken: MailProtocol(port: port))
        var first = try Call(self, port, isSecure ? .implicit : nil)
        finding.time = first.time
        guard first.isOpen else {
            finding.failure = first.failure
            return finding
        }
        if isSecure {
            finding.way = .implicit
            finding.security = first.security
            finding.after = try first.capabilities()
            return finding
        }
        finding.before = try first.capabilities()
        guard finding.before.contains("STARTTLS") || finding.before.contains("STLS") else {
            return finding
        }
        finding.way = .upgrade
        var second = try Call(self, port, .upgrade)
        finding.security = second.security
        if second.security == nil { finding.secureFailure = second.failure }
        if second.security != nil { finding.after = try second.capabilities() }
        return finding
    }

    /// One connection by hand in a copy of the world.
    private struct Call {
        private var bench: Workbench
        private let number: Int
        private let spoken: MailProtocol
        private let began: Instant

        init(_ survey: PortSurvey, _ port: UInt16, _ way: HandSecurity.Way?) throws(Trouble) {
            bench = Workbench(trying: survey.world)
            spoken = MailProtocol(port: port)
            began = bench.now
            try bench.perform(
                .connect(
                    host: survey.host, target: survey.target, port: port,
                    security: way.map { HandSecurity($0, acceptsAnyCertificate: true) }))
            number = bench.terminals.count
            _ = bench.run(until: .quiet)
            // Silence is known by a program's own timers only.
            switch terminal.state {
            case .resolving, .connecting: _ = bench.run(until: .moment(bench.now + .minutes(10)))
            case .open, .closedByPeer, .ended, .failed: break
            }
        }

        private var terminal: TerminalView { bench.terminals[number - 1] }
        var isOpen: Bool { terminal.state == .open }
        var failure: Note? { terminal.reason }
        var security: TLSFacts? { terminal.security }

        /// From the first packet to the end of the attempt, or to the connection.
        var time: Interval {
            let connection = terminal.connection
            let end = bench.journal.first { event in
                guard event.connection == connection, event.host == terminal.host else {
                    return false
                }
                switch event.what {
                case .connection(.opened), .connection(.failed): return true
                case .action, .packet, .firewall, .tcpState, .connection, .dns, .lines, .tls,
                    .note, .mail, .answer, .overheard, .attack:
                    return false
                }
            }
            return (end?.moment ?? bench.now) - began
        }

        /// Asks what the server can do, and takes its answer apart.
        mutating func capabilities() throws(Trouble) -> [String] {
            let heard = terminal.heard.count
            let question =
                switch spoken {
                case .smtp, .submission: "EHLO \(terminal.host)"
                case .pop3: "CAPA"
                case .imap: "a1 CAPABILITY"
                case .text: "HELP"
                }
            try bench.perform(.say(terminal: number, octets: Array((question + "\r\n").utf8)))
            _ = bench.run(until: .quiet)
            let lines = terminal.heard.dropFirst(heard).split(separator: 0x0A).map {
                String(decoding: $0.filter { $0 != 0x0D }, as: UTF8.self)
            }
            return Self.capabilities(in: lines, spoken)
        }

        /// The names, without the frame that each protocol puts around them.
        static func capabilities(in lines: [String], _ spoken: MailProtocol) -> [String] {
            switch spoken {
            case .smtp, .submission:
                // The first line is the server's greeting (RFC 5321 §4.1.1.1).
                lines.filter { $0.hasPrefix("250") }.dropFirst().map { String($0.dropFirst(4)) }
            case .pop3: lines.dropFirst().filter { $0 != "." }
            case .imap:
                lines.filter { $0.uppercased().hasPrefix("* CAPABILITY ") }
                    .flatMap { $0.split(separator: " ").dropFirst(2).map(String.init) }
            case .text: []
            }
        }
    }
}

extension Workbench {
    /// The ports of the two tables: relay, submission, POP3, IMAP.
    package static var mailPorts: [UInt16] { MailService.ports }

    /// Those of them on which TLS begins with the first octet.
    package static var secureMailPorts: [UInt16] { MailService.securePorts }

    /// What each port of mail of `target` is, seen from a host, in copies of this world.
    package func survey(_ target: String, from host: String) throws(Trouble) -> [PortFinding] {
        let survey = PortSurvey(world, from: host, to: target)
        var findings: [PortFinding] = []
        for port in Workbench.mailPorts { findings.append(try survey.finding(port)) }
        return findings
    }
}
