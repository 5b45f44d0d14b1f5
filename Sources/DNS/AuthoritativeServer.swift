import Clockwork
import Session
import Wire

/// A name server that answers for its own zones and never asks others (RFC 1034 §4.3).
package struct AuthoritativeServer: DNSService {
    /// The most aliases that one answer follows.
    static let aliasLimit = 8

    package private(set) var zones: [Zone]
    private var listener = DNSListener()

    package init(zones: [Zone]) { self.zones = zones }

    /// Puts `zone` in place of the zone with the same origin, or adds it.
    package mutating func replace(_ zone: Zone) {
        if let index = zones.firstIndex(where: { $0.origin == zone.origin }) {
            zones[index] = zone
        } else {
            zones.append(zone)
        }
    }

    /// An authority remembers nothing; only idle connections end by themselves.
    package var nextDeadline: Instant? { listener.nextDeadline }
    package var nextWork: Instant? { nil }

    package mutating func handle(
        _ input: DNSInput, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        switch input {
        case .datagram(let octets, _, let client):
            serve([DNSArrival(octets: octets, client: .datagram(client))], at: now, into: &outbox)
        case .stream(let id, let event):
            serve(listener.handle(id, event, at: now, into: &outbox), at: now, into: &outbox)
        case .unreachable:
            break
        case .deadlinePassed:
            listener.deadlinePassed(at: now, into: &outbox)
        }
    }

    /// Answers queries, each on the way that it came, until none is left.
    private mutating func serve(
        _ first: [DNSArrival], at now: Instant, into outbox: inout [DNSOutput]
    ) {
        var arrivals = first
        var next = 0
        while next < arrivals.count {
            let arrival = arrivals[next]
            next += 1
            let reply = respond(to: arrival, into: &outbox)
            switch arrival.client {
            case .datagram(let endpoint):
                if let reply { outbox.append(.send(reply, port: dnsPort, to: endpoint)) }
            case .stream(let id, let ticket, _):
                arrivals += listener.answer(
                    reply ?? [], on: id, ticket: ticket, at: now, into: &outbox)
            }
        }
    }

    private func respond(to arrival: DNSArrival, into outbox: inout [DNSOutput]) -> [UInt8]? {
        let client = arrival.client.endpoint
        guard let header = DNSHeader(of: arrival.octets), !header.isResponse else {
            outbox.note("dns.not-a-query", ["client": "\(client)"], "RFC 1035 §4.1.1")
            return nil
        }
        let query: DNSMessage
        do {
            query = try DNSMessage(parsing: arrival.octets)
        } catch {
            outbox.note("dns.malformed-query", ["client": "\(client)"], "RFC 1035 §4.1.1")
            let broken = DNSMessage(header: header)
            return DNSMessage(respondingTo: broken, code: .formatError).octets()
        }
        var reply = query.ednsRefusal(into: &outbox) ?? answer(query, into: &outbox)
        reply.matchOffer(of: query)
        let limit = arrival.client.limit(for: query)
        let sent = reply.octets(limit: limit)
        if DNSHeader(of: sent)?.isTruncated == true {
            outbox.note("dns.answer-truncated", ["octets": "\(limit)"], "RFC 2181 §9")
        }
        return sent
    }

    /// The response to `query` (RFC 1034 §4.3.2).
    package func answer(_ query: DNSMessage) -> DNSMessage {
        var outbox: [DNSOutput] = []
        return answer(query, into: &outbox)
    }

    private func answer(
        _ query: DNSMessage, into outbox: inout [DNSOutput]
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
        guard question.recordClass == internetClass,
            !question.type.isMeta || question.type == .any,
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
        into outbox: inout [DNSOutput]
    ) {
        var name = question.name
        var zone = first
        for _ in 0...Self.aliasLimit {
            switch zone.find(name, question.type) {
            case .records(let records, let wildcard):
                noteWildcard(wildcard, for: name, into: &outbox)
                outbox.note(
                    "dns.authoritative-answer", ["zone": "\(zone.origin)"], "RFC 1034 §4.3.1")
                let given = minimal(records, for: question.type, into: &outbox)
                reply.answers += given
                addAddresses(for: given, to: &reply)
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

    /// The question for records of every type is answered with one set: whoever wants something
    /// asks for it, and a short question must not bring a stranger a long answer.
    private func minimal(
        _ records: [DNSRecord], for type: RecordType, into outbox: inout [DNSOutput]
    ) -> [DNSRecord] {
        guard type == .any, let first = records.first else { return records }
        outbox.note("dns.any-minimal", ["name": "\(first.name)"], "RFC 1035 §3.2.3")
        return records.filter { $0.type == first.type }
    }

    private func noteWildcard(
        _ wildcard: DNSName?, for name: DNSName, into outbox: inout [DNSOutput]
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
