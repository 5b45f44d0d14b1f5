import Session
import TLS
import Wiretap

extension Event.OverheardFacts {
    /// The kind of event: what was overheard, by a name that lab files use, too.
    package var kind: String { "overheard-" + what.kindName }

    /// What was overheard, in a sentence.
    package var note: Note {
        switch what {
        case .said(let text, let side): Note(side.key("tap.said"), ["text": text.oneLine])
        case .name(let name, _): Note("tap.name", ["name": name], source: "RFC 5321 §4.1.1.1")
        case .sender(let path): Note("tap.sender", ["path": path])
        case .recipient(let path): Note("tap.recipient", ["path": path])
        case .secret(let secret):
            switch secret.kind {
            case .password:
                Note(
                    "tap.password",
                    [
                        "login": secret.login, "password": secret.text,
                        "mechanism": secret.mechanism,
                    ])
            case .token:
                Note(
                    "tap.token",
                    ["login": secret.login, "token": secret.text, "mechanism": secret.mechanism],
                    source: "RFC 7628 §5")
            }
        case .challenge(let challenge):
            Note(
                "tap.challenge",
                ["login": challenge.login, "mechanism": challenge.mechanism], source: "")
        case .verdict(let login, let mechanism, let isAccepted):
            Note(
                isAccepted ? "tap.accepted" : "tap.refused",
                ["login": login, "mechanism": mechanism])
        case .letter(let letter):
            Note(
                letter.isWhole ? "tap.letter" : "tap.letter-part",
                [
                    "from": letter.from, "to": letter.to, "subject": letter.subject,
                    "text": letter.excerpt.joined(separator: " ⏎ "), "octets": "\(letter.octets)",
                ])
        case .upgrade: Note("tap.upgrade", source: "RFC 3207 §4")
        case .tls(let sighting): sighting.note
        case .garbled: Note("tap.garbled")
        case .question(let question): Note("tap.question", ["question": question])
        case .missed(let count, _): Note("tap.missed", ["count": "\(count)"])
        }
    }

    var jsonPairs: [(String, JSONText)] {
        [
            ("kind", .string(kind)), ("link", .string(tap)),
            ("conversation", .integer(conversation)), ("client", .string("\(client)")),
            ("server", .string("\(server)")), ("port", .integer(Int(server.port))),
        ] + what.jsonPairs
    }
}

extension Overheard {
    /// The last part of the event's kind.
    var kindName: String {
        switch self {
        case .said: "line"
        case .name: "name"
        case .sender: "sender"
        case .recipient: "recipient"
        case .secret(let secret): secret.kind.rawValue
        case .challenge: "challenge"
        case .verdict: "verdict"
        case .letter: "letter"
        case .upgrade: "upgrade"
        case .tls(let sighting):
            switch sighting.meaning {
            case .clientHello: "hello"
            case .certificates: "certificate"
            case .serverHello, .handshake, .alert, .changeCipherSpec, .sealed, .malformed,
                .notTLS:
                "tls"
            }
        case .garbled: "garbled"
        case .question: "question"
        case .missed: "missed"
        }
    }

    fileprivate var jsonPairs: [(String, JSONText)] {
        switch self {
        case .said(let text, let side):
            [("from", .string(side.word)), ("text", .string(text))]
        case .name(let name, _): [("name", .string(name))]
        case .sender(let path), .recipient(let path): [("address", .string(path))]
        case .secret(let secret):
            [
                ("login", .string(secret.login)), (secret.kind.rawValue, .string(secret.text)),
                ("mechanism", .string(secret.mechanism)), ("sent", .string(secret.asSent)),
            ]
        case .challenge(let challenge):
            [
                ("login", .string(challenge.login)), ("mechanism", .string(challenge.mechanism)),
                ("challenge", .string(challenge.challenge)),
                ("answer", .string(challenge.answer)),
            ]
        case .verdict(let login, let mechanism, let isAccepted):
            [
                ("login", .string(login)), ("mechanism", .string(mechanism)),
                ("accepted", .bool(isAccepted)),
            ]
        case .letter(let letter):
            [
                ("from", .string(letter.by.word)), ("part", .string(letter.part.rawValue)),
                ("sender", .string(letter.from)), ("to", .string(letter.to)),
                ("subject", .string(letter.subject)), ("text", .strings(letter.excerpt)),
                ("octets", .integer(letter.octets)), ("whole", .bool(letter.isWhole)),
            ]
        case .upgrade: []
        case .tls(let sighting):
            [
                ("from", .string(sighting.from.word)), ("octets", .integer(sighting.wireCount)),
                ("record", .string(sighting.label)), ("meaning", sighting.note.json),
            ]
        case .garbled(let side): [("from", .string(side.word))]
        case .question(let question): [("question", .string(question))]
        case .missed(let count, let side):
            [("octets", .integer(count)), ("from", .string(side.word))]
        }
    }
}

extension TLSSide {
    fileprivate var word: String { self == .client ? "client" : "server" }
    fileprivate func key(_ start: String) -> String { "\(start)-\(word)" }
}

extension String {
    /// Several lines on one.
    fileprivate var oneLine: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ⏎ ")
    }
}
