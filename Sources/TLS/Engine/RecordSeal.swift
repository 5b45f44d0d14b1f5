import Ciphers

/// What kind of thing a record carries (RFC 8446 §5.1).
package enum TLSContentType: UInt8, Hashable, Sendable, CaseIterable {
    case changeCipherSpec = 20
    case alert = 21
    case handshake = 22
    case applicationData = 23
}

/// The state of one direction of an encrypted connection: a key and the number of the next record.
///
/// A plain value: a copy of the world copies it, and the copy goes its own way.
struct RecordSeal: Hashable, Sendable {
    private(set) var key: TrafficKey
    private(set) var number: UInt64

    /// Octets of a record's header.
    static let headerCount = 5
    /// The most octets that one record carries (RFC 8446 §5.1).
    static let fragmentLimit = 16_384
    /// What a record may be longer than its contents: before 1.3 that much (RFC 5246 §6.2.3).
    static let expansionLimit = 2_048

    init(_ key: TrafficKey, number: UInt64) {
        self.key = key
        self.number = number
    }

    /// Octets that sealing adds to a record at most, with its header.
    var overhead: Int {
        switch (key.version, key.suite.cipher.isAuthenticated) {
        case (.tls13, _): Self.headerCount + 1 + RecordCipher.tagCount
        case (_, true): Self.headerCount + 8 + RecordCipher.tagCount
        case (_, false):
            Self.headerCount + RecordCipher.blockCount + DigestKind.sha1.count
                + RecordCipher.blockCount
        }
    }

    /// Takes the next generation of the key (RFC 8446 §4.6.3).
    mutating func update() {
        key.update()
        number = 0
    }

    /// One record with `contents`, of which there may be no more than `fragmentLimit`.
    ///
    /// `chance` is the vector of a chained cipher from version 1.1 on.
    mutating func seal(
        _ contents: [UInt8], _ type: TLSContentType, chance: inout ChanceStream
    ) -> [UInt8] {
        defer { number += 1 }
        let cipher = key.suite.cipher
        if key.version == .tls13 {
            let header = Self.header(
                TLSContentType.applicationData.rawValue, .tls12,
                contents.count + 1 + RecordCipher.tagCount)
            let sealed = cipher.seal(
                contents + [type.rawValue], key: key.key, nonce: maskedNonce, beside: header)
            return header + sealed
        }
        let beside = pseudoHeader(type, contents.count)
        switch cipher {
        case .aes128GCM, .aes256GCM:
            let explicit = Self.octets(number)
            let sealed = cipher.seal(
                contents, key: key.key, nonce: key.vector + explicit, beside: beside)
            return Self.header(type.rawValue, key.version, sealed.count + 8) + explicit + sealed
        case .chacha20Poly1305:
            let sealed = cipher.seal(
                contents, key: key.key, nonce: maskedNonce, beside: beside)
            return Self.header(type.rawValue, key.version, sealed.count) + sealed
        case .aes128CBC, .aes256CBC:
            let body = chain(
                contents + KeyedDigest.sha1(beside + contents, key: key.macKey), &chance)
            return Self.header(type.rawValue, key.version, body.count) + body
        }
    }

