import Clockwork
import Session
import Wire

/// What a response means for the question that it answers (RFC 1034 §5.3.3 step 4).
private enum Reading {
    /// Aliases, then the records wanted.
    case records(aliases: [DNSRecord], [DNSRecord])
    /// Aliases whose end somebody else, or another question, has to tell.
    case aliases([DNSRecord])
    case noData(aliases: [DNSRecord], name: DNSName, soa: DNSRecord?)
    case noSuchName(aliases: [DNSRecord], name: DNSName, soa: DNSRecord?)
    /// Servers nearer to the name.
    case referral(zone: DNSName, [DNSRecord])
    /// The server does not know what it should be an authority for.
    case lame
}

/// How a response came in.
enum ResponseWay: Hashable, Sendable {
    /// As a datagram to this port.
    case datagram(UInt16)
    case stream
}

extension Resolver {
    mutating func receiveResponse(
        _ octets: [UInt8], from sender: Endpoint, onWay way: ResponseWay, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        // Server, port, ID and question must be those of a query that is open (RFC 1035 §7.3).
        guard let header = DNSHeader(of: octets), header.isResponse,
            let (task, servers, sent) = query(answeredBy: sender, id: header.id, way)
        else {
            outbox.note("dns.unexpected-response", ["server": "\(sender)"], "RFC 1035 §7.3")
            return
        }
        guard let response = try? DNSMessage(parsing: octets) else {
            outbox.note("dns.malformed-response", ["server": "\(sender)"], "RFC 1035 §7.3")
            serverFailed(task, sent, at: now)
            return
        }
        let isFormatError = response.questions.isEmpty && header.code == .formatError
        guard response.questions == [task.asked] || isFormatError else {
            outbox.note("dns.unexpected-response", ["server": "\(sender)"], "RFC 1035 §7.3")
            return
        }
        history.answered(sent.server, after: sent.isOverTCP ? nil : now - sent.moment)
        if sent.hasEDNS, refusesEDNS(response) {
            fallBack(task, sent, at: now, into: &outbox)
            return
        }
        if header.isTruncated {
            if !sent.isOverTCP, case .asking(_, _) = task.state, servers.sent.last == sent {
                outbox.note(
                    "dns.truncated-retry", ["server": "\(sender.address)"], "RFC 7766 §5")
                send(task, servers, to: sender.address, overTCP: true, at: now, into: &outbox)
            } else {
                noteFailure("TC", sent, into: &outbox)
                serverFailed(task, sent, at: now)
            }
            return
        }
        guard response.code == .noError || response.code == .noSuchName else {
            noteFailure("\(response.code)", sent, into: &outbox)
            serverFailed(task, sent, at: now)
            return
        }
        let known = inBailiwick(response, of: servers.zone, into: &outbox)
        let reading = read(known, for: task, zone: servers.zone)
        act(on: reading, known, task, sent, at: now, into: &outbox)
    }

    /// The open query that a response belongs to.
    private func query(
        answeredBy sender: Endpoint, id: UInt16, _ way: ResponseWay
    ) -> (ResolverTask, ServerList, SentQuery)? {
        guard sender.port == dnsPort else { return nil }
        for task in tasks {
            if case .datagram(let port) = way, port != task.port { continue }
            guard let servers = task.servers,
                let sent = servers.sent.last(where: {
                    $0.server == sender.address && $0.id == id
                        && $0.isOverTCP == (way == .stream)
                })
            else { continue }
            return (task, servers, sent)
        }
        return nil
    }

    /// A server that knows no EDNS says that the query is malformed or more than it can do, and
    /// says it without OPT; one that knows another version says so (RFC 6891 §7).
    private func refusesEDNS(_ response: DNSMessage) -> Bool {
        let isBasic = response.code == .formatError || response.code == .notImplemented
        return isBasic && !response.hasOPT || response.code == .badVersion
    }

    /// Asks the same server once more, without EDNS (RFC 6891 §6.2.2).
    private mutating func fallBack(
        _ task: ResolverTask, _ sent: SentQuery, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        outbox.note("dns.edns-refused", ["server": "\(sent.server)"], "RFC 6891 §6.2.2")
        history.refusedEDNS(sent.server, at: now)
        guard case .asking(let servers, _) = task.state, servers.sent.last == sent else { return }
        send(task, servers, to: sent.server, overTCP: sent.isOverTCP, at: now, into: &outbox)
    }

