import Session

/// Which side of a connection octets come from.
package enum TLSSide: Hashable, Sendable, CaseIterable {
    case client
    case server

    var other: TLSSide { self == .client ? .server : .client }
}

/// One thing that a listener on the way makes out.
package struct TLSSighting: Hashable, Sendable {
    /// What a record, or a message in one, says to a listener.
    package enum Meaning: Hashable, Sendable {
        case clientHello(ClientHello)
        case serverHello(ServerHello)
        /// The server's certificates, in the clear before version 1.3.
        case certificates([Certificate])
        /// Another message of the handshake.
        case handshake(HandshakeMessage)
        case alert(TLSAlert)
        case changeCipherSpec
        /// Nothing but its size: what kind it claims to be, and the octets of its contents where
        /// the suite tells how many the seal takes.
        case sealed(TLSContentType, contentCount: Int?)
        /// A message that cannot be read.
        case malformed
        /// The stream is not, or no longer, TLS.
        case notTLS(beginning: String)
    }

    package let from: TLSSide
    /// Octets on the wire of the record that it is in, with the header.
    package let wireCount: Int
    package let meaning: Meaning
    /// What is inside a sealed record, for one who has the secrets.
    package var inside: Inside?

    package struct Inside: Hashable, Sendable {
        package let type: TLSContentType
        package let octets: [UInt8]
        /// The messages of the handshake that are whole with this record.
        package var messages: [HandshakeMessage] = []
    }

    /// The sighting in a sentence.
    package var note: Note {
        let side = from == .client ? "C" : "S"
        switch meaning {
        case .clientHello(let hello):
            return Note(
                "tls.seen-client-hello",
                [
                    "name": hello.serverName ?? "–",
                    "versions": hello.versions.map(TLSNames.version).joined(separator: ", "),
                    "suites": "\(hello.suites.count)",
                    "groups": hello.groups.map(TLSNames.group).joined(separator: ", "),
                ], source: "RFC 8446 §4.1.2")
        case .serverHello(let hello) where hello.isRetry:
            return Note(
                "tls.seen-retry", ["group": hello.group.map(TLSNames.group) ?? "–"],
                source: "RFC 8446 §4.1.4")
        case .serverHello(let hello):
            return Note(
                "tls.seen-server-hello",
                [
                    "version": TLSNames.version(hello.version),
                    "suite": TLSNames.suite(hello.suite),
                    "group": hello.group.map(TLSNames.group) ?? "–",
                ], source: "RFC 8446 §4.1.3")
        case .certificates(let list):
            return Note(
                "tls.seen-certificate",
                [
                    "names": list.first?.names.joined(separator: ", ") ?? "–",
                    "issuer": list.first?.issuer ?? "–", "count": "\(list.count)",
                ], source: "RFC 5246 §7.4.2")
        case .handshake(let message):
            return Note(
                "tls.seen-handshake", ["message": message.name, "count": "\(message.count)"],
                source: "RFC 8446 §4")
        case .alert(let alert):
            return Note("tls.seen-alert", ["alert": "\(alert)"], source: "RFC 8446 §6")
        case .changeCipherSpec:
            return Note("tls.seen-change-cipher-spec", ["side": side], source: "RFC 5246 §7.1")
        case .sealed(_, let contents):
            return Note(
                "tls.seen-sealed",
                [
                    "count": "\(wireCount)",
                    "contents": contents.map(String.init) ?? "?",
                ], source: "RFC 8446 §5.2")
        case .malformed: return Note("tls.seen-malformed", ["count": "\(wireCount)"])
        case .notTLS(let beginning):
            return Note("tls.seen-not-tls", ["beginning": beginning])
        }
    }
}

/// Names of the numbers in messages, also of those that we do not speak.
package enum TLSNames {
    package static func version(_ number: UInt16) -> String {
        if let version = TLSVersion(rawValue: number) { return version.description }
        if number == 0x0300 { return "SSL 3.0" }
        return number & 0x0F0F == 0x0A0A ? "GREASE" : hex(number)
    }

    package static func suite(_ number: UInt16) -> String {
        CipherSuite(rawValue: number)?.description ?? (number == 0xFF ? "SCSV" : hex(number))
    }

    package static func group(_ number: UInt16) -> String {
        TLSGroup(rawValue: number)?.description ?? hex(number)
    }

    /// The name of a message of the handshake (RFC 8446 §B.3, RFC 5246 §7.4).
    package static func message(_ type: UInt8) -> String {
        switch type {
        case 0: "HelloRequest"
        case 1: "ClientHello"
        case 2: "ServerHello"
        case 4: "NewSessionTicket"
        case 8: "EncryptedExtensions"
        case 11: "Certificate"
        case 12: "ServerKeyExchange"
        case 13: "CertificateRequest"
        case 14: "ServerHelloDone"
        case 15: "CertificateVerify"
        case 16: "ClientKeyExchange"
        case 20: "Finished"
        case 24: "KeyUpdate"
        case _: "message \(type)"
        }
    }

    static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
