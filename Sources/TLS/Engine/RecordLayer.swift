import Ciphers

/// Both directions of a connection after its handshake, as a plain value.
///
/// This is the whole of TLS that is left then: records, alerts, and the few messages that may
/// still come (RFC 8446 §4.6, RFC 5246 §7.4.1.1).
struct RecordLayer: Sendable {
    /// What comes out of the peer's octets.
    enum Event: Sendable {
        case data([UInt8])
        /// An answer that the protocol itself asks for.
        case send([UInt8])
        /// The peer says that nothing more comes.
        case closed
        case failed(TLSFailure, tell: TLSAlert?)
    }

    let version: TLSVersion
    let isClient: Bool
    private var reading: RecordSeal
    private var writing: RecordSeal
    private var chance: ChanceStream
    /// Octets of a record that is not whole yet; never more than one record.
    private var buffer: [UInt8] = []
    /// Octets of a message that is not whole yet.
    private var message: [UInt8] = []
    private(set) var isPeerDone = false
    private(set) var isClosed = false
    /// Records without any data since the last one with some.
    private var idleRecords = 0

    /// Records in a row without data that are borne: each costs us work and brings us nothing.
    private static let idleLimit = 32
    /// The longest message after the handshake: a ticket.
    private static let messageLimit = 65_536 + 1_024
    /// Records after which a key is changed: for AES-GCM about 2^24.5 (RFC 8446 §5.5).
    private let recordsOfKey: UInt64

    init(
        _ result: HandshakeResult, isClient: Bool, chance: ChanceStream,
        lastBlocks: (client: [UInt8], server: [UInt8]), recordsOfKey: UInt64 = 1 << 24
    ) {
        version = result.version
        self.isClient = isClient
        self.chance = chance
        self.recordsOfKey = recordsOfKey
        let client: TrafficKey
        let server: TrafficKey
        switch result.secrets {
        case .traffic(let ofClient, let ofServer):
            client = TrafficKey(secret: ofClient, result.suite)
            server = TrafficKey(secret: ofServer, result.suite)
        case .master(let master, let clientRandom, let serverRandom):
            (client, server) = TrafficKey.pair(
                master: master, clientRandom: clientRandom, serverRandom: serverRandom,
                result.version, result.suite, lastBlocks: lastBlocks)
        }
        // Before version 1.3 the Finished message was the first record under these keys.
        let first: UInt64 = result.version == .tls13 ? 0 : 1
        reading = RecordSeal(isClient ? server : client, number: first)
        writing = RecordSeal(isClient ? client : server, number: first)
    }

    /// Octets that each record adds.
    var overhead: Int { writing.overhead }

    /// Records with `octets` in them.
    mutating func write(_ octets: [UInt8]) -> [UInt8] {
        guard !isClosed else { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + (octets.count / RecordSeal.fragmentLimit + 1) * 64)
        var rest = octets[...]
        while !rest.isEmpty {
            if version == .tls13, writing.number >= recordsOfKey {
                result += keyUpdate(asksForOne: false)
            }
            result += seal(Array(rest.prefix(RecordSeal.fragmentLimit)), .applicationData)
            rest = rest.dropFirst(RecordSeal.fragmentLimit)
        }
        return result
    }

    /// The word that nothing more comes (RFC 8446 §6.1); nothing may be written after it.
    mutating func close() -> [UInt8] {
        guard !isClosed else { return [] }
        let record = seal(TLSAlert.closeNotify.octets, .alert)
        isClosed = true
        return record
    }

    /// An alert, sealed.
    mutating func tell(_ alert: TLSAlert) -> [UInt8] { seal(alert.octets, .alert) }

    private mutating func seal(_ contents: [UInt8], _ type: TLSContentType) -> [UInt8] {
        writing.seal(contents, type, chance: &chance)
    }

    /// Takes octets of the peer.
    mutating func read(_ octets: [UInt8], into events: inout [Event]) {
        guard !isPeerDone else { return }
        buffer += octets
        var start = 0
        while buffer.count - start >= RecordSeal.headerCount, !isPeerDone {
            let length = Int(buffer[start + 3]) << 8 | Int(buffer[start + 4])
            let limit =
                RecordSeal.fragmentLimit + (version == .tls13 ? 256 : RecordSeal.expansionLimit)
            guard let fault = fault(ofHeader: start, length, limit) else {
                let end = start + RecordSeal.headerCount + length
                guard end <= buffer.count else { break }
                take(buffer[start..<end], into: &events)
                start = end
                continue
            }
            fail(fault.failure, fault.alert, into: &events)
        }
        if isPeerDone {
            buffer = []
        } else if start > 0 {
            buffer.removeFirst(start)
        }
    }

