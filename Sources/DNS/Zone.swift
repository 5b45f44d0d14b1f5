import Clockwork
import Wire

/// Why records do not make a zone.
package enum ZoneError: Error, Hashable, Sendable {
    /// The owner is neither the origin nor below it (RFC 1035 §5.2).
    case outsideZone(DNSName)
    /// A second SOA, or one that is not at the top (RFC 1035 §5.2).
    case misplacedSOA(DNSName)
    /// An alias with other data, or a second alias, for one name (RFC 1034 §3.6.2).
    case aliasWithOtherData(DNSName)
    /// More records than a zone of the lab may have.
    case tooManyRecords(limit: Int)
}

/// A zone: the part of the name space below `origin` that one authority answers for, down to
/// where it has delegated (RFC 1034 §4.2).
package struct Zone: Hashable, Sendable {
    /// The most records that a zone may have.
    package static let recordLimit = 50_000

    /// What stands at one name; empty when only names below it exist.
    private struct Node: Sendable {
        var records: [DNSRecord] = []
    }

    package let origin: DNSName
    /// SOA first, the others as they came, without doubles (RFC 2181 §5).
    package let records: [DNSRecord]
    /// The zone's SOA record.
    package let soa: DNSRecord
    private let nodes: Lookup<DNSName, Node>

    /// A zone of `records` and an SOA record for its top.
    package init(
        origin: DNSName, soa: StartOfAuthority, timeToLive: UInt32 = 3_600,
        records: [DNSRecord]
    ) throws(ZoneError) {
        guard records.count < Self.recordLimit else {
            throw .tooManyRecords(limit: Self.recordLimit)
        }
        let top = DNSRecord(origin, timeToLive: timeToLive, .soa(soa))
        var nodes = Lookup<DNSName, Node>()
        nodes[origin] = Node(records: [top])
        var seen = Lookup<DNSRecord, Bool>()
        var owners: [DNSName] = [origin]
        for record in records {
            guard record.name.isSubdomain(of: origin) else { throw .outsideZone(record.name) }
            guard record.type != .soa else { throw .misplacedSOA(record.name) }
            var key = record
            key.timeToLive = 0
            guard seen[key] == nil else { continue }
            seen[key] = true
            if nodes[record.name]?.records.isEmpty ?? true { owners.append(record.name) }
            nodes[record.name, default: Node()].records.append(record)
            // The names between exist too, without data.
            var above = record.name.parent
            while let name = above, name.labels.count > origin.labels.count, nodes[name] == nil {
                nodes[name] = Node()
                above = name.parent
            }
        }
        var ordered: [DNSRecord] = []
        for owner in owners {
            let clean = try Self.settled(nodes[owner]?.records ?? [], at: owner)
            nodes[owner] = Node(records: clean)
            ordered += clean
        }
        self.origin = origin
        self.soa = top
        self.records = ordered
        self.nodes = nodes
    }

    /// The records of one name with one time to live a set (RFC 2181 §5.2).
    private static func settled(
        _ records: [DNSRecord], at name: DNSName
    ) throws(ZoneError) -> [DNSRecord] {
        if records.contains(where: { $0.type == .cname }), records.count > 1 {
            throw .aliasWithOtherData(name)
        }
        return records.map { record in
            var record = record
            for other in records where other.type == record.type {
                record.timeToLive = min(record.timeToLive, other.timeToLive)
            }
            return record
        }
    }

    package static func == (left: Zone, right: Zone) -> Bool { left.records == right.records }
    package func hash(into hasher: inout Hasher) { hasher.combine(records) }
}

extension Zone {
    /// What a zone has for a question (RFC 1034 §4.3.2 step 3).
    package enum Finding: Hashable, Sendable {
        /// Records of the type, from the name itself or from a wildcard.
        case records([DNSRecord], wildcard: DNSName?)
        /// The name is an alias.
        case alias(DNSRecord, target: DNSName, wildcard: DNSName?)
        /// The name belongs to a part that was given away: the NS records at the cut.
        case delegated([DNSRecord])
        /// The name exists, without records of the type.
        case noData
        case noSuchName
    }

    /// Looks `name` up as an authority does; `name` must be in the zone.
    package func find(_ name: DNSName, _ type: RecordType) -> Finding {
        let depth = name.labels.count - origin.labels.count
        guard depth >= 0 else { return .noSuchName }
        if let cut = cut(above: name) { return .delegated(cut) }
        if let node = nodes[name] { return match(node.records, name, type, wildcard: nil) }
        // The closest name that exists decides which wildcard may stand in (RFC 1034 §4.3.3).
        var closest = name
        while nodes[closest] == nil, let parent = closest.parent { closest = parent }
        guard let wildcard = try? closest.child([UInt8(ascii: "*")]), let node = nodes[wildcard]
        else { return .noSuchName }
        let synthesised = node.records.map { record in
            DNSRecord(
                name, timeToLive: record.timeToLive, recordClass: record.recordClass, record.data)
        }
        return match(synthesised, name, type, wildcard: wildcard)
    }

    /// The NS records of the highest cut at or above `name`, below the zone's own top.
    private func cut(above name: DNSName) -> [DNSRecord]? {
        let depth = name.labels.count - origin.labels.count
        for dropped in (0..<max(0, depth)).reversed() {
            let records = nodes[name.ancestor(dropping: dropped)]?.records ?? []
            let servers = records.filter { $0.type == .ns }
            if !servers.isEmpty { return servers }
        }
        return nil
    }

    private func match(
        _ records: [DNSRecord], _ name: DNSName, _ type: RecordType, wildcard: DNSName?
    ) -> Finding {
        if type != .cname, type != .any,
            let alias = records.first(where: { $0.type == .cname }),
            case .cname(let target) = alias.data
        {
            return .alias(alias, target: target, wildcard: wildcard)
        }
        let found = records.filter { type == .any || $0.type == type }
        return found.isEmpty ? .noData : .records(found, wildcard: wildcard)
    }

    /// Addresses of `name` that stand in the zone, glue included (RFC 1034 §4.2.1).
    package func addresses(of name: DNSName) -> [DNSRecord] {
        (nodes[name]?.records ?? []).filter { $0.type == .a || $0.type == .aaaa }
    }

    /// The SOA record for negative answers: its time to live says how long such an answer may be
    /// kept (RFC 2308 §3).
    package var negativeSOA: DNSRecord {
        var record = soa
        if case .soa(let data) = soa.data {
            record.timeToLive = min(record.timeToLive, data.minimum)
        }
        return record
    }
}
