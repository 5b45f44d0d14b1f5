import Clockwork
import Mail
import SASL
import Session

/// How a client goes about its business.
package struct SMTPClientConfiguration: Hashable, Sendable {
    /// What to do about encryption on a port that begins in the clear.
    package enum StartTLSPolicy: Hashable, Sendable {
        case never
        /// Opportunistic: whoever strips the offer gets everything in the clear.
        case ifOffered
        case required
    }

    /// What EHLO says: a domain or an address literal (RFC 5321 §4.1.1.1).
    package var helloName: String
    /// Who to be; nil does without AUTH.
    package var identity: SASLIdentity?
    package var startTLS = StartTLSPolicy.never
    /// Whether to use PIPELINING where it is offered (RFC 2920 §3.1).
    package var usesPipelining = true
    /// The most octets of a letter handed on at once; the rest waits for `.writable`.
    /// Nil sends a letter in one piece.
    package var firstPiece: Int?
    package var timeouts = SMTPClientTimeouts()

    package init(helloName: String, credentials: Credentials? = nil) {
        self.helloName = helloName
        identity = credentials.map { SASLIdentity(login: $0.login, password: $0.password) }
    }
}

/// How long a client waits for each reply (RFC 5321 §4.5.3.2).
package struct SMTPClientTimeouts: Hashable, Sendable {
    /// The greeting, §4.5.3.2.1.
    package var greeting = Interval.minutes(5)
    /// EHLO, AUTH, MAIL, RCPT, RSET and QUIT, §4.5.3.2.2 and §4.5.3.2.3.
    package var command = Interval.minutes(5)
    /// The 354, §4.5.3.2.4.
    package var dataStart = Interval.minutes(2)
    /// Room for the next piece of the letter, §4.5.3.2.5.
    package var dataBlock = Interval.minutes(3)
    /// The reply to the letter, §4.5.3.2.6.
    package var dataEnd = Interval.minutes(10)

    package init() {}
}

/// What the client wants to know from its host.
package enum SMTPClientQuestion: Hashable, Sendable {
    /// Asked when the session is ready for a transaction, and after each.
    case next(after: SMTPClientResult?)
}

/// What the host tells the client to do.
package enum SMTPClientAnswer: Hashable, Sendable {
    case transaction(Envelope, octets: [UInt8])
    case quit
}

/// What came of it.
package enum SMTPClientResult: Hashable, Sendable {
    /// The server gave its verdict, good or bad.
    case sent(SMTPTransactionOutcome)
    /// There is no verdict; nothing was handed over as far as can be known. The session closes
    /// by itself, whatever is answered.
    case failed(SMTPClientFailure)
}

/// Where in the conversation a client stands.
package enum SMTPClientStage: String, Hashable, Sendable, CaseIterable {
    case connecting, greeting
    case hello = "EHLO"
    case startTLS = "STARTTLS"
    case authentication = "AUTH"
    case ready
    case sender = "MAIL"
    case recipients = "RCPT"
    case dataStart = "DATA"
    case message
    case reset = "RSET"
    case quit = "QUIT"
    case closed
}

/// One recipient and what the server said to it.
package struct SMTPRecipientReply: Hashable, Sendable {
    package let path: ForwardPath
    package let reply: SMTPReply

    package init(path: ForwardPath, reply: SMTPReply) {
        self.path = path
        self.reply = reply
    }
}

/// The server's verdict on one transaction.
package struct SMTPTransactionOutcome: Hashable, Sendable {
    /// Every recipient in the order of the envelope. Where MAIL was refused, each has that reply.
    package let recipients: [SMTPRecipientReply]
    /// The reply that decided: to MAIL, to the last RCPT when all were refused, to DATA, or to
    /// the letter.
    package let final: SMTPReply
    /// What `final` is a reply to.
    package let stage: SMTPClientStage

    package init(recipients: [SMTPRecipientReply], final: SMTPReply, stage: SMTPClientStage) {
        self.recipients = recipients
        self.final = final
        self.stage = stage
    }

    /// Whether the server took over responsibility for somebody's copy (RFC 5321 §4.2.5).
    package var isAccepted: Bool { stage == .message && final.isPositive }

    /// The reply that decides about each recipient: its own refusal, or else the final one.
    package var verdicts: [SMTPRecipientReply] {
        recipients.map { $0.reply.isPositive ? .init(path: $0.path, reply: final) : $0 }
    }
}

/// Why there is no verdict.
package enum SMTPClientFailure: Error, Hashable, Sendable {
    /// The connection could not be had, or broke.
    case transport(TransportFailure, stage: SMTPClientStage)
    /// The server hung up without being asked (FIN).
    case connectionLost(stage: SMTPClientStage)
    case timedOut(stage: SMTPClientStage)
    case greetingRefused(SMTPReply)
    case helloRefused(SMTPReply)
    /// 421 at any time (RFC 5321 §3.8).
    case serviceClosing(SMTPReply, stage: SMTPClientStage)
    case startTLSNotOffered
    case startTLSRefused(SMTPReply)
    /// The server offers no mechanism that we know, or not the one that is wanted; it offers these.
    case noMechanism(offered: [String])
    case authenticationFailed(SMTPReply)
    /// Name or password cannot be sent at all.
    case unusableCredentials(SASLFault)
    /// The server's side of the exchange is wrong: it may be another server than it seems.
    case serverNotTrusted(SASLFault)
    case protocolError(SMTPReplyFault, stage: SMTPClientStage)
    /// The letter has octets above 127 and the server does not take them (RFC 6152 §3).
    case eightBitNotOffered
    /// The letter has CR or LF alone, which no client may send (RFC 5321 §2.3.8).
    case bareLineEnd
    /// The envelope has no recipient.
    case noRecipients
    /// An address that the grammar does not allow.
    case unsendableAddress(String)
}
