import Mail
import SASL
import SMTP

/// A host that answers from a few fixed facts.
struct PaperHost {
    var configuration: SMTPServerConfiguration

    static let relay = PaperHost(
        configuration: {
            var configuration = SMTPServerConfiguration(hostName: "mx.lab.example")
            configuration.sasl.methods = []
            configuration.maximumSize = 1_000
            return configuration
        }())

    /// A provider of 2005: passwords in the clear.
    static let submission = PaperHost(
        configuration: {
            var configuration = SMTPServerConfiguration(
                hostName: "mail.lab.example", service: .submission)
            configuration.cleartextPasswords = true
            configuration.maximumSize = 1_000
            return configuration
        }())

    /// A provider of today: no password before TLS.
    static let modern = PaperHost(
        configuration: {
            var configuration = SMTPServerConfiguration(
                hostName: "mail.lab.example", service: .submission)
            configuration.offersStartTLS = true
            configuration.maximumSize = 1_000
            return configuration
        }())

    var session: SMTPServerSession { SMTPServerSession(configuration: configuration) }

    static func answer(_ question: SMTPQuestion) -> SMTPAnswer? {
        switch question {
        case .authenticate(let claim, _): return .verdict(claim.judged(saltOf: "salt"))
        case .sender(.address(let address), _) where address.domain == "spam.example":
            return .refused(SMTPReply(.mailboxUnavailable, .init(5, 7, 1), "Not from there"))
        case .sender: return .accepted
        case .recipient(.postmaster, _, _): return .accepted
        case .recipient(.address(let address), _, _):
            guard address.domain == "lab.example" else {
                return .refused(.relayingDenied(.address(address)))
            }
            switch address.localPart {
            case "bob", "carol", "x y": return .accepted
            case "busy":
                return .refused(SMTPReply(.mailboxBusy, .init(4, 2, 1), "Try again later"))
            default: return .refused(.noSuchMailbox(.address(address)))
            }
        case .store(let letter):
            if letter.octets.starts(with: "X-Virus".utf8) {
                return .refused(SMTPReply(.transactionFailed, .init(5, 7, 1), "Not that"))
            }
            return .stored(queueID: "Q1")
        case .verify: return .verified(.cannotVerify)
        }
    }
}

func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
