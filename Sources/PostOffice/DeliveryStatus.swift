import Clockwork
import Mail
import Session

/// The message that tells a sender that a letter could not be delivered (RFC 3464, RFC 6522).
package enum DeliveryStatus {
    /// A recipient that will not get the letter.
    struct Failure: Sendable {
        let recipient: String
        let statusCode: String
        /// The words of the other side, or of our own network.
        let diagnostic: String
        /// `smtp` when the words are a server's reply (RFC 3464 §2.3.6).
        let isReply: Bool
        let remoteHost: String?
    }

    /// What a bounce is made of.
    struct Report: Sendable {
        let hostName: String
        let queueID: String
        let originalSender: String
        let arrived: String
        let now: String
        let failures: [Failure]
        let original: [UInt8]
    }

    /// The bounce as octets: words for people, fields for programs, the header of the original.
    static func compose(_ report: Report) -> [UInt8] {
        let boundary = "=_\(report.queueID)/\(report.hostName)"
        var text = """
            From: Mail Delivery System <postmaster@\(report.hostName)>
            To: <\(report.originalSender)>
            Subject: Undelivered mail returned to sender
            Date: \(report.now)
            Message-ID: <\(report.queueID).bounce@\(report.hostName)>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            \tboundary="\(boundary)"

            --\(boundary)
            Content-Type: text/plain; charset=us-ascii

            This is the mail server at \(report.hostName).

            Your message could not be delivered to the recipients below, and it
            will not be tried again.


            """
        for failure in report.failures {
            text += "<\(failure.recipient)>: \(failure.statusCode)\n    \(failure.diagnostic)\n\n"
        }
        text += """
            --\(boundary)
            Content-Type: message/delivery-status

            Reporting-MTA: dns; \(report.hostName)
            Arrival-Date: \(report.arrived)


            """
        for failure in report.failures {
            text += "Final-Recipient: rfc822; \(failure.recipient)\n"
            text += "Action: failed\nStatus: \(failure.statusCode)\n"
            if let host = failure.remoteHost { text += "Remote-MTA: dns; \(host)\n" }
            let type = failure.isReply ? "smtp" : "x-maillab"
            text += "Diagnostic-Code: \(type); \(failure.diagnostic)\n\n"
        }
        text += "--\(boundary)\nContent-Type: text/rfc822-headers\n\n"
        // The original's header may hold octets that are not text; it goes in as it is.
        var octets = crlf(Trace.clean8(text))
        octets += Message(octets: report.original).header.octets
        octets += Array("\r\n--\(boundary)--\r\n".utf8)
        return octets
    }

    private static func crlf(_ text: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count + 64)
        for octet in text {
            if octet == 0x0A { octets.append(0x0D) }
            octets.append(octet)
        }
        return octets
    }
}

extension Trace {
    /// Text of ours with a peer's words in it: line ends and tabs stay, other controls do not.
    static func clean8(_ text: String) -> [UInt8] {
        text.utf8.map { octet in
            switch octet {
            case 0x0A, 0x09: octet
            case 0x00..<0x20, 0x7F...0xFF: UInt8(ascii: "?")
            default: octet
            }
        }
    }
}
