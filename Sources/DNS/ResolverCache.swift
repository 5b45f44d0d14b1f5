import Clockwork
import Wire

/// One row of what a resolver remembers.
package struct CacheRow: Hashable, Sendable {
    /// What a row says about its name.
    package enum Content: Hashable, Sendable {
        case data(RecordData)
        /// The name is known to have no records of the type (RFC 2308 §2.2).
        case noData
        /// The name is known not to exist (RFC 2308 §2.1).
        case noSuchName
    }

    package let name: DNSName
    /// Nil where the row holds for every type.
    package let type: RecordType?
    package let content: Content
    /// Seconds until it is forgotten.
    package let secondsLeft: Int
    /// It came with a referral: good for finding servers, never for an answer (RFC 2181 §5.4.1).
    package let isHearsay: Bool
}

/// What a resolver remembers, each set of records until its time to live is over.
struct ResolverCache: Sendable {
    /// How far data may be trusted (RFC 2181 §5.4.1).
    enum Trust: Int, Comparable, Sendable {
        /// From the authority or additional section of a referral.
        case hearsay
        /// From the answer of an authority.
        case answer

        static func < (left: Trust, right: Trust) -> Bool { left.rawValue < right.rawValue }
    }

    /// What is remembered of a name and type, times to live counted down.
    enum Finding: Sendable {
        case records([DNSRecord])
        case alias(DNSRecord)
        case noData(DNSRecord)
        case noSuchName(DNSRecord)
    }

    private enum Content: Sendable {
        case records([DNSRecord])
        case noData(DNSRecord)
        case noSuchName(DNSRecord)
    }

    private struct Key: Hashable, Sendable {
        let name: DNSName
        /// Nil for what holds for every type.
        let type: RecordType?
    }

    private struct Entry: Sendable {
        let content: Content
        let trust: Trust
        let storedAt: Instant
        let expiresAt: Instant
    }

    /// Nothing is kept longer than a week (RFC 1035 §7.3).
    static let timeToLiveLimit: UInt32 = 604_800
    /// Nothing negative is kept longer than three hours (RFC 2308 §5).
    static let negativeLimit: UInt32 = 10_800

    /// How many sets are kept at most.
    let limit: Int
    private var entries = Lookup<Key, Entry>()
    /// The keys of `entries` in the order in which they came.
    private var order: [Key] = []

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { order.count }

    private func entry(_ name: DNSName, _ type: RecordType?, at now: Instant) -> Entry? {
        guard let entry = entries[Key(name: name, type: type)], entry.expiresAt > now else {
            return nil
        }
        return entry
    }

    /// What may be answered for `name` and `type` without asking anybody.
    func find(_ name: DNSName, _ type: RecordType, at now: Instant) -> Finding? {
        if let entry = entry(name, nil, at: now), case .noSuchName(let soa) = entry.content {
            return .noSuchName(Self.aged(soa, entry, at: now))
        }
        if type == .any { return findAny(name, at: now) }
        for wanted in type == .cname ? [type] : [type, .cname] {
            guard let entry = entry(name, wanted, at: now), entry.trust == .answer else {
                continue
            }
            switch entry.content {
            case .records(let records):
                let aged = records.map { Self.aged($0, entry, at: now) }
                guard wanted != type, let alias = aged.first else { return .records(aged) }
                return .alias(alias)
            case .noData(let soa):
                if wanted == type { return .noData(Self.aged(soa, entry, at: now)) }
            case .noSuchName:
                break
            }
        }
        return nil
    }

    /// One set of `name`, of whatever type: the question for every type has a short answer.
    private func findAny(_ name: DNSName, at now: Instant) -> Finding? {
        for type in [RecordType.mx, .a, .aaaa, .cname, .txt, .ptr, .soa, .ns] {
            guard let entry = entry(name, type, at: now), entry.trust == .answer,
                case .records(let records) = entry.content
            else { continue }
            return .records(records.map { Self.aged($0, entry, at: now) })
        }
        return nil
    }

    /// The NS records of `zone`, from whatever source.
    func servers(of zone: DNSName, at now: Instant) -> [DNSRecord] {
        records(zone, .ns, at: now)
    }

    /// The addresses of a server, from whatever source, of the families that are of use.
    func addresses(
        of server: DNSName, _ families: AddressFamilies, at now: Instant
    ) -> [IPAddress] {
        families.types.flatMap { records(server, $0, at: now) }.compactMap {
            if case .address(let address) = $0.data { address } else { nil }
        }
    }

    private func records(_ name: DNSName, _ type: RecordType, at now: Instant) -> [DNSRecord] {
        guard let entry = entry(name, type, at: now), case .records(let records) = entry.content
        else { return [] }
        return records.map { Self.aged($0, entry, at: now) }
    }

