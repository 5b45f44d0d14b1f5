import Clockwork
import Wire

/// What a learner does to the world; a world is its seed and its actions (`Replay`).
package enum Action: Hashable, Sendable {
    case send(SendOrder)
    case fetch(FetchOrder)
    /// Looks a name up; `server` stands in for the host's own resolver.
    case resolve(
        host: String, name: String, type: String, server: String? = nil, overTCP: Bool = false)
    /// Opens a connection to speak by hand; `target` is a host's name, a DNS name or an address.
    case connect(host: String, target: String, port: UInt16)
    /// Octets into the terminal's connection, as they are.
    case say(terminal: Int, octets: [UInt8])
    /// Ends the terminal's half of the connection (FIN).
    case disconnect(terminal: Int)
    /// Makes a link better or worse, or cuts it.
    case changeLink(LinkChange)
    /// Cuts a host's power: what is not on its disk is lost.
    case crash(host: String)
    case restart(host: String)
    /// Ping and traceroute.
    case probe(ProbeOrder)
    case setOP25B(host: String, isOn: Bool, verdict: BlockVerdict?)
    case setCleartextPasswords(host: String, isOn: Bool)
}

/// How a letter leaves the mail program.
package enum SendRoute: Hashable, Sendable {
    /// To a named server and port.
    case server(name: String, port: UInt16)
    /// To the MX of each recipient's domain, as a mail server or a spam bot would.
    case direct
}

/// A letter to be sent.
package struct SendOrder: Hashable, Sendable {
    /// The host whose mail program sends.
    package var host: String
    /// The address in the header's From.
    package var from: String
    /// The address in MAIL FROM; `""` is the null reverse-path; nil takes `from`.
    package var envelopeFrom: String?
    package var recipients: [String]
    package var subject: String
    package var body: String
    /// A finished letter in place of subject and body; sent octet for octet.
    package var letter: [UInt8]?
    /// Nil takes the submission server of the `from` account.
    package var route: SendRoute?

    package init(
        host: String, from: String, envelopeFrom: String? = nil, recipients: [String],
        subject: String = "", body: String = "", letter: [UInt8]? = nil, route: SendRoute? = nil
    ) {
        self.host = host
        self.from = from
        self.envelopeFrom = envelopeFrom
        self.recipients = recipients
        self.subject = subject
        self.body = body
        self.letter = letter
        self.route = route
    }
}

/// How mail is retrieved.
package enum RetrievalProtocol: String, Hashable, Sendable, CaseIterable {
    case pop3, imap
}

/// Mail to be fetched.
package struct FetchOrder: Hashable, Sendable {
    package var host: String
    /// The account, a whole address.
    package var login: String
    package var using: RetrievalProtocol
    /// Removes each message from the server once it is here.
    package var deletes: Bool

    package init(host: String, login: String, using: RetrievalProtocol, deletes: Bool) {
        self.host = host
        self.login = login
        self.using = using
        self.deletes = deletes
    }
}

/// What cannot be done, as a phrase with its values, and what to do instead.
package struct Trouble: Error, Hashable, Sendable {
    package let key: String
    package let values: [Value]

    package struct Value: Hashable, Sendable {
        package let name: String
        package let text: String
    }

    package init(_ key: String, _ values: KeyValuePairs<String, String> = [:]) {
        self.key = key
        self.values = values.map { Value(name: $0.key, text: $0.value) }
    }
}
