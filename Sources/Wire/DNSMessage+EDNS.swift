/// What the OPT record of a message says (RFC 6891 §6.1).
package struct EDNS: Hashable, Sendable {
    /// The highest version that we speak.
    package static let highestVersion: UInt8 = 0

    /// How many octets the sender takes in one UDP message, as it stands in the record.
    package var payloadSize: UInt16
    /// The upper eight bits of the response code.
    package var extendedCode: UInt8
    package var version: UInt8
    /// DO: the sender would like DNSSEC data. We have none and leave the bit out of answers.
    package var wantsSignatures: Bool
    package var options: [Option]

    /// One option; what it means is for who knows its code, all others ignore it.
    package struct Option: Hashable, Sendable {
        package var code: UInt16
        package var data: [UInt8]

        package init(code: UInt16, data: [UInt8]) {
            self.code = code
            self.data = data
        }
    }

    package init(
        payloadSize: Int = DNSMessage.extendedLimit, extendedCode: UInt8 = 0, version: UInt8 = 0,
        wantsSignatures: Bool = false, options: [Option] = []
    ) {
        self.payloadSize = UInt16(clamping: payloadSize)
        self.extendedCode = extendedCode
        self.version = version
        self.wantsSignatures = wantsSignatures
        self.options = options
    }

    /// Reads an OPT record (RFC 6891 §6.1.2).
    ///
    ///     data   = *option
    ///     option = code length *OCTET        ; both numbers of sixteen bits
    package init(_ record: DNSRecord) throws(EDNSFault) {
        guard case .raw(.opt, let octets) = record.data else { throw .badOption }
        guard record.name.isRoot else { throw .ownerNotRoot }
        payloadSize = record.recordClass
        extendedCode = UInt8(truncatingIfNeeded: record.timeToLive >> 24)
        version = UInt8(truncatingIfNeeded: record.timeToLive >> 16)
        wantsSignatures = record.timeToLive & 0x8000 != 0
        options = []
        var index = 0
        while index < octets.count {
            guard index + 4 <= octets.count else { throw .badOption }
            let code = UInt16(octets[index]) << 8 | UInt16(octets[index + 1])
            let end = index + 4 + (Int(octets[index + 2]) << 8 | Int(octets[index + 3]))
            guard end <= octets.count else { throw .badOption }
            options.append(Option(code: code, data: Array(octets[(index + 4)..<end])))
            index = end
        }
    }

    /// The OPT record that says this.
    package var record: DNSRecord {
        var octets: [UInt8] = []
        for option in options {
            let count = UInt16(clamping: option.data.count)
            for number in [option.code, count] {
                octets.append(UInt8(truncatingIfNeeded: number >> 8))
                octets.append(UInt8(truncatingIfNeeded: number))
            }
            octets.append(contentsOf: option.data.prefix(Int(count)))
        }
        let flags: UInt32 = wantsSignatures ? 0x8000 : 0
        return DNSRecord(
            .root, timeToLive: UInt32(extendedCode) << 24 | UInt32(version) << 16 | flags,
            recordClass: payloadSize, .raw(.opt, octets))
    }
}

/// What is wrong with the OPT records of a message (RFC 6891 §6.1.1, RFC 6891 §7).
package enum EDNSFault: Error, Hashable, Sendable {
    /// More than one OPT record.
    case severalRecords
    /// The owner must be the root.
    case ownerNotRoot
    /// An option goes beyond the data, or has no room for its length.
    case badOption
}

/// What a message says by EDNS.
package enum EDNSReading: Hashable, Sendable {
    /// The sender does not speak EDNS, or not now.
    case absent
    case present(EDNS)
    case broken(EDNSFault)
}

extension DNSMessage {
    /// What the sender says by EDNS.
    package var edns: EDNSReading {
        let records = additional.filter { $0.type == .opt }
        guard let record = records.first else { return .absent }
        guard records.count == 1 else { return .broken(.severalRecords) }
        do {
            return .present(try EDNS(record))
        } catch {
            return .broken(error)
        }
    }

    /// True when there is an OPT record, sound or not.
    package var hasOPT: Bool { additional.contains { $0.type == .opt } }

    /// The UDP size that the sender takes by EDNS, if it speaks that; less than 512 counts as 512
    /// (RFC 6891 §6.2.3).
    package var offeredSize: Int? {
        guard case .present(let edns) = edns else { return nil }
        return max(Self.udpLimit, Int(edns.payloadSize))
    }

    /// Adds the OPT record that says which UDP size we take (RFC 6891 §6.1.2).
    package mutating func offerSize(_ octets: Int = DNSMessage.extendedLimit) {
        additional.append(EDNS(payloadSize: octets).record)
    }

    /// The whole response code: four bits of the header, eight of OPT (RFC 6891 §6.1.3).
    package var code: ResponseCode {
        guard case .present(let edns) = edns else { return header.code }
        return ResponseCode(rawValue: UInt16(edns.extendedCode) << 4 | header.code.rawValue & 0xF)
    }
}