    private static func aged(_ record: DNSRecord, _ entry: Entry, at now: Instant) -> DNSRecord {
        var record = record
        let age = UInt32(clamping: (now - entry.storedAt).wholeSeconds)
        record.timeToLive = record.timeToLive > age ? record.timeToLive - age : 0
        return record
    }

    /// Keeps records of one name set by set, each unless something better is known.
    mutating func keepSets(_ records: [DNSRecord], _ trust: Trust, at now: Instant) {
        var rest = records
        while let type = rest.first?.type {
            keep(rest.filter { $0.type == type }, trust, at: now)
            rest.removeAll { $0.type == type }
        }
    }

    /// Keeps a set of records of one name and type, unless something better is known.
    mutating func keep(_ records: [DNSRecord], _ trust: Trust, at now: Instant) {
        guard let first = records.first else { return }
        let seconds = records.reduce(Self.timeToLiveLimit) { min($0, $1.timeToLive) }
        let set = records.map { record in
            var record = record
            record.timeToLive = seconds
            return record
        }
        if let known = entry(first.name, first.type, at: now), known.trust > trust { return }
        if trust == .answer { remove(Key(name: first.name, type: nil)) }
        store(.records(set), Key(name: first.name, type: first.type), trust, seconds, at: now)
    }

    /// Keeps that `name` has no records of `type`; says for how many seconds.
    @discardableResult
    mutating func keepNoData(
        _ name: DNSName, _ type: RecordType, soa: DNSRecord, at now: Instant
    ) -> UInt32 {
        let soa = Self.negative(soa)
        store(.noData(soa), Key(name: name, type: type), .answer, soa.timeToLive, at: now)
        return soa.timeToLive
    }

    /// Keeps that `name` does not exist; says for how many seconds.
    @discardableResult
    mutating func keepNoSuchName(_ name: DNSName, soa: DNSRecord, at now: Instant) -> UInt32 {
        let soa = Self.negative(soa)
        store(.noSuchName(soa), Key(name: name, type: nil), .answer, soa.timeToLive, at: now)
        return soa.timeToLive
    }

    /// The SOA record with the time that a negative answer lives: the lesser of its own time to
    /// live and its MINIMUM (RFC 2308 §5).
    static func negative(_ soa: DNSRecord) -> DNSRecord {
        var soa = soa
        soa.timeToLive = min(soa.timeToLive, negativeLimit)
        if case .soa(let data) = soa.data { soa.timeToLive = min(soa.timeToLive, data.minimum) }
        return soa
    }

    private mutating func store(
        _ content: Content, _ key: Key, _ trust: Trust, _ seconds: UInt32, at now: Instant
    ) {
        // What lives for zero seconds serves the question at hand only (RFC 1035 §3.2.1).
        guard seconds > 0 else {
            remove(key)
            return
        }
        if entries[key] == nil {
            if order.count >= limit { makeRoom(at: now) }
            order.append(key)
        }
        entries[key] = Entry(
            content: content, trust: trust, storedAt: now,
            expiresAt: now + .seconds(Int(seconds)))
    }

    private mutating func remove(_ key: Key) {
        guard entries.remove(key) != nil else { return }
        order.removeAll { $0 == key }
    }

    /// Forgets what has expired; if that is little, the oldest tenth too.
    private mutating func makeRoom(at now: Instant) {
        var kept: [Key] = []
        for key in order {
            if let entry = entries[key], entry.expiresAt > now {
                kept.append(key)
            } else {
                entries.remove(key)
            }
        }
        let most = limit - max(1, limit / 10)
        for key in kept.prefix(max(0, kept.count - most)) { entries.remove(key) }
        order = Array(kept.suffix(most))
    }

    /// Everything that is still good, sorted by name and type.
    func listing(at now: Instant) -> [CacheRow] {
        var rows: [CacheRow] = []
        for key in order {
            guard let entry = entry(key.name, key.type, at: now) else { continue }
            func row(_ content: CacheRow.Content, _ record: DNSRecord) -> CacheRow {
                CacheRow(
                    name: key.name, type: key.type, content: content,
                    secondsLeft: Int(Self.aged(record, entry, at: now).timeToLive),
                    isHearsay: entry.trust == .hearsay)
            }
            switch entry.content {
            case .records(let records): rows += records.map { row(.data($0.data), $0) }
            case .noData(let soa): rows.append(row(.noData, soa))
            case .noSuchName(let soa): rows.append(row(.noSuchName, soa))
            }
        }
        return rows.sorted { left, right in
            left.name != right.name
                ? left.name < right.name
                : (left.type?.rawValue ?? 0) < (right.type?.rawValue ?? 0)
        }
    }
}
