import PostOffice
import Simulation
import Wire

/// What an event must be like; a field that is not given matches everything.
package struct EventPattern: Hashable, Sendable {
    package var layer: Event.Layer?
    package var kind: EventKind?
    package var host: String?
    /// The host at the other end.
    package var peer: String?
    package var phase: Event.Phase?
    package var port: UInt16?
    package var family: IPFamily?
    package var spoken: MailProtocol?
    package var service: MailService?
    package var login: String?
    /// A recipient.
    package var to: String?
    package var verdict: String?
    /// Lines went, or came, inside TLS; or did not.
    package var isSecured: Bool?
    /// Of a handshake: its version, and the name that the client asked for.
    package var version: String?
    package var name: String?
    package var certificate: CertificateFate?
    /// The key of a reason that the event gives.
    package var reason: String?
    /// Texts that must all occur, in any case of letters.
    package var text: [String] = []
    /// What the text must begin with: a verb or a reply code.
    package var starts: String?

    package init() {}

    /// The event is like this.
    package func matches(_ event: Event, in evidence: some Evidence) -> Bool {
        // From what costs little to what costs much: a journal is mostly packets.
        if let layer, event.layer != layer { return false }
        if let host, event.host != host { return false }
        if let kind, EventKind(event.what) != kind { return false }
        let facts = EventFacts(event: event)
        if let spoken, facts.spoken != spoken { return false }
        // Only what is said can be said in secret: packets and states are neither.
        if let isSecured, facts.spoken == nil || event.isSecured != isSecured { return false }
        if let service, facts.service != service { return false }
        if let login, facts.login != login { return false }
        if let to, !facts.recipients.contains(to) { return false }
        if let verdict, facts.verdict != verdict { return false }
        if let version, facts.version != version { return false }
        if let name, facts.serverName != name { return false }
        if let certificate, facts.certificate != certificate { return false }
        if let reason, !facts.reasons.contains(reason) { return false }
        if let port, facts.port(in: evidence) != port { return false }
        if let family, facts.family(in: evidence) != family { return false }
        if let phase, evidence.phase(of: event) != phase { return false }
        if let peer, facts.peer(in: evidence) != peer { return false }
        guard !text.isEmpty || starts != nil else { return true }
        let all = facts.text(in: evidence).lowercased()
        if let starts, !all.hasPrefix(starts.lowercased()) { return false }
        return text.allSatisfy { all.contains($0.lowercased()) }
    }

    /// The fields that are given, as `name=value`, in a fixed order.
    package var description: String {
        var parts: [String] = []
        func add(_ name: String, _ value: String?) {
            if let value { parts.append("\(name)=\(value)") }
        }
        add("layer", layer?.rawValue)
        add("kind", kind?.rawValue)
        add("host", host)
        add("peer", peer)
        add("phase", phase?.rawValue)
        add("port", port.map { "\($0)" })
        add("family", family?.rawValue.lowercased())
        add("protocol", spoken?.rawValue)
        add("service", service?.rawValue)
        add("login", login)
        add("to", to)
        add("verdict", verdict)
        add("secured", isSecured.map { "\($0)" })
        add("version", version)
        add("name", name)
        add("certificate", certificate?.rawValue)
        add("reason", reason)
        for text in text { add("text", "\"\(text)\"") }
        add("starts", starts.map { "\"\($0)\"" })
        return parts.joined(separator: " ")
    }

    /// This pattern with one field left out, for each field; what matters least is left out first.
    var relaxed: [EventPattern] {
        var relaxed: [EventPattern] = []
        func without(_ change: (inout EventPattern) -> Void) {
            var pattern = self
            change(&pattern)
            // Nothing but a layer would call any event a near miss.
            if pattern != self, pattern.weight >= 2 { relaxed.append(pattern) }
        }
        without { $0.starts = nil }
        without { $0.text = [] }
        without { $0.reason = nil }
        without { $0.certificate = nil }
        without { $0.isSecured = nil }
        without { $0.version = nil }
        without { $0.name = nil }
        without { $0.port = nil }
        without { $0.family = nil }
        without { $0.spoken = nil }
        without { $0.service = nil }
        without { $0.peer = nil }
        without { $0.to = nil }
        without { $0.login = nil }
        without { $0.phase = nil }
        without { $0.verdict = nil }
        without { $0.host = nil }
        return relaxed
    }

    /// How many fields are given.
    private var weight: Int {
        let given: [Bool] = [
            layer != nil, kind != nil, host != nil, peer != nil, phase != nil, port != nil,
            spoken != nil, service != nil, login != nil, to != nil, verdict != nil, !text.isEmpty,
            starts != nil, family != nil, isSecured != nil, version != nil, name != nil,
            certificate != nil, reason != nil,
        ]
        return given.count { $0 }
    }
}

extension Evidence {
    /// The first event from `start` on that is like `pattern`.
    func first(_ pattern: EventPattern, from start: Int = 0) -> Event? {
        var index = max(0, start)
        while index < journal.endIndex {
            let event = journal[index]
            if pattern.matches(event, in: self) { return event }
            index += 1
        }
        return nil
    }

    /// The last event from `start` on that is like `pattern`.
    func last(_ pattern: EventPattern, from start: Int = 0) -> Event? {
        var index = journal.endIndex - 1
        while index >= max(0, start) {
            let event = journal[index]
            if pattern.matches(event, in: self) { return event }
            index -= 1
        }
        return nil
    }

    /// Numbers of the events from `start` on that are like `pattern`, at most `limit` of them.
    func numbers(
        of pattern: EventPattern, from start: Int = 0, limit: Int
    ) -> [UInt64] {
        var numbers: [UInt64] = []
        var index = max(0, start)
        while index < journal.endIndex, numbers.count < limit {
            let event = journal[index]
            if pattern.matches(event, in: self) { numbers.append(event.number) }
            index += 1
        }
        return numbers
    }
}
