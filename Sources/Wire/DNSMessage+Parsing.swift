extension DNSMessage {
    /// Reads a message of the wire (RFC 1035 §4.1).
    ///
    ///     message = header question answer authority additional
    ///
    /// Compression pointers may point backwards only, so reading always ends. A time to live with
    /// its highest bit set counts as zero (RFC 2181 §8).
    package init(parsing octets: [UInt8]) throws(DNSMessageError) {
        var cursor = DNSCursor(octets)
        let id = try cursor.word()
        let flags = try cursor.word()
        header = DNSHeader(id: id, flags: flags)
        let questionCount = try cursor.word()
        let answerCount = try cursor.word()
        let authorityCount = try cursor.word()
        let additionalCount = try cursor.word()
        questions = []
        for _ in 0..<questionCount {
            let name = try cursor.name()
            let type = RecordType(rawValue: try cursor.word())
            questions.append(DNSQuestion(name, type, recordClass: try cursor.word()))
        }
        answers = try cursor.records(answerCount)
        authority = try cursor.records(authorityCount)
        additional = try cursor.records(additionalCount)
        guard cursor.position == octets.count else {
            throw .trailingOctets(at: cursor.position)
        }
    }
}

extension DNSHeader {
    /// The header of `octets` alone: enough to answer a message that cannot be read further.
    package init?(of octets: [UInt8]) {
        guard octets.count >= Self.octetCount else { return nil }
        self.init(
            id: UInt16(octets[0]) << 8 | UInt16(octets[1]),
            flags: UInt16(octets[2]) << 8 | UInt16(octets[3]))
    }

    fileprivate init(id: UInt16, flags: UInt16) {
        self.init(
            id: id, isResponse: flags & 0x8000 != 0,
            opcode: UInt8(truncatingIfNeeded: flags >> 11 & 0xF),
            isAuthoritative: flags & 0x0400 != 0, isTruncated: flags & 0x0200 != 0,
            recursionDesired: flags & 0x0100 != 0, recursionAvailable: flags & 0x0080 != 0,
            reserved: UInt8(truncatingIfNeeded: flags >> 4 & 0x7),
            code: ResponseCode(rawValue: flags & 0xF))
    }

    var flags: UInt16 {
        (isResponse ? 0x8000 : 0) | UInt16(opcode & 0xF) << 11 | (isAuthoritative ? 0x0400 : 0)
            | (isTruncated ? 0x0200 : 0) | (recursionDesired ? 0x0100 : 0)
            | (recursionAvailable ? 0x0080 : 0) | UInt16(reserved & 0x7) << 4
            | code.rawValue & 0xF
    }
}

/// Reads a message from front to back; only names look back, through pointers.
private struct DNSCursor {
    /// A sane sender needs one pointer a name; a chain of more than this is an attack.
    static let pointerLimit = 32

    let octets: [UInt8]
    var position = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func octet() throws(DNSMessageError) -> UInt8 {
        guard position < octets.count else { throw .endsEarly(at: octets.count) }
        defer { position += 1 }
        return octets[position]
    }

    mutating func word() throws(DNSMessageError) -> UInt16 {
        let high = try octet()
        return UInt16(high) << 8 | UInt16(try octet())
    }

    mutating func long() throws(DNSMessageError) -> UInt32 {
        let high = try word()
        return UInt32(high) << 16 | UInt32(try word())
    }

    mutating func octets(_ count: Int) throws(DNSMessageError) -> [UInt8] {
        guard count <= octets.count - position else { throw .endsEarly(at: octets.count) }
        defer { position += count }
        return Array(octets[position..<(position + count)])
    }

    /// Reads labels up to the root's or through a pointer (RFC 1035 §4.1.4).
    ///
    ///     name    = *label ( %x00 / pointer )
    ///     label   = length *63OCTET          ; first two bits 00
    ///     pointer = 2OCTET                   ; first two bits 11, then an offset
    mutating func name() throws(DNSMessageError) -> DNSName {
        let start = position
        var labels: [[UInt8]] = []
        var length = 1
        var index = position
        var lowest = position
        var pointers = 0
        while true {
            guard index < octets.count else { throw .endsEarly(at: octets.count) }
            let first = octets[index]
            switch first >> 6 {
            case 0b00:
                let end = index + 1 + Int(first)
                if pointers == 0 { position = min(end, octets.count) }
                if first == 0 {
                    guard let name = try? DNSName(labels: labels) else {
                        throw .nameTooLong(at: start)
                    }
                    return name
                }
                guard end <= octets.count else { throw .endsEarly(at: octets.count) }
                length += 1 + Int(first)
                guard length <= DNSName.nameLimit else { throw .nameTooLong(at: start) }
                labels.append(Array(octets[(index + 1)..<end]))
                index = end
            case 0b11:
                guard index + 1 < octets.count else { throw .endsEarly(at: octets.count) }
                if pointers == 0 { position = index + 2 }
                let target = Int(first & 0x3F) << 8 | Int(octets[index + 1])
                pointers += 1
                guard target < lowest, pointers <= Self.pointerLimit else {
                    throw .badPointer(at: index)
                }
                lowest = target
                index = target
            case _:
                throw .badLabel(at: index)
            }
        }
    }

    mutating func records(_ count: UInt16) throws(DNSMessageError) -> [DNSRecord] {
        var records: [DNSRecord] = []
        for _ in 0..<count { records.append(try record()) }
        return records
    }

    /// Reads one resource record (RFC 1035 §4.1.3).
    mutating func record() throws(DNSMessageError) -> DNSRecord {
        let name = try name()
        let type = RecordType(rawValue: try word())
        let recordClass = try word()
        var timeToLive = try long()
        let length = Int(try word())
        let end = position + length
        guard end <= octets.count else { throw .endsEarly(at: octets.count) }
        let data: RecordData
        // The class of OPT is a size, and its time to live holds flags (RFC 6891 §6.1.2).
        if recordClass == internetClass, type != .opt {
            if timeToLive > DNSRecord.timeToLiveLimit { timeToLive = 0 }
            data = try self.data(of: type, until: end)
        } else {
            data = .raw(type, try octets(length))
        }
        guard position == end else { throw .badData(type, at: position) }
        return DNSRecord(name, timeToLive: timeToLive, recordClass: recordClass, data)
    }

    private mutating func data(
        of type: RecordType, until end: Int
    ) throws(DNSMessageError) -> RecordData {
        let length = end - position
        switch type {
        case .a:
            guard length == 4 else { throw .badData(type, at: position) }
            return .address(.v4(try long()))
        case .aaaa:
            guard length == 16 else { throw .badData(type, at: position) }
            let high = try UInt64(long()) << 32 | UInt64(long())
            return .address(.v6(high, try UInt64(long()) << 32 | UInt64(long())))
        case .ns: return .ns(try name())
        case .cname: return .cname(try name())
        case .ptr: return .ptr(try name())
        case .mx:
            let preference = try word()
            return .mx(preference: preference, try name())
        case .soa:
            let primary = try name()
            let mailbox = try name()
            return .soa(
                StartOfAuthority(
                    primaryServer: primary, mailbox: mailbox, serial: try long(),
                    refresh: try long(), retry: try long(), expire: try long(),
                    minimum: try long()))
        case .txt:
            var strings: [[UInt8]] = []
            while position < end {
                let count = Int(try octet())
                guard position + count <= end else { throw .badData(type, at: position) }
                strings.append(try octets(count))
            }
            guard !strings.isEmpty else { throw .badData(type, at: position) }
            return .txt(strings)
        case _:
            return .raw(type, try octets(length))
        }
    }
}