    private func noteFailure(
        _ code: String, _ sent: SentQuery, into outbox: inout [DNSOutput]
    ) {
        outbox.note(
            "dns.server-failed", ["server": "\(sent.server)", "code": code], "RFC 1035 §4.1.1")
    }

    /// Goes on to the next server, unless it was a late answer of one long given up.
    private mutating func serverFailed(_ task: ResolverTask, _ sent: SentQuery, at now: Instant) {
        history.failed(task.asked, sent.server, at: now)
        guard case .asking(var servers, _) = task.state, servers.sent.last == sent else {
            return
        }
        // It has spoken; there is no use in asking it a second time.
        servers.tried.removeAll { $0 == sent.server }
        goOn(task, with: servers)
    }

    /// A router or the server's host says that nobody is there.
    mutating func serverUnreachable(
        _ server: Endpoint, port: UInt16, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        let found = tasks.first { task in
            guard task.port == port, case .asking(let servers, _) = task.state,
                let sent = servers.sent.last
            else { return false }
            return !sent.isOverTCP && Endpoint(sent.server, dnsPort) == server
        }
        guard let task = found, let sent = task.servers?.sent.last else { return }
        outbox.note(
            "dns.server-unreachable", ["server": "\(server.address)"], "RFC 1122 §4.1.3.3")
        serverFailed(task, sent, at: now)
    }

    /// What the connections to servers have brought.
    mutating func takeStreamEvents(
        _ events: [DNSDialer.Event], at now: Instant, into outbox: inout [DNSOutput]
    ) {
        for event in events {
            switch event {
            case .message(let octets, let server):
                receiveResponse(octets, from: server, onWay: .stream, at: now, into: &outbox)
            case .lost(let server, let ids, _):
                for id in ids {
                    guard let (task, servers, sent) = query(answeredBy: server, id: id, .stream),
                        case .asking(_, _) = task.state, servers.sent.last == sent
                    else { continue }
                    outbox.note(
                        "dns.tcp-lost", ["server": "\(server.address)"], "RFC 7766 §6.2.4")
                    goOn(task, with: servers)
                }
            }
        }
    }

    /// The response without what its server cannot know: it is an authority for `zone` only.
    private func inBailiwick(
        _ response: DNSMessage, of zone: DNSName, into outbox: inout [DNSOutput]
    ) -> DNSMessage {
        var known = response
        known.answers.removeAll { !$0.name.isSubdomain(of: zone) }
        known.authority.removeAll { !$0.name.isSubdomain(of: zone) }
        known.additional.removeAll { !$0.name.isSubdomain(of: zone) || $0.type == .opt }
        let all = response.answers + response.authority + response.additional
        if let foreign = all.first(where: { !$0.name.isSubdomain(of: zone) }) {
            outbox.note(
                "dns.out-of-bailiwick", ["name": "\(foreign.name)", "zone": "\(zone)"],
                "RFC 2181 §5.4.1")
        }
        return known
    }

    private func read(_ response: DNSMessage, for task: ResolverTask, zone: DNSName) -> Reading {
        var name = task.name
        var aliases: [DNSRecord] = []
        while aliases.count <= response.answers.count {
            let found = response.answers.filter {
                $0.name == name && task.question.type.covers($0.type)
            }
            if !found.isEmpty {
                guard response.header.isAuthoritative else { return .lame }
                return .records(aliases: aliases, found)
            }
            guard
                let alias = response.answers.first(where: {
                    $0.name == name && $0.type == .cname
                }), let target = alias.data.target, !aliases.contains(alias)
            else { break }
            aliases.append(alias)
            name = target
            if !target.isSubdomain(of: zone) { break }
        }
        let soa = response.authority.first {
            $0.type == .soa && name.isSubdomain(of: $0.name)
        }
        let isAuthority = response.header.isAuthoritative
        guard aliases.isEmpty else {
            guard isAuthority else { return .lame }
            guard let soa else { return .aliases(aliases) }
            return response.header.code == .noSuchName
                ? .noSuchName(aliases: aliases, name: name, soa: soa)
                : .noData(aliases: aliases, name: name, soa: soa)
        }
        if response.header.code == .noSuchName {
            return isAuthority ? .noSuchName(aliases: [], name: name, soa: soa) : .lame
        }
        // An SOA record tells "no data" from a referral (RFC 2308 §2.2).
        if soa == nil,
            let cut = response.authority.first(where: {
                $0.type == .ns && name.isSubdomain(of: $0.name)
                    && $0.name.labels.count > zone.labels.count
            })?.name
        {
            let servers = response.authority.filter { $0.type == .ns && $0.name == cut }
            return .referral(zone: cut, servers)
        }
        return isAuthority ? .noData(aliases: [], name: name, soa: soa) : .lame
    }

