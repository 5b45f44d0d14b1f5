import Ciphers
import Wire

/// What a listener on the way makes out of one connection: names, versions, certificates, sizes.
///
/// No library is asked: everything here is read from the octets. With the secrets of the
/// connection it also opens what is sealed, as the owner of an end may.
package struct TLSInspector: Sendable {
    /// One direction of the connection.
    private struct Direction: Sendable {
        var records = TLSRecordFramer()
        var messages = HandshakeFramer()
        /// Messages inside sealed records.
        var inner = HandshakeFramer()
        var isSealed = false
        var isLost = false
        var seal: RecordSeal?
        /// What the next key is made from, once the handshake is over (from 1.3 on).
        var nextSecret: [UInt8]?
    }

    private var client = Direction()
    private var server = Direction()
    private let keyLog: KeyLog
    private var clientRandom: [UInt8] = []
    private var serverRandom: [UInt8] = []
    private(set) package var version: TLSVersion?
    private(set) package var suite: CipherSuite?
    /// The host that the client asked for.
    private(set) package var serverName: String?

    package init(keyLog: KeyLog = KeyLog()) { self.keyLog = keyLog }

    /// Takes octets of one side, in order, and says what is made out.
    package mutating func take(_ octets: [UInt8], from side: TLSSide) -> [TLSSighting] {
        var found: [TLSSighting] = []
        guard !self[side].isLost else { return found }
        self[side].records.append(octets)
        do {
            while let record = try self[side].records.nextRecord() {
                try take(record, side, into: &found)
            }
        } catch {
            self[side].isLost = true
            let meaning: TLSSighting.Meaning
            switch error {
            case .notTLS(let beginning):
                let line = beginning.prefix { $0 != 0x0D && $0 != 0x0A }
                meaning = .notTLS(beginning: DistinguishedName.printable(line))
            case .tooLong: meaning = .malformed
            }
            found.append(
                TLSSighting(
                    from: side, wireCount: self[side].records.pendingCount, meaning: meaning))
        }
        return found
    }

    /// Octets of a side have been missed: the next that come must begin a record.
    ///
    /// What is sealed behind the gap cannot be opened: records are numbered.
    package mutating func resume(_ side: TLSSide) {
        self[side].records = TLSRecordFramer()
        self[side].messages = HandshakeFramer()
        self[side].inner = HandshakeFramer()
        self[side].isLost = false
        self[side].seal = nil
    }

    private subscript(side: TLSSide) -> Direction {
        _read {
            switch side {
            case .client: yield client
            case .server: yield server
            }
        }
        _modify {
            switch side {
            case .client: yield &client
            case .server: yield &server
            }
        }
    }

    private mutating func take(
        _ record: TLSRecord, _ side: TLSSide, into found: inout [TLSSighting]
    ) throws(TLSRecordFramer.Fault) {
        let wireCount = RecordSeal.headerCount + record.fragment.count
        func see(_ meaning: TLSSighting.Meaning) {
            found.append(TLSSighting(from: side, wireCount: wireCount, meaning: meaning))
        }
        if record.type == .changeCipherSpec {
            see(.changeCipherSpec)
            // In version 1.3 it is there for old middleboxes only (RFC 8446 §D.4).
            if let version, version < .tls13 { changeKeys(side, version) }
            return
        }
        if self[side].isSealed || record.type == .applicationData {
            found.append(sealed(record, side, wireCount))
            return
        }
        switch record.type {
        case .alert:
            guard record.fragment.count == 2 else { return see(.malformed) }
            see(.alert(TLSAlert(isFatal: record.fragment[0] == 2, code: record.fragment[1])))
        case .handshake:
            self[side].messages.append(record.fragment)
            while let (type, body) = try self[side].messages.nextMessage() {
                see(message(type, body, side))
            }
        case .changeCipherSpec, .applicationData: break
        }
    }

    private mutating func message(
        _ type: UInt8, _ body: [UInt8], _ side: TLSSide
    ) -> TLSSighting.Meaning {
        switch (type, side) {
        case (1, .client):
            guard let hello = ClientHello(body) else { return .malformed }
            clientRandom = hello.random
            serverName = hello.serverName
            return .clientHello(hello)
        case (2, .server):
            guard let hello = ServerHello(body) else { return .malformed }
            if !hello.isRetry { chosen(hello) }
            return .serverHello(hello)
        case _:
            let message = HandshakeMessage(type: type, body: body, version)
            guard case .certificates(let chain) = message.contents else {
                return type == 11 ? .malformed : .handshake(message)
            }
            return .certificates(chain)
        }
    }
}

