import Clockwork
import PostOffice
import Session
import Wire

extension Workbench {
    /// One JSON object, on one line, for an event; names and values are the same in any language.
    package func json(of event: Event) -> String {
        var pairs: [(String, JSONText)] = [
            ("event", .number(Int64(event.number))),
            ("time", .string(Calendar.dayAndTime(event.moment))),
            ("nanoseconds", .number(event.moment.nanoseconds)),
            ("date", .string(blueprint.calendar.mailDate(event.moment))),
            ("tick", .integer(event.tick)),
            ("host", .string(event.host)), ("layer", .string(event.layer.rawValue)),
        ]
        if let connection = event.connection { pairs.append(("connection", .integer(connection))) }
        if let message = event.message { pairs.append(("message", .integer(message))) }
        if let cause = event.cause { pairs.append(("cause", .number(Int64(cause)))) }
        if let phase = event.phase { pairs.append(("phase", .string(phase.rawValue))) }
        if event.isSecured { pairs.append(("secured", .bool(true))) }
        return JSONText.object(pairs + event.what.jsonPairs).text
    }
}

extension Note {
    var json: JSONText {
        .object(
            [("key", .string(key))] + values.map { ($0.name, .string($0.text)) }
                + (source.isEmpty ? [] : [("source", .string(source))]))
    }
}

extension Event.What {
    /// The kind of event and what belongs to it.
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .action(let action): [("kind", .string("action"))] + action.jsonPairs
        case .packet(let stage, let facts):
            [
                ("kind", .string("packet-\(stage.rawValue)")),
                ("packet", .number(Int64(facts.packet))),
                ("summary", .string(Summary.line(facts.octets))),
                ("octets", .integer(facts.octets.count)), ("link", .string(facts.link)),
                ("retransmission", .bool(facts.isRetransmission)),
            ] + (facts.dropReason.map { [("reason", $0.json)] } ?? [])
        case .firewall(let facts):
            [
                ("kind", .string("firewall-verdict")), ("rule", .string(facts.rule)),
                ("verdict", .string(facts.verdict)), ("source", .string("\(facts.source)")),
                ("destination", .string("\(facts.destination)")), ("reason", facts.reason.json),
            ]
        case .tcpState(let from, let to):
            [("kind", .string("tcp-state")), ("from", .string(from)), ("to", .string(to))]
        case .connection(let stage): stage.jsonPairs
        case .dns(let stage): stage.jsonPairs
        case .lines(let direction, let spoken, let octets):
            [
                ("kind", .string("lines-\(direction.rawValue)")),
                ("protocol", .string(spoken.rawValue)),
                ("text", .string(String(decoding: octets, as: UTF8.self))),
                ("octets", .integer(octets.count)),
            ]
        case .tls(let stage): stage.jsonPairs
        case .note(let note): [("kind", .string("note")), ("note", note.json)]
        case .mail(let happening): happening.jsonPairs
        case .answer(let outcome): outcome.jsonPairs
        }
    }
}

extension Event.ConnectionStage {
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .opening(let peer):
            [("kind", .string("connection-opening")), ("peer", .string("\(peer)"))]
        case .opened(let peer):
            [("kind", .string("connection-opened")), ("peer", .string("\(peer)"))]
        case .accepted(let peer):
            [("kind", .string("connection-accepted")), ("peer", .string("\(peer)"))]
        case .closedByPeer: [("kind", .string("connection-closed-by-peer"))]
        case .failed(let failure, let peer):
            [
                ("kind", .string("connection-failed")), ("peer", .string("\(peer)")),
                ("failure", .string("\(failure)")),
            ]
        case .closing: [("kind", .string("connection-closing"))]
        case .aborting: [("kind", .string("connection-aborting"))]
        case .drained: [("kind", .string("connection-drained"))]
        case .ended: [("kind", .string("connection-ended"))]
        }
    }
}

extension Event.DNSStage {
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .asked(let question, let server):
            [
                ("kind", .string("dns-asked")), ("question", .string(question)),
                ("server", .string(server)),
            ]
        case .answered(let question, let outcome, let succeeded, let facts):
            [
                ("kind", .string("dns-answered")), ("question", .string(question)),
                ("answer", .string(outcome)), ("succeeded", .bool(succeeded)),
            ] + (facts?.jsonPairs ?? [])
        case .sent(let summary, let to, let isQuery):
            [
                ("kind", .string("dns-sent")), ("summary", .string(summary)),
                ("peer", .string("\(to)")), ("query", .bool(isQuery)),
            ]
        case .heard(let summary, let from, let isQuery):
            [
                ("kind", .string("dns-heard")), ("summary", .string(summary)),
                ("peer", .string("\(from)")), ("query", .bool(isQuery)),
            ]
        }
    }
}

