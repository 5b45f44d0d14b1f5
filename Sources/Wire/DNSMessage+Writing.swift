extension DNSMessage {
    /// The message as it goes over the wire, in at most `limit` octets.
    ///
    /// Names are compressed (RFC 1035 §4.1.4). What does not fit is left out: from the answer and
    /// authority sections with TC set, from the additional section in whole sets of records and
    /// without TC, because nobody needs it (RFC 2181 §9). OPT always stays (RFC 6891 §6.1.1).
    package func octets(limit: Int = 65_535) -> [UInt8] {
        var writer = DNSWriter()
        let options = additional.filter { $0.type == .opt }
        // An OPT record has the root as owner: one octet and ten more, then its data.
        let reserve = options.reduce(0) { sum, option in
            guard case .raw(_, let octets) = option.data else { return sum }
            return sum + 11 + octets.count
        }
        let room = max(12, min(limit, 65_535) - reserve)
        var isCut = false
        writer.word(header.id)
        writer.word(0)
        for _ in 0..<4 { writer.word(0) }

        var counts: [Int] = [0, 0, 0, 0]
        for question in questions {
            let fits = writer.attempt(room) { writer in
                writer.name(question.name)
                writer.word(question.type.rawValue)
                writer.word(question.recordClass)
            }
            guard fits else { break }
            counts[0] += 1
        }
        if counts[0] < questions.count { isCut = true }
        for (index, section) in [answers, authority].enumerated() where !isCut {
            for record in section {
                guard writer.attempt(room, { $0.record(record) }) else {
                    isCut = true
                    break
                }
                counts[1 + index] += 1
            }
        }
        if !isCut { counts[3] = writer.sets(additional.filter { $0.type != .opt }, room) }
        for option in options {
            writer.record(option)
            counts[3] += 1
        }
        var header = header
        header.isTruncated = header.isTruncated || isCut
        writer.patch(header.flags, at: 2)
        for (index, count) in counts.enumerated() {
            writer.patch(UInt16(clamping: count), at: 4 + 2 * index)
        }
        return writer.octets
    }
}

/// Writes a message from front to back and remembers where names stand.
private struct DNSWriter {
    var octets: [UInt8] = []
    /// Where each name that has been written begins; asked by key only, never walked through.
    private var places: [DNSName: Int] = [:]  // unordered: never iterated, asked by key
    /// The names of `places`, in the order in which they came.
    private var placed: [DNSName] = []

    mutating func word(_ value: UInt16) {
        octets.append(UInt8(truncatingIfNeeded: value >> 8))
        octets.append(UInt8(truncatingIfNeeded: value))
    }

    mutating func long(_ value: UInt32) {
        word(UInt16(truncatingIfNeeded: value >> 16))
        word(UInt16(truncatingIfNeeded: value))
    }

    mutating func patch(_ value: UInt16, at index: Int) {
        octets[index] = UInt8(truncatingIfNeeded: value >> 8)
        octets[index + 1] = UInt8(truncatingIfNeeded: value)
    }

    /// Does `write`; takes it back when more than `room` octets have been written then.
    mutating func attempt(_ room: Int, _ write: (inout DNSWriter) -> Void) -> Bool {
        let count = octets.count
        let placedCount = placed.count
        write(&self)
        if octets.count <= room { return true }
        octets.removeLast(octets.count - count)
        for name in placed[placedCount...] { places[name] = nil }
        placed.removeLast(placed.count - placedCount)
        return false
    }

    /// Writes whole sets of records with one owner and type, and says how many records fitted.
    mutating func sets(_ records: [DNSRecord], _ room: Int) -> Int {
        var written = 0
        var index = 0
        while index < records.count {
            let first = records[index]
            let end =
                records[index...].firstIndex { $0.name != first.name || $0.type != first.type }
                ?? records.count
            let set = records[index..<end]
            if attempt(room, { writer in for record in set { writer.record(record) } }) {
                written += set.count
            }
            index = end
        }
        return written
    }

    mutating func name(_ name: DNSName) {
        for index in name.labels.indices {
            let rest = name.ancestor(dropping: index)
            if let place = places[rest] {
                word(0xC000 | UInt16(place))
                return
            }
            // A pointer has fourteen bits.
            if octets.count < 0x4000 {
                places[rest] = octets.count
                placed.append(rest)
            }
            octets.append(UInt8(name.labels[index].count))
            octets.append(contentsOf: name.labels[index])
        }
        octets.append(0)
    }

    mutating func record(_ record: DNSRecord) {
        name(record.name)
        word(record.type.rawValue)
        word(record.recordClass)
        long(record.timeToLive)
        let lengthIndex = octets.count
        word(0)
        data(record.data)
        patch(UInt16(clamping: octets.count - lengthIndex - 2), at: lengthIndex)
    }

    private mutating func data(_ data: RecordData) {
        switch data {
        case .address(let address): octets.append(contentsOf: address.octets)
        case .ns(let target), .cname(let target), .ptr(let target): name(target)
        case .mx(let preference, let exchange):
            word(preference)
            name(exchange)
        case .soa(let soa):
            name(soa.primaryServer)
            name(soa.mailbox)
            for number in [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum] {
                long(number)
            }
        case .txt(let strings):
            // One string at least, and the data's length has sixteen bits.
            let start = octets.count
            for string in strings.isEmpty ? [[]] : strings {
                guard octets.count - start < 65_000 else { break }
                octets.append(UInt8(min(255, string.count)))
                octets.append(contentsOf: string.prefix(255))
            }
        case .raw(_, let raw): octets.append(contentsOf: raw.prefix(65_535))
        }
    }
}
