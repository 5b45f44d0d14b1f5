import DNS
import Mail
import SMTP
import Session
import Wire

extension SMTPReply {
    /// The reply as one line of text: code, enhanced code and words.
    package var oneLine: String {
        let words = lines.joined(separator: " ")
        return "\(code) " + (enhanced.map { "\($0) " } ?? "") + words
    }
}

extension Courier {
    /// What a reply of the server means for a recipient.
    static func verdict(of reply: SMTPReply, host: String) -> RecipientOutcome.Verdict {
        let text = reply.oneLine
        let code = reply.enhanced.map { "\($0)" } ?? (reply.isTransient ? "4.0.0" : "5.0.0")
        let note = Note(
            "courier.refused-by", ["host": host, "reply": text], source: "RFC 5321 §4.2.1")
        if reply.isPositive { return .accepted(host: host, reply: text) }
        return reply.isTransient
            ? .temporary(note, statusCode: code) : .permanent(note, statusCode: code)
    }
}

/// Why an attempt failed, whether for good, and the status code for it (RFC 3463).
package struct AttemptFailure: Hashable, Sendable {
    package var note: Note
    package var code: String
    package var isPermanent: Bool
}

extension SMTPClientFailure {
    /// What the failure means for the message: try again later, or never.
    func judged(host: String, port: UInt16) -> AttemptFailure {
        switch self {
        case .transport(let failure, _):
            return AttemptFailure(
                note: failure.note(host: host, port: port), code: failure.statusCode,
                isPermanent: false)
        case .connectionLost(let stage):
            return later("courier.connection-lost", host, stage.rawValue, "4.4.2")
        case .timedOut(let stage):
            return later("courier.timed-out", host, stage.rawValue, "4.4.2")
        case .greetingRefused(let reply), .helloRefused(let reply), .startTLSRefused(let reply),
            .serviceClosing(let reply, _), .authenticationFailed(let reply):
            return AttemptFailure(
                note: Note(
                    "courier.refused-by", ["host": host, "reply": reply.oneLine],
                    source: "RFC 5321 §4.2.1"),
                code: reply.enhanced.map { "\($0)" } ?? (reply.isPermanent ? "5.0.0" : "4.0.0"),
                isPermanent: reply.isPermanent)
        case .startTLSNotOffered:
            return never("courier.starttls-not-offered", host, "", "5.7.10", "RFC 3207 §4.1")
        case .noMechanism(let offered):
            return never(
                "courier.no-mechanism", host,
                offered.isEmpty ? "-" : offered.joined(separator: " "), "5.7.8", "RFC 4954 §4"
            )
        case .unusableCredentials:
            return never("courier.unusable-credentials", host, "", "5.7.8", "RFC 4616 §2")
        case .serverNotTrusted(let fault):
            return never(fault.key, host, "", "5.7.8", fault.source)
        case .protocolError(_, let stage):
            return later("courier.protocol-error", host, stage.rawValue, "4.5.0")
        case .eightBitNotOffered:
            return never("courier.eight-bit-not-offered", host, "", "5.6.3", "RFC 6152 §3")
        case .bareLineEnd:
            return never("courier.bare-line-end", host, "", "5.6.11", "RFC 5321 §2.3.8")
        case .noRecipients:
            return never("courier.no-recipients", host, "", "5.1.0", "RFC 5321 §3.3")
        case .unsendableAddress(let address):
            return never("courier.unsendable-address", host, address, "5.1.3", "RFC 5321 §4.1.2")
        }
    }

    /// Whether only the encryption came to nothing.
    var isAboutTLS: Bool {
        switch self {
        case .transport(.notSecured, _), .startTLSRefused: true
        case .transport, .connectionLost, .timedOut, .greetingRefused, .helloRefused,
            .serviceClosing, .startTLSNotOffered, .noMechanism, .authenticationFailed,
            .unusableCredentials, .serverNotTrusted, .protocolError, .eightBitNotOffered,
            .bareLineEnd,
            .noRecipients, .unsendableAddress:
            false
        }
    }

    private func later(
        _ key: String, _ host: String, _ stage: String, _ code: String
    ) -> AttemptFailure {
        AttemptFailure(
            note: Note(key, ["host": host, "stage": stage], source: "RFC 5321 §4.5.4.1"),
            code: code, isPermanent: false)
    }

    private func never(
        _ key: String, _ host: String, _ detail: String, _ code: String, _ source: String
    ) -> AttemptFailure {
        AttemptFailure(
            note: Note(key, ["host": host, "detail": detail], source: source), code: code,
            isPermanent: true)
    }
}