extension MailHappening {
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .queued(let id, let from, let to, let size):
            [
                ("kind", .string("mail-queued")), ("queue", .string(id)),
                ("from", .string(from)), ("to", .strings(to)), ("octets", .integer(size)),
            ]
        case .attempting(let id, let to, let host):
            [
                ("kind", .string("mail-attempting")), ("queue", .string(id)),
                ("to", .strings(to)), ("peer", .string(host)),
            ]
        case .relayed(let id, let to, let host, let reply):
            [
                ("kind", .string("mail-relayed")), ("queue", .string(id)), ("to", .strings(to)),
                ("peer", .string(host)), ("reply", .string(reply)),
            ]
        case .deferred(let id, let to, let reason, let attempt, let next):
            [
                ("kind", .string("mail-deferred")), ("queue", .string(id)), ("to", .strings(to)),
                ("reason", reason.json), ("attempt", .integer(attempt)),
                ("next", .string(Calendar.dayAndTime(next))),
            ]
        case .bounced(let id, let to, let reason, let notice):
            [
                ("kind", .string("mail-bounced")), ("queue", .string(id)), ("to", .strings(to)),
                ("reason", reason.json), ("notice", notice.map { .string($0) } ?? .null),
            ]
        case .delivered(let id, let login, let mailbox, let uid):
            [
                ("kind", .string("mail-delivered")), ("queue", .string(id)),
                ("account", .string(login)), ("mailbox", .string(mailbox)),
                ("uid", .number(Int64(uid))),
            ]
        case .removed(let id): [("kind", .string("mail-removed")), ("queue", .string(id))]
        case .loggedIn(let login, let service):
            [
                ("kind", .string("mail-logged-in")), ("account", .string(login)),
                ("service", .string(service.rawValue)),
            ]
        case .loginFailed(let login, let service):
            [
                ("kind", .string("mail-login-failed")), ("account", .string(login)),
                ("service", .string(service.rawValue)),
            ]
        case .fetched(let login, let mailbox, let uid, let service):
            [
                ("kind", .string("mail-fetched")), ("account", .string(login)),
                ("mailbox", .string(mailbox)), ("uid", .number(Int64(uid))),
                ("service", .string(service.rawValue)),
            ]
        case .mailboxChanged(let login, let mailbox):
            [
                ("kind", .string("mail-mailbox-changed")), ("account", .string(login)),
                ("mailbox", .string(mailbox)),
            ]
        }
    }
}

extension Event.Outcome {
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .sendFinished(let message, let accepted, let refused):
            [
                ("kind", .string("send-finished")), ("sent", .integer(message)),
                ("accepted", .strings(accepted)),
                (
                    "refused",
                    .list(
                        refused.map {
                            .object([
                                ("recipient", .string($0.recipient)), ("reason", $0.reason.json),
                            ])
                        })
                ),
            ]
        case .fetchFinished(let login, let letters, let failure):
            [
                ("kind", .string("fetch-finished")), ("account", .string(login)),
                ("letters", .integer(letters.count)), ("failure", failure?.json ?? .null),
            ]
        case .probe(let report): report.jsonPairs
        case .probed(let summary):
            [
                ("kind", .string("probed")), ("target", .string(summary.target)),
                ("address", summary.address.map { .string("\($0)") } ?? .null),
                ("traceroute", .bool(summary.isTraceroute)), ("sent", .integer(summary.sent)),
                ("answered", .integer(summary.answered)), ("reached", .bool(summary.reached)),
                ("shortest", .number(summary.shortest.nanoseconds)),
                ("mean", .number(summary.mean.nanoseconds)),
                ("longest", .number(summary.longest.nanoseconds)),
            ]
        }
    }
}

