import PostOffice
import Session
import Simulation
import Wire
import Wiretap

/// The parts of an event that a pattern may ask for, besides its own fields.
struct EventFacts {
    let event: Event

    var spoken: MailProtocol? {
        if case .lines(_, let spoken, _) = event.what { return spoken }
        return nil
    }

    var service: MailService? {
        guard case .mail(let happening) = event.what else { return nil }
        switch happening {
        case .loggedIn(_, let service, _), .loginFailed(_, let service, _),
            .fetched(_, _, _, let service):
            return service
        case .queued, .attempting, .relayed, .deferred, .bounced, .delivered, .removed,
            .mailboxChanged:
            return nil
        }
    }

    var login: String? {
        switch event.what {
        case .mail(.delivered(_, let login, _, _)), .mail(.loggedIn(let login, _, _)),
            .mail(.loginFailed(let login, _, _)), .mail(.fetched(let login, _, _, _)),
            .mail(.mailboxChanged(let login, _)),
            .answer(.fetchFinished(let login, _, _)):
            return login
        case .action(.fetch(let order)): return order.login
        case .overheard(let facts):
            switch facts.what {
            case .secret(let secret): return secret.login
            case .challenge(let challenge): return challenge.login
            case .verdict(let login, _, _): return login
            case .said, .name, .sender, .recipient, .letter, .upgrade, .tls, .garbled, .question,
                .missed:
                return nil
            }
        case .mail, .answer, .action, .packet, .firewall, .tcpState, .connection, .dns, .lines,
            .tls, .note, .attack:
            return nil
        }
    }

    /// The recipients that an event names.
    var recipients: [String] {
        switch event.what {
        case .mail(.queued(_, _, let to, _)), .mail(.attempting(_, let to, _)),
            .mail(.relayed(_, let to, _, _)), .mail(.deferred(_, let to, _, _, _)),
            .mail(.bounced(_, let to, _, _)):
            return to
        case .action(.send(let order)): return order.recipients
        case .answer(.sendFinished(_, let accepted, let refused)):
            return accepted + refused.map(\.recipient)
        case .overheard(let facts):
            if case .recipient(let path) = facts.what { return [path] }
            return []
        case .mail, .answer, .action, .packet, .firewall, .tcpState, .connection, .dns, .lines,
            .tls, .note, .attack:
            return []
        }
    }

    var verdict: String? {
        if case .firewall(let judgement) = event.what { return judgement.verdict }
        return nil
    }

    /// The name of the other end, as far as the event itself tells.
    func peer(in evidence: some Evidence) -> String? {
        switch event.what {
        case .connection(.opening(let there)), .connection(.opened(let there)),
            .connection(.accepted(let there)), .connection(.failed(_, let there)):
            return evidence.hostName(of: "\(there.address)")
        case .mail(.relayed(_, _, let host, _)), .mail(.attempting(_, _, let host)):
            return host
        case .firewall(let judgement):
            return evidence.hostName(of: "\(judgement.destination.address)")
        case .overheard(let facts): return evidence.hostName(of: "\(facts.server.address)")
        case .action, .packet, .tcpState, .connection, .dns, .lines, .tls, .note, .mail, .answer,
            .attack:
            return evidence.peer(of: event)
        }
    }

    /// Everything that an event says, as text to search in.
    func text(in evidence: some Evidence) -> String {
        switch event.what {
        case .action(let action): return "\(action)"
        case .packet(_, let packet): return evidence.summary(ofPacket: packet.octets)
        case .firewall(let judgement):
            return "\(judgement.rule) \(judgement.verdict) \(Self.text(of: judgement.reason))"
        case .tcpState(let from, let to): return "\(from) \(to)"
        case .connection(.failed(let failure, let there)): return "\(failure) \(there)"
        case .connection(.opening(let there)), .connection(.opened(let there)),
            .connection(.accepted(let there)):
            return "\(there)"
        case .connection: return ""
        case .dns(.asked(let question, let server)): return "\(question) \(server)"
        case .dns(.answered(let question, let outcome, _, _)): return "\(question) \(outcome)"
        case .dns(.sent(let summary, _, _)), .dns(.heard(let summary, _, _)): return summary
        case .lines(_, _, let octets): return String(decoding: octets, as: UTF8.self)
        case .tls(let stage):
            return (stage.labels + stage.notes.map(Self.text)).joined(separator: " ")
        case .overheard(let facts):
            return "\(facts.tap) " + Self.text(of: facts.note)
        case .note(let note): return Self.text(of: note)
        case .attack(let deed): return deed.notes.map(Self.text).joined(separator: " ")
        case .mail(let happening): return Self.text(of: happening)
        case .answer(.sendFinished(_, let accepted, let refused)):
            return (accepted + refused.map { "\($0.recipient) \(Self.text(of: $0.reason))" })
                .joined(separator: " ")
        case .answer(.fetchFinished(let login, let letters, let failure)):
            return "\(login) \(letters.count) \(failure.map(Self.text) ?? "")"
        case .answer(.probe(let report)): return Self.text(of: report)
        case .answer(.probed(let summary)):
            return "\(summary.target) \(summary.reached ? "reached" : "not-reached")"
        }
    }

    private static func text(of report: ProbeReport) -> String {
        let head = "ttl=\(report.timeToLive) \(report.from.map { "\($0)" } ?? "*")"
        switch report.answer {
        case .reached(let how): return "\(head) \(how)"
        case .refused(let reason): return "\(head) \(text(of: reason))"
        case .passing, .silence: return head
        }
    }

    private static func text(of note: Note) -> String {
        ([note.key] + note.values.map(\.text)).joined(separator: " ")
    }

    private static func text(of happening: MailHappening) -> String {
        switch happening {
        case .queued(let id, let from, let to, _):
            return ([id, from] + to).joined(separator: " ")
        case .attempting(let id, let to, let host):
            return ([id, host] + to).joined(separator: " ")
        case .relayed(let id, let to, let host, let reply):
            return ([id, host, reply] + to).joined(separator: " ")
        case .deferred(let id, let to, let reason, _, _):
            return ([id, text(of: reason)] + to).joined(separator: " ")
        case .bounced(let id, let to, let reason, let notice):
            return ([id, text(of: reason), notice ?? ""] + to).joined(separator: " ")
        case .delivered(let id, let login, let mailbox, _): return "\(id) \(login) \(mailbox)"
        case .removed(let id): return id
        case .loggedIn(let login, let service, let mechanism),
            .loginFailed(let login, let service, let mechanism):
            return "\(login) \(service.rawValue) \(mechanism)"
        case .fetched(let login, let mailbox, _, let service):
            return "\(login) \(mailbox) \(service.rawValue)"
        case .mailboxChanged(let login, let mailbox): return "\(login) \(mailbox)"
        }
    }
}
