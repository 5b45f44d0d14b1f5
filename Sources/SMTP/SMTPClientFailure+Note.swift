extension SMTPClientFailure {
    /// The key of the phrase that tells a person about it.
    package var key: String {
        switch self {
        case .transport: "smtp.failed-transport"
        case .connectionLost: "smtp.failed-connection-lost"
        case .timedOut: "smtp.failed-timed-out"
        case .greetingRefused: "smtp.failed-greeting"
        case .helloRefused: "smtp.failed-hello"
        case .serviceClosing: "smtp.failed-service-closing"
        case .startTLSNotOffered: "smtp.failed-starttls-not-offered"
        case .startTLSRefused: "smtp.failed-starttls-refused"
        case .noMechanism: "smtp.failed-no-mechanism"
        case .authenticationFailed: "smtp.failed-authentication"
        case .unusableCredentials: "smtp.failed-credentials"
        case .serverNotTrusted(let fault): fault.key
        case .protocolError: "smtp.failed-protocol"
        case .eightBitNotOffered: "smtp.failed-eight-bit"
        case .bareLineEnd: "smtp.failed-bare-line-end"
        case .noRecipients: "smtp.failed-no-recipients"
        case .unsendableAddress: "smtp.failed-address"
        }
    }

    /// The values of that phrase.
    package var values: KeyValuePairs<String, String> {
        switch self {
        case .transport(let failure, let stage):
            ["failure": "\(failure)", "stage": stage.rawValue]
        case .connectionLost(let stage), .timedOut(let stage): ["stage": stage.rawValue]
        case .greetingRefused(let reply), .helloRefused(let reply), .startTLSRefused(let reply),
            .authenticationFailed(let reply):
            ["reply": reply.description]
        case .serviceClosing(let reply, let stage):
            ["reply": reply.description, "stage": stage.rawValue]
        case .noMechanism(let offered): ["offered": offered.joined(separator: " ")]
        case .unusableCredentials(let fault): ["fault": "\(fault)"]
        case .protocolError(let fault, let stage):
            ["fault": fault.explanation, "stage": stage.rawValue]
        case .unsendableAddress(let text): ["address": text]
        case .startTLSNotOffered, .serverNotTrusted, .eightBitNotOffered, .bareLineEnd,
            .noRecipients:
            [:]
        }
    }

    /// Where it is written.
    package var source: String {
        switch self {
        case .transport, .connectionLost: "RFC 5321 §4.1.1.10"
        case .timedOut: "RFC 5321 §4.5.3.2"
        case .greetingRefused: "RFC 5321 §3.1"
        case .helloRefused: "RFC 5321 §4.1.4"
        case .serviceClosing: "RFC 5321 §3.8"
        case .startTLSNotOffered, .startTLSRefused: "RFC 3207 §4"
        case .noMechanism, .authenticationFailed: "RFC 4954 §4"
        case .unusableCredentials(let fault), .serverNotTrusted(let fault): fault.source
        case .protocolError: "RFC 5321 §4.2"
        case .eightBitNotOffered: "RFC 6152 §3"
        case .bareLineEnd: "RFC 5321 §2.3.8"
        case .noRecipients: "RFC 5321 §3.3"
        case .unsendableAddress: "RFC 5321 §4.1.2"
        }
    }
}

extension SMTPReplyFault {
    /// What is wrong, in English, as it stands in logs.
    package var explanation: String {
        switch self {
        case .notAReply(let text): "not a reply: \(text)"
        case .codeChanged(let old, let new): "code changed from \(old) to \(new) in one reply"
        case .tooManyLines(let limit): "more than \(limit) lines in one reply"
        case .bareLineEnd: "CR or LF alone in a reply"
        case .lineTooLong(let limit): "reply line longer than \(limit) octets"
        case .unasked(let reply): "reply that nobody asked for: \(reply)"
        case .outOfPlace(let reply): "reply out of place: \(reply)"
        }
    }
}