extension ProbeReport {
    fileprivate var jsonPairs: [(String, JSONText)] {
        var pairs: [(String, JSONText)] = [
            ("kind", .string("probe")), ("sequence", .integer(sequence)),
            ("ttl", .integer(Int(timeToLive))),
            ("from", from.map { .string("\($0)") } ?? .null),
            ("nanoseconds", .number(roundTrip.nanoseconds)),
        ]
        switch answer {
        case .reached(let how): pairs += [("answer", .string("reached")), ("how", .string(how))]
        case .passing: pairs.append(("answer", .string("time-exceeded")))
        case .refused(let note): pairs += [("answer", .string("refused")), ("reason", note.json)]
        case .silence: pairs.append(("answer", .string("silence")))
        }
        return pairs
    }
}

extension FirewallChange {
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .add(let rule, let place):
            [
                ("change", .string("add")), ("rule", .string(rule)),
                ("at", place.map { .integer($0) } ?? .null),
            ]
        case .remove(let rule): [("change", .string("remove")), ("rule", .string(rule))]
        case .define(let set, let addresses):
            [
                ("change", .string("set")), ("set", .string(set)),
                ("addresses", .string(addresses)),
            ]
        case .forget(let set): [("change", .string("forget")), ("set", .string(set))]
        case .setDefault(let verdict):
            [
                ("change", .string("default")),
                ("verdict", .string(verdict?.rawValue ?? "accept")),
            ]
        case .resetCounters: [("change", .string("reset-counters"))]
        }
    }
}

extension Action {
    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .send(let order):
            [
                ("action", .string("send")), ("from", .string(order.from)),
                ("to", .strings(order.recipients)), ("subject", .string(order.subject)),
            ]
        case .fetch(let order):
            [
                ("action", .string("fetch")), ("account", .string(order.login)),
                ("protocol", .string(order.using.rawValue)), ("deletes", .bool(order.deletes)),
            ]
        case .resolve(_, let name, let type, let server, let overTCP):
            [
                ("action", .string("resolve")), ("name", .string(name)), ("type", .string(type)),
                ("server", server.map { .string($0) } ?? .null), ("tcp", .bool(overTCP)),
            ]
        case .connect(_, let target, let port, let security):
            [
                ("action", .string("connect")), ("target", .string(target)),
                ("port", .integer(Int(port))),
                ("tls", security.map { .string($0.way.rawValue) } ?? .null),
            ]
        case .startTLS(let terminal, _):
            [("action", .string("starttls")), ("terminal", .integer(terminal))]
        case .say(let terminal, let octets):
            [
                ("action", .string("say")), ("terminal", .integer(terminal)),
                ("text", .string(String(decoding: octets, as: UTF8.self))),
            ]
        case .disconnect(let terminal):
            [("action", .string("disconnect")), ("terminal", .integer(terminal))]
        case .changeLink(let change):
            [
                ("action", .string("link")), ("a", .string(change.a)), ("b", .string(change.b)),
                ("up", change.isUp.map { .bool($0) } ?? .null),
                ("loss", change.lossPerMillion.map { .integer($0) } ?? .null),
            ]
        case .crash(let host): [("action", .string("crash")), ("target", .string(host))]
        case .restart(let host): [("action", .string("restart")), ("target", .string(host))]
        case .probe(let order):
            [
                ("action", .string(order.isTraceroute ? "traceroute" : "ping")),
                ("target", .string(order.target)),
            ]
        case .setOP25B(_, let isOn, let verdict):
            [
                ("action", .string("op25b")), ("on", .bool(isOn)),
                ("verdict", verdict.map { .string($0.rawValue) } ?? .null),
            ]
        case .setOP25BStage(_, let stage):
            [("action", .string("op25b-stage")), ("stage", .string(stage.rawValue))]
        case .setIP25B(_, let isOn, let verdict):
            [
                ("action", .string("ip25b")), ("on", .bool(isOn)),
                ("verdict", verdict.map { .string($0.rawValue) } ?? .null),
            ]
        case .setClientRefusal(_, let point):
            [
                ("action", .string("ip25b-server")),
                ("at", point.map { .string($0.rawValue) } ?? .null),
            ]
        case .changeFirewall(_, let change): [("action", .string("firewall"))] + change.jsonPairs
        case .setCleartextPasswords(_, let isOn):
            [("action", .string("cleartext-passwords")), ("on", .bool(isOn))]
        case .guest(let order): order.jsonPairs
        case .publish(let host): [("action", .string("publish")), ("target", .string(host))]
        case .shutDown(let host): [("action", .string("shut-down")), ("target", .string(host))]
        }
    }
}
