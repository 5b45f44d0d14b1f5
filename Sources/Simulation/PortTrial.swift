import Clockwork
import PostOffice
import Session
import Wiretap

/// A port as it is used: in the clear, upgraded, or with TLS from the first octet.
package struct PortForm: Hashable, Sendable, CustomStringConvertible {
    package let port: UInt16
    /// STARTTLS or STLS, and nothing without it.
    package let isUpgraded: Bool

    /// What the word for an upgraded port ends with.
    private static let suffix = "+starttls"

    /// Every form there is, for lists and completion.
    package static let all: [PortForm] =
        [25, 587, 110, 143].flatMap {
            [PortForm(port: $0, isUpgraded: false), PortForm(port: $0, isUpgraded: true)]
        } + [465, 995, 993].map { PortForm(port: $0, isUpgraded: false) }

    private init(port: UInt16, isUpgraded: Bool) {
        self.port = port
        self.isUpgraded = isUpgraded
    }

    /// Reads `143` or `143+starttls`; nil where no mail is spoken in this form.
    package init?(_ word: String) {
        guard let known = Self.all.first(where: { $0.description == word.lowercased() }) else {
            return nil
        }
        self = known
    }

    package var description: String { "\(port)" + (isUpgraded ? Self.suffix : "") }

    /// What is done on the port; only forms of the same task can be compared.
    package var task: Task {
        switch port {
        case 110, 995: .retrieve(.pop3)
        case 143, 993: .retrieve(.imap)
        default: .send
        }
    }

    package enum Task: Hashable, Sendable {
        case send
        case retrieve(RetrievalProtocol)
    }

    var security: TransportSecurity {
        if isUpgraded { return .starttls }
        return OverheardProtocol.isImplicitTLS(port) ? .implicit : .clear
    }
}

/// One task done over one port, with what it cost and what it gave away.
package struct PortTrial: Sendable {
    package let form: PortForm
    /// Why it came to nothing; nil when the message was moved.
    package let failure: Note?
    /// What the tap on the client's link heard.
    package let heard: [Event]
    /// Packets that went onto the client's link, both ways, and their octets.
    package let packets: Int
    package let octets: Int
    /// How often the client had to wait for an answer of the server.
    package let roundTrips: Int
    /// From the order until the program was done.
    package let time: Interval
    /// The part of it from the client's hello until both sides were secured.
    package let handshake: Interval?
    /// What the tap counted on the server's port.
    package let tally: PortTally
}