    private mutating func act(
        on reading: Reading, _ response: DNSMessage, _ task: ResolverTask, _ sent: SentQuery,
        at now: Instant, into outbox: inout [DNSOutput]
    ) {
        switch reading {
        case .records(let aliases, let records):
            keep(aliases, at: now)
            cache.keepSets(records, .answer, at: now)
            let seconds = records.reduce(ResolverCache.timeToLiveLimit) { min($0, $1.timeToLive) }
            outbox.note(
                "dns.answer-cached",
                ["question": "\(task.asked)", "seconds": "\(seconds)"],
                "RFC 1034 §5.3.3")
            let settled = records.map { record in
                var record = record
                record.timeToLive = seconds
                return record
            }
            finish(
                task.id, .records(task.chain + aliases + settled), at: now, into: &outbox)
        case .aliases(let aliases):
            keep(aliases, at: now)
            follow(aliases, task, at: now, into: &outbox)
        case .noData(let aliases, let name, let soa):
            keep(aliases, at: now)
            if let soa { cache.keepNoData(name, task.question.type, soa: soa, at: now) }
            noteNegative("dns.no-data-learnt", task, name, soa, into: &outbox)
            finish(
                task.id,
                .noData(
                    aliases: task.chain + aliases, soa: soa.map(ResolverCache.negative)),
                at: now, into: &outbox)
        case .noSuchName(let aliases, let name, let soa):
            keep(aliases, at: now)
            if let soa { cache.keepNoSuchName(name, soa: soa, at: now) }
            noteNegative("dns.no-such-name-learnt", task, name, soa, into: &outbox)
            finish(
                task.id,
                .noSuchName(
                    aliases: task.chain + aliases, soa: soa.map(ResolverCache.negative)),
                at: now, into: &outbox)
        case .referral(let zone, let servers):
            refer(task, to: zone, servers, response, at: now, into: &outbox)
        case .lame:
            outbox.note(
                "dns.lame-server",
                ["server": "\(sent.server)", "zone": "\(task.servers?.zone ?? .root)"],
                "RFC 1035 §7.3")
            serverFailed(task, sent, at: now)
        }
    }

    private mutating func keep(_ aliases: [DNSRecord], at now: Instant) {
        for alias in aliases { cache.keep([alias], .answer, at: now) }
    }

    private func noteNegative(
        _ key: String, _ task: ResolverTask, _ name: DNSName, _ soa: DNSRecord?,
        into outbox: inout [DNSOutput]
    ) {
        let question = "\(task.question.type) \(name)"
        if let soa {
            outbox.note(
                key,
                [
                    "question": question,
                    "seconds": "\(ResolverCache.negative(soa).timeToLive)",
                ], "RFC 2308 §5")
        } else {
            outbox.note("dns.negative-not-kept", ["question": question], "RFC 2308 §5")
        }
    }

    /// Goes down to the servers of `zone`.
    private mutating func refer(
        _ task: ResolverTask, to zone: DNSName, _ servers: [DNSRecord], _ response: DNSMessage,
        at now: Instant, into outbox: inout [DNSOutput]
    ) {
        let names = Array(servers.compactMap(\.data.target).prefix(limits.servers))
        cache.keep(servers, .hearsay, at: now)
        var glue: [(DNSName, IPAddress)] = []
        for name in names {
            let records = response.additional.filter {
                $0.name == name && ($0.type == .a || $0.type == .aaaa)
            }
            cache.keepSets(records, .hearsay, at: now)
            for record in records {
                guard case .address(let address) = record.data, families.contains(address)
                else { continue }
                glue.append((name, address))
            }
        }
        outbox.note(
            "dns.referral-followed",
            ["zone": "\(zone)", "servers": names.map { "\($0)" }.joined(separator: ", ")],
            "RFC 1034 §5.3.3")
        goOn(task, with: serverList(of: zone, names, glue: glue, at: now))
    }
}