    /// What a record carries, nil when its seal does not fit. `record` is whole, with its header.
    ///
    /// A type of nil is one that there is not: in version 1.3 the type is sealed too.
    mutating func open(
        _ record: ArraySlice<UInt8>
    ) -> (type: TLSContentType?, contents: [UInt8])? {
        defer { number += 1 }
        let header = Array(record.prefix(Self.headerCount))
        let body = record.dropFirst(Self.headerCount)
        let cipher = key.suite.cipher
        if key.version == .tls13 {
            guard
                var inner = cipher.open(
                    body, key: key.key, nonce: maskedNonce, beside: header)
            else { return nil }
            while inner.last == 0 { inner.removeLast() }
            return (inner.popLast().flatMap { TLSContentType(rawValue: $0) }, inner)
        }
        guard let type = TLSContentType(rawValue: header[0]) else { return nil }
        let contents: [UInt8]?
        switch cipher {
        case .aes128GCM, .aes256GCM:
            guard body.count >= 8 + RecordCipher.tagCount else { return nil }
            contents = cipher.open(
                body.dropFirst(8), key: key.key, nonce: key.vector + body.prefix(8),
                beside: pseudoHeader(type, body.count - 8 - RecordCipher.tagCount))
        case .chacha20Poly1305:
            guard body.count >= RecordCipher.tagCount else { return nil }
            contents = cipher.open(
                body, key: key.key, nonce: maskedNonce,
                beside: pseudoHeader(type, body.count - RecordCipher.tagCount))
        case .aes128CBC, .aes256CBC: contents = unchain(body, type)
        }
        return contents.map { (type, $0) }
    }
}

extension RecordSeal {
    private static func header(_ type: UInt8, _ version: TLSVersion, _ count: Int) -> [UInt8] {
        [
            type, UInt8(version.rawValue >> 8), UInt8(version.rawValue & 0xFF),
            UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count),
        ]
    }

    private static func octets(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }

    /// The vector with the record's number laid over its end (RFC 8446 §5.3).
    private var maskedNonce: [UInt8] {
        var nonce = key.vector
        for (index, octet) in Self.octets(number).enumerated() {
            nonce[nonce.count - 8 + index] ^= octet
        }
        return nonce
    }

    /// What is sealed beside the contents (RFC 5246 §6.2.3.3): number, type, version and length.
    private func pseudoHeader(_ type: TLSContentType, _ count: Int) -> [UInt8] {
        Self.octets(number) + Self.header(type.rawValue, key.version, count)
    }

    /// Contents and code, padded to whole blocks and chained (RFC 5246 §6.2.3.2).
    private mutating func chain(_ sealed: [UInt8], _ chance: inout ChanceStream) -> [UInt8] {
        let size = RecordCipher.blockCount
        let padding = size - sealed.count % size
        let blocks =
            sealed + [UInt8](repeating: UInt8(truncatingIfNeeded: padding - 1), count: padding)
        let isOldest = key.version == .tls10
        let vector = isOldest ? key.vector : chance.octets(size)
        guard
            let result = key.suite.cipher.chain(
                blocks, key: key.key, vector: vector, encrypts: true)
        else { preconditionFailure("this OpenSSL does not offer the cipher that was negotiated") }
        if isOldest { key.vector = Array(result.suffix(size)) }
        return isOldest ? result : vector + result
    }

    private mutating func unchain(
        _ body: ArraySlice<UInt8>, _ type: TLSContentType
    ) -> [UInt8]? {
        let size = RecordCipher.blockCount
        let isOldest = key.version == .tls10
        guard body.count >= size * (isOldest ? 2 : 3), body.count % size == 0 else { return nil }
        let vector = isOldest ? key.vector : Array(body.prefix(size))
        let blocks = Array(isOldest ? body : body.dropFirst(size))
        if isOldest { key.vector = Array(body.suffix(size)) }
        guard
            let plain = key.suite.cipher.chain(
                blocks, key: key.key, vector: vector, encrypts: false)
        else { return nil }
        // Wrong padding and a wrong code are one and the same to the peer (RFC 5246 §6.2.3.2).
        let padding = Int(plain[plain.count - 1]) + 1
        let codeCount = DigestKind.sha1.count
        let isPadded =
            padding + codeCount <= plain.count
            && plain.suffix(padding).allSatisfy { Int($0) == padding - 1 }
        let kept = plain.count - codeCount - (isPadded ? padding : 0)
        guard kept >= 0 else { return nil }
        let contents = Array(plain.prefix(kept))
        let code = KeyedDigest.sha1(pseudoHeader(type, kept) + contents, key: key.macKey)
        let matches = constantTimeEquals(code, Array(plain[kept..<kept + codeCount]))
        return matches && isPadded ? contents : nil
    }
}
