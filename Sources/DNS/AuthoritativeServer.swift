import Clockwork
import Session
import Wire

/// A name server that answers for its own zones and never asks others (RFC 1034 §4.3).
package struct AuthoritativeServer: DatagramService {
    /// The most aliases that one answer follows.
    static let aliasLimit = 8

    package private(set) var zones: [Zone]

    package init(zones: [Zone]) { self.zones = zones }

    /// Puts `zone` in place of the zone with the same origin, or adds it.
    package mutating func replace(_ zone: Zone) {
        if let index = zones.firstIndex(where: { $0.origin == zone.origin }) {
            zones[index] = zone
        } else {
            zones.append(zone)
        }
    }

    /// An authority remembers nothing and waits for nothing.
    package var nextDeadline: Instant? { nil }

    package mutating func handle(
        _ input: DatagramInput, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        switch input {
        case .deadlinePassed:
            break
        case .received(let octets, let client):
            guard let header = DNSHeader(of: octets), !header.isResponse else {
                outbox.note("dns.not-a-query", ["client": "\(client)"], "RFC 1035 §4.1.1")
                return
            }
            let query: DNSMessage
            do {
                query = try DNSMessage(parsing: octets)
            } catch {
                outbox.note("dns.malformed-query", ["client": "\(client)"], "RFC 1035 §4.1.1")
                let broken = DNSMessage(header: header)
                let reply = DNSMessage(respondingTo: broken, code: .formatError)
                outbox.append(.send(reply.octets(), to: client))
                return
            }
            var reply = answer(query, into: &outbox)
            reply.matchOffer(of: query)
            let sent = reply.octets(limit: query.replyLimit)
            if DNSHeader(of: sent)?.isTruncated == true {
                outbox.note(
                    "dns.answer-truncated", ["octets": "\(query.replyLimit)"], "RFC 2181 §9")
            }
            outbox.append(.send(sent, to: client))
        }
    }

    /// The response to `query` (RFC 1034 §4.3.2).
    package func answer(_ query: DNSMessage) -> DNSMessage {
        var outbox: [DatagramOutput] = []
        return answer(query, into: &outbox)
    }

    private func answer(
        _ query: DNSMessage, into outbox: inout [DatagramOutput]
    ) -> DNSMessage {
        guard query.header.opcode == 0 else {
            outbox.note(
                "dns.not-implemented", ["operation": "\(query.header.opcode)"], "RFC 1035 §4.1.1")
            return DNSMessage(respondingTo: query, code: .notImplemented)
        }
        guard query.questions.count == 1, let question = query.questions.first else {
            outbox.note("dns.not-one-question", [:], "RFC 1035 §4.1.2")
            return DNSMessage(respondingTo: query, code: .formatError)
        }
        guard question.recordClass == internetClass, question.type != .axfr,
            let zone = zone(for: question.name)
        else {
            outbox.note("dns.not-our-zone", ["name": "\(question.name)"], "RFC 1035 §4.1.1")
            return DNSMessage(respondingTo: query, code: .refused)
        }
        var reply = DNSMessage(respondingTo: query)
        reply.header.isAuthoritative = true
        fill(&reply, question, zone, into: &outbox)
        return reply
    }

    /// The zone nearest to `name`, going down (RFC 1034 §4.3.2 step 2).
    private func zone(for name: DNSName) -> Zone? {
        var best: Zone?
        for zone in zones where name.isSubdomain(of: zone.origin) {
            if zone.origin.labels.count >= best?.origin.labels.count ?? 0 { best = zone }
        }
        return best
    }

    /// Fills `reply` step by step, following aliases as far as our own zones go.
    private func fill(
        _ reply: inout DNSMessage, _ question: DNSQuestion, _ first: Zone,
        into outbox: inout [DatagramOutput]
    ) {
        var name = question.name
        var zone = first
        for _ in 0...Self.aliasLimit {
            switch zone.find(name, question.type) {
            case .records(let records, let wildcard):
                noteWildcard(wildcard, for: name, into: &outbox)
                outbox.note(
                    "dns.authoritative-answer", ["zone": "\(zone.origin)"], "RFC 1034 §4.3.1")
                reply.answers += records
                addAddresses(for: records, to: &reply)
                return
            case .alias(let record, let target, let wildcard):
                noteWildcard(wildcard, for: name, into: &outbox)
                outbox.note(
                    "dns.alias-in-zone", ["name": "\(name)", "target": "\(target)"],
                    "RFC 1034 §3.6.2")
                let seen = reply.answers.contains { $0.name == target } || target == name
                reply.answers.append(record)
                guard !seen, let next = self.zone(for: target) else { return }
                name = target
                zone = next
            case .delegated(let servers):
                outbox.note(
                    "dns.referral-given",
                    ["zone": servers.first.map { "\($0.name)" } ?? "\(name)"], "RFC 1034 §4.3.1")
                // The authority for a part that was given away is somebody else.
                if reply.answers.isEmpty { reply.header.isAuthoritative = false }
                reply.authority += servers
                addAddresses(for: servers, glueOf: zone, to: &reply)
                return
            case .noData:
                outbox.note(
                    "dns.no-such-data", ["name": "\(name)", "type": "\(question.type)"],
                    "RFC 2308 §2.2")
                reply.authority.append(zone.negativeSOA)
                return
            case .noSuchName:
                outbox.note(
                    "dns.no-such-name", ["name": "\(name)", "zone": "\(zone.origin)"],
                    "RFC 2308 §2.1")
                reply.header.code = .noSuchName
                reply.authority.append(zone.negativeSOA)
                return
            }
        }
    }

    private func noteWildcard(
        _ wildcard: DNSName?, for name: DNSName, into outbox: inout [DatagramOutput]
    ) {
        guard let wildcard else { return }
        outbox.note(
            "dns.wildcard-used", ["name": "\(name)", "wildcard": "\(wildcard)"],
            "RFC 1034 §4.3.3")
    }

    /// Adds the addresses of names that MX and NS records point at (RFC 1034 §4.3.2 step 6).
    private func addAddresses(
        for records: [DNSRecord], glueOf parent: Zone? = nil, to reply: inout DNSMessage
    ) {
        for record in records where record.type == .mx || record.type == .ns {
            guard let target = record.data.target else { continue }
            var found: [DNSRecord] = []
            if let zone = zone(for: target) {
                for type in [RecordType.a, .aaaa] {
                    if case .records(let addresses, _) = zone.find(target, type) {
                        found += addresses
                    }
                }
                if found.isEmpty { found = zone.addresses(of: target) }
            }
            if found.isEmpty, let parent { found = parent.addresses(of: target) }
            for address in found
            where !reply.answers.contains(address) && !reply.additional.contains(address) {
                reply.additional.append(address)
            }
        }
    }
}

extension DNSMessage {
    /// How long a response to this query may be over UDP (RFC 6891 §6.2.5).
    var replyLimit: Int {
        offeredSize.map { min($0, DNSMessage.extendedLimit) } ?? DNSMessage.udpLimit
    }

    /// Adds an OPT record when `query` has one (RFC 6891 §6.1.1).
    mutating func matchOffer(of query: DNSMessage) {
        if query.offeredSize != nil { offerSize() }
    }
}

extension [DatagramOutput] {
    mutating func note(
        _ key: String, _ values: KeyValuePairs<String, String>, _ source: String
    ) {
        append(.note(Note(key, values, source: source)))
    }
}
