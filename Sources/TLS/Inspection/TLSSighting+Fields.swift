import Ciphers
import Wire

extension TLSSighting {
    /// What it is, in a few words of the protocol.
    package var label: String {
        switch meaning {
        case .clientHello(let hello):
            "ClientHello" + (hello.serverName.map { " (\($0))" } ?? "")
        case .serverHello(let hello): hello.isRetry ? "HelloRetryRequest" : "ServerHello"
        case .certificates: "Certificate"
        case .handshake(let message): message.name
        case .alert(let alert): "Alert \(alert)"
        case .changeCipherSpec: "ChangeCipherSpec"
        case .sealed(.applicationData, let count):
            "application data, \(count ?? wireCount) octets"
        case .sealed(let type, let count): "sealed \(type), \(count ?? wireCount) octets"
        case .malformed: "malformed record"
        case .notTLS(let beginning): "no TLS: \(beginning)"
        }
    }

    /// Its fields by name, as far as they can be read without the secrets.
    package var fields: [(name: String, value: String)] {
        switch meaning {
        case .clientHello(let hello):
            [
                ("server name (SNI)", hello.serverName ?? "–"),
                ("versions", hello.versions.map(TLSNames.version).joined(separator: ", ")),
                ("cipher suites", hello.suites.map(TLSNames.suite).joined(separator: ", ")),
                ("groups", hello.groups.map(TLSNames.group).joined(separator: ", ")),
                ("key shares", hello.keyShares.map(TLSNames.group).joined(separator: ", ")),
                ("extensions", hello.extensions.map(String.init).joined(separator: ", ")),
                ("random", HexText.lower(hello.random)),
            ]
        case .serverHello(let hello):
            [
                ("version", TLSNames.version(hello.version)),
                ("cipher suite", TLSNames.suite(hello.suite)),
                ("group", hello.group.map(TLSNames.group) ?? "–"),
                ("random", HexText.lower(hello.random)),
            ]
        case .certificates(let list):
            HandshakeMessage.fields(of: list)
        case .handshake(let message): [("body", "\(message.count) octets")] + message.fields
        case .sealed(_, let count): [("sealed contents", count.map { "\($0) octets" } ?? "?")]
        case .alert, .changeCipherSpec, .malformed, .notTLS: []
        }
    }
}

extension TLSSighting.Inside {
    /// The contents in a few words: the names of messages, or the text.
    package var summary: String {
        switch type {
        case .handshake:
            return messages.isEmpty
                ? "a piece of a message" : messages.map(\.name).joined(separator: ", ")
        case .alert:
            return octets.count == 2
                ? "Alert \(TLSAlert(isFatal: octets[0] == 2, code: octets[1]))" : "Alert"
        case .applicationData:
            return DistinguishedName.printable(octets.prefix(400).prefix { $0 != 0x0D })
        case .changeCipherSpec: return "ChangeCipherSpec"
        }
    }
}