// MARK: What is sealed

extension TLSInspector {
    private mutating func chosen(_ hello: ServerHello) {
        serverRandom = hello.random
        version = TLSVersion(rawValue: hello.version)
        suite = CipherSuite(rawValue: hello.suite)
        guard version == .tls13, let suite else { return }
        for side in TLSSide.allCases {
            let name = side == .client ? "CLIENT" : "SERVER"
            let first = keyLog.secret(
                "\(name)_HANDSHAKE_TRAFFIC_SECRET", clientRandom: clientRandom)
            self[side].seal = first.map {
                RecordSeal(TrafficKey(secret: $0, suite), number: 0)
            }
            self[side].nextSecret = keyLog.secret(
                "\(name)_TRAFFIC_SECRET_0", clientRandom: clientRandom)
        }
    }

    private mutating func changeKeys(_ side: TLSSide, _ version: TLSVersion) {
        self[side].isSealed = true
        guard let suite, let master = keyLog.secret("CLIENT_RANDOM", clientRandom: clientRandom)
        else { return }
        let pair = TrafficKey.pair(
            master: master, clientRandom: clientRandom, serverRandom: serverRandom, version, suite)
        self[side].seal = RecordSeal(side == .client ? pair.client : pair.server, number: 0)
    }

    private mutating func sealed(
        _ record: TLSRecord, _ side: TLSSide, _ wireCount: Int
    ) -> TLSSighting {
        var sighting = TLSSighting(
            from: side, wireCount: wireCount,
            meaning: .sealed(record.type, contentCount: contentCount(record.fragment.count)))
        guard let opened = self[side].seal?.open(record.whole[...]), let type = opened.type else {
            // Once one record cannot be opened, no later one can.
            self[side].seal = nil
            return sighting
        }
        sighting.inside = TLSSighting.Inside(type: type, octets: opened.contents)
        if type == .handshake { sighting.inside?.messages = follow(opened.contents, side) }
        return sighting
    }

    /// Reads the messages that have become whole, and follows the changes of keys that only they
    /// tell of.
    private mutating func follow(_ octets: [UInt8], _ side: TLSSide) -> [HandshakeMessage] {
        var messages: [HandshakeMessage] = []
        self[side].inner.append(octets)
        while let message = try? self[side].inner.nextMessage() {
            messages.append(HandshakeMessage(type: message.type, body: message.body, version))
            guard version == .tls13 else { continue }
            if message.type == 20, let secret = self[side].nextSecret, let suite {
                self[side].seal = RecordSeal(TrafficKey(secret: secret, suite), number: 0)
                self[side].nextSecret = nil
            } else if message.type == 24 {
                self[side].seal?.update()
            }
        }
        return messages
    }

    /// Octets of contents in a sealed fragment, where they can be told from its length.
    private func contentCount(_ count: Int) -> Int? {
        guard let version, let suite, suite.cipher.isAuthenticated else { return nil }
        let overhead: Int
        switch (version, suite.cipher) {
        case (.tls13, _): overhead = RecordCipher.tagCount + 1
        case (_, .chacha20Poly1305): overhead = RecordCipher.tagCount
        case _: overhead = RecordCipher.tagCount + 8
        }
        return max(0, count - overhead)
    }
}
