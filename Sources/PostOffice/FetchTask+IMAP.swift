import IMAP
import Mail
import Session

/// How far fetching by IMAP has come.
struct IMAPFetchPlan: Sendable {
    /// Messages are asked for in groups, so that no answer grows without bounds.
    static let groupSize = 20

    var exists: UInt32 = 0
    var fetched: UInt32 = 0
    var isMarking = false
    var isExpunging = false
}

extension FetchTask {
    /// SELECT, FETCH in groups, and where asked STORE and EXPUNGE; then LOGOUT.
    ///
    /// The originals stay on the server unless they are expunged (RFC 3501 §6.4.3).
    mutating func answer(_ question: IMAPClientQuestion) -> IMAPClientAnswer {
        switch question {
        case .next(after: nil): return .select("INBOX")
        case .next(after: .selected(let mailbox)):
            imapPlan.exists = mailbox.exists
            return nextGroup()
        case .next(after: .fetched(let messages)):
            if imapPlan.isMarking { return expunge() }
            for message in messages {
                guard let letter = message.letter else { continue }
                letters.append(.init(uid: message.uid, octets: letter))
            }
            return nextGroup()
        case .next(after: .done), .next(after: .expunged):
            return imapPlan.isMarking && !imapPlan.isExpunging ? expunge() : .logout
        case .next(after: .refused(let status)):
            failure = Note(
                "fetch.refused",
                ["host": serverName, "reply": "\(status.kind.rawValue) \(status.text)"])
            return .logout
        case .next(after: .failed(let reason)):
            if failure == nil { failure = reason.note(host: serverName) }
            return .logout
        case .next(after: .listed), .next(after: .status), .next(after: .found),
            .next(after: .appended):
            return .logout
        }
    }

    private mutating func nextGroup() -> IMAPClientAnswer {
        guard imapPlan.fetched < imapPlan.exists else {
            guard deletes, imapPlan.exists > 0 else { return .logout }
            imapPlan.isMarking = true
            let uids = letters.compactMap(\.uid)
            guard !uids.isEmpty else { return .logout }
            return .store(
                SequenceSet(uids), StoreAction(.add, [.deleted], isSilent: true), byUID: true)
        }
        let first = imapPlan.fetched + 1
        let last = min(imapPlan.exists, imapPlan.fetched + UInt32(IMAPFetchPlan.groupSize))
        imapPlan.fetched = last
        return .fetch(
            SequenceSet(Array(first...last)),
            [.uid, .flags, .section(BodySection(), isPeek: false, partial: nil)], byUID: false)
    }

    private mutating func expunge() -> IMAPClientAnswer {
        imapPlan.isExpunging = true
        return .expunge
    }
}

extension IMAPClientFailure {
    /// Why fetching came to nothing.
    fileprivate func note(host: String) -> Note {
        switch self {
        case .loginRefused(let status):
            Note(
                "fetch.login-refused",
                ["host": host, "reply": "\(status.kind.rawValue) \(status.text)"],
                source: "RFC 3501 §6.2.3")
        case .loginDisabled:
            Note("fetch.login-disabled", ["host": host], source: "RFC 3501 §6.2.3")
        case .transport(let failure): failure.note(host: host, port: MailService.imap.port)
        case .greetingRefused(let text), .farewell(let text):
            Note("fetch.refused", ["host": host, "reply": text])
        case .startTLSNotOffered:
            Note("fetch.tls-not-offered", ["host": host], source: "RFC 2595 §2.2")
        case .startTLSRefused(let text):
            Note("fetch.refused", ["host": host, "reply": text])
        case .noMechanism(let offered):
            Note.noMechanism(offered, host: host, source: "RFC 3501 §6.2.2")
        case .exchangeFailed(let fault): Note(fault.key, source: fault.source)
        case .protocolError, .tooLarge, .timedOut,
            .connectionLost:
            Note("fetch.broken-off", ["host": host])
        }
    }
}
