import Phrases
import PostOffice
import Simulation
import Wire
import Yams

extension LabParser {
    private static let patternKeys = [
        "layer", "kind", "host", "peer", "phase", "port", "family", "protocol", "service", "login",
        "to", "verdict", "secured", "version", "name", "certificate", "reason", "text", "starts",
    ]
    private static let versions = ["TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"]

    /// What an event must be like: a mapping of properties, all of which must fit.
    mutating func pattern(_ node: Node) -> EventPattern? {
        guard let fields = reader.fields(node, optional: Self.patternKeys) else { return nil }
        var pattern = EventPattern()
        pattern.layer = reader.choice(fields["layer"], of: Event.Layer.self)
        pattern.kind = reader.choice(fields["kind"], of: EventKind.self)
        pattern.host = host(fields["host"])
        pattern.peer = host(fields["peer"])
        pattern.phase = reader.choice(fields["phase"], of: Event.Phase.self)
        pattern.port = reader.integer(fields["port"], in: 1...65_535).map { UInt16($0) }
        pattern.family = family(fields["family"])
        pattern.spoken = reader.choice(fields["protocol"], of: MailProtocol.self)
        pattern.service = reader.choice(fields["service"], of: MailService.self)
        pattern.login = login(fields["login"])
        pattern.to = reader.mailAddress(fields["to"])
        pattern.verdict = reader.oneOf(
            fields["verdict"], ["accept"] + BlockVerdict.allCases.map(\.rawValue))
        readSecurity(fields, into: &pattern)
        pattern.starts = reader.string(fields["starts"])
        if let text = fields["text"] {
            pattern.text =
                text.sequence == nil
                ? [reader.string(text)].compactMap { $0 }
                : reader.each(text, limit: 10) { $0.string($1) }
        }
        guard pattern != EventPattern() else {
            reader.note("lab.empty-pattern", at: node)
            return nil
        }
        return pattern
    }

    private mutating func readSecurity(_ fields: Fields, into pattern: inout EventPattern) {
        pattern.isSecured = reader.oneOf(fields["secured"], ["true", "false"]).map { $0 == "true" }
        pattern.version = reader.oneOf(fields["version"], Self.versions)
        pattern.name = reader.name(fields["name"])
        pattern.certificate = reader.choice(fields["certificate"], of: CertificateFate.self)
        pattern.reason = reason(fields["reason"])
    }

    private mutating func family(_ node: Node?) -> IPFamily? {
        let word = reader.oneOf(node, IPFamily.allCases.map { $0.rawValue.lowercased() })
        return IPFamily.allCases.first { $0.rawValue.lowercased() == word }
    }

    /// The key of a phrase: a reason that nobody can give would never be met.
    private mutating func reason(_ node: Node?) -> String? {
        guard let node, let key = reader.string(node) else { return nil }
        guard Catalogue.house.has(key) else {
            reader.note("lab.unknown-reason", ["text": key], at: node)
            return nil
        }
        return key
    }
}