    private func fault(
        ofHeader start: Int, _ length: Int, _ limit: Int
    ) -> (failure: TLSFailure, alert: TLSAlert)? {
        let type = TLSContentType(rawValue: buffer[start])
        // In version 1.3 every record looks like data; before, there is no other change of keys.
        guard let type, type != .changeCipherSpec, version != .tls13 || type == .applicationData,
            buffer[start + 1] == 3
        else { return (.unexpectedMessage, .unexpectedMessage) }
        return length > limit
            ? (.tooLong(limit: RecordSeal.fragmentLimit), .recordOverflow) : nil
    }

    private mutating func fail(
        _ failure: TLSFailure, _ alert: TLSAlert?, into events: inout [Event]
    ) {
        isPeerDone = true
        message = []
        events.append(.failed(failure, tell: alert))
    }

    private mutating func take(_ record: ArraySlice<UInt8>, into events: inout [Event]) {
        guard let (type, contents) = reading.open(record) else {
            fail(.badRecord, .badRecordMAC, into: &events)
            return
        }
        guard contents.count <= RecordSeal.fragmentLimit else {
            fail(.tooLong(limit: RecordSeal.fragmentLimit), .recordOverflow, into: &events)
            return
        }
        // A message may not be interrupted by anything else (RFC 8446 §5.1).
        let interrupts = !message.isEmpty && type != .handshake
        guard let type, type != .changeCipherSpec, !interrupts else {
            fail(.unexpectedMessage, .unexpectedMessage, into: &events)
            return
        }
        if type == .applicationData, !contents.isEmpty {
            idleRecords = 0
            events.append(.data(contents))
            return
        }
        idleRecords += 1
        // Only data may be empty (RFC 8446 §5.1).
        guard idleRecords <= Self.idleLimit, type == .applicationData || !contents.isEmpty else {
            fail(.unexpectedMessage, .unexpectedMessage, into: &events)
            return
        }
        switch type {
        case .applicationData, .changeCipherSpec: break
        case .alert: take(alert: contents, into: &events)
        case .handshake:
            message += contents
            takeMessages(into: &events)
        }
    }

    private mutating func take(alert: [UInt8], into events: inout [Event]) {
        guard alert.count == 2 else {
            fail(.unexpectedMessage, .decodeError, into: &events)
            return
        }
        let alert = TLSAlert(isFatal: alert[0] == 2, code: alert[1])
        switch alert.code {
        case TLSAlert.closeNotify.code:
            isPeerDone = true
            events.append(.closed)
        case TLSAlert.userCanceled.code, TLSAlert.noRenegotiation.code: break
        case _:
            // In version 1.3 every other alert ends the connection, whatever its level says
            // (RFC 8446 §6.2); before, a warning might be let pass.
            if version == .tls13 || alert.isFatal { fail(.alert(alert), nil, into: &events) }
        }
    }

    private mutating func takeMessages(into events: inout [Event]) {
        while message.count >= 4, !isPeerDone {
            let length = Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3])
            guard length <= Self.messageLimit else {
                fail(.tooLong(limit: Self.messageLimit), .decodeError, into: &events)
                return
            }
            guard message.count >= 4 + length else { return }
            let type = message[0]
            let body = Array(message[4..<4 + length])
            message.removeFirst(4 + length)
            take(message: type, body, into: &events)
        }
    }

    private mutating func take(
        message type: UInt8, _ body: [UInt8], into events: inout [Event]
    ) {
        switch (version, type) {
        case (.tls13, 4) where isClient:
            // A ticket for the next time: there is none, each handshake here is a whole one.
            break
        case (.tls13, 24) where (body == [0] || body == [1]) && message.isEmpty:
            // The key changes behind this record (RFC 8446 §4.6.3).
            reading.update()
            if body == [1], !isClosed { events.append(.send(keyUpdate(asksForOne: false))) }
        case (.tls12, 0) where isClient && body.isEmpty, (.tls11, 0) where isClient && body.isEmpty,
            (.tls10, 0) where isClient && body.isEmpty, (.tls12, 1) where !isClient,
            (.tls11, 1) where !isClient, (.tls10, 1) where !isClient:
            // A wish to shake hands anew (RFC 5246 §7.4.1.1): politely no.
            if !isClosed { events.append(.send(tell(.noRenegotiation))) }
        case _: fail(.unexpectedMessage, .unexpectedMessage, into: &events)
        }
    }

    /// A message that the next record is under the next key, and that key (RFC 8446 §4.6.3).
    mutating func keyUpdate(asksForOne: Bool) -> [UInt8] {
        let record = seal([24, 0, 0, 1, asksForOne ? 1 : 0], .handshake)
        writing.update()
        return record
    }
}
