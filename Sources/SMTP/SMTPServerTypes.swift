import Clockwork
import Mail
import SASL

/// How one listening server behaves.
package struct SMTPServerConfiguration: Hashable, Sendable {
    /// What the server is there for.
    package enum Service: Hashable, Sendable {
        /// Takes mail from other servers, on port 25; AUTH is possible, never required.
        case relay
        /// Takes mail from mail programs, on 587 and 465; MAIL requires AUTH (RFC 6409 §4.3).
        case submission
    }

    package var hostName: String
    package var service: Service
    /// The most octets of one letter (RFC 1870 §3).
    package var maximumSize = 26_214_400
    package var offersStartTLS = false
    /// Whether passwords are taken on a connection that is not encrypted.
    package var cleartextPasswords = false
    /// What AUTH knows; nothing at all switches AUTH off.
    package var sasl = SASLOffer()
    /// How long the answer to the first wrong password waits; each further one waits twice as
    /// long, and nobody is locked out.
    package var wrongPasswordDelay = Interval.seconds(1)
    /// RFC 5321 §4.5.3.1.8 wants 100 at least.
    package var maximumRecipients = 100
    /// After so many mistakes the server hangs up.
    package var maximumErrors = 20
    /// Said with 554 in place of the greeting to a client of whom no mail is taken at all
    /// (RFC 5321 §3.1); nil greets.
    package var refusal: String?
    /// RFC 5321 §4.5.3.2.7 wants five minutes at least.
    package var timeout = Interval.minutes(5)

    package init(hostName: String, service: Service = .relay) {
        self.hostName = hostName
        self.service = service
    }
}

/// A letter as it was taken over, with what a trace field needs to know (RFC 5321 §4.4).
package struct SMTPLetter: Hashable, Sendable {
    package var envelope: Envelope
    /// The letter itself: dots unstuffed, every line ended with CRLF, otherwise as it was sent.
    package var octets: [UInt8]
    /// The name that the client gave in EHLO or HELO: letters, digits and `-._:[]` only.
    package var client: String
    /// `SMTP`, `ESMTP`, `ESMTPS`, `ESMTPA` or `ESMTPSA` (RFC 4954 §7 names the last two).
    package var protocolName: String
    package var login: String?

    package init(
        envelope: Envelope, octets: [UInt8], client: String, protocolName: String,
        login: String? = nil
    ) {
        self.envelope = envelope
        self.octets = octets
        self.client = client
        self.protocolName = protocolName
        self.login = login
    }
}

/// What a server's session asks its host: protocol is the session's business, policy is not.
package enum SMTPQuestion: Hashable, Sendable {
    /// Is what the client claims so? Answered by `verdict`, or `refused` where it cannot be tried.
    case authenticate(SASLClaim, SASLMethod)
    /// May mail with this sender begin?
    case sender(ReversePath, login: String?)
    /// Is mail for this recipient taken?
    case recipient(ForwardPath, from: ReversePath, login: String?)
    /// Take the letter over.
    case store(SMTPLetter)
    /// What VRFY asks about; `SMTPReply.cannotVerify` is always a good answer.
    case verify(String)
}

/// What the host answers.
package enum SMTPAnswer: Hashable, Sendable {
    case verdict(SASLVerdict)
    /// Yes, to a sender or recipient.
    case accepted
    /// No, to a sender, a recipient, a letter, or an authentication that cannot be tried now.
    case refused(SMTPReply)
    case stored(queueID: String)
    case verified(SMTPReply)
}
