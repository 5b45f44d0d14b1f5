import Clockwork
import Internet
import PostOffice
import SASL
import Session
import Wire

/// What a learner does to the world; a world is its seed and its actions (`Replay`).
package enum Action: Hashable, Sendable, Codable {
    case send(SendOrder)
    case fetch(FetchOrder)
    /// Looks a name up; `server` stands in for the host's own resolver.
    case resolve(
        host: String, name: String, type: String, server: String? = nil, overTCP: Bool = false)
    /// Opens a connection to speak by hand; `target` is a host's name, a DNS name or an address.
    case connect(host: String, target: String, port: UInt16, security: HandSecurity? = nil)
    /// Encrypts the terminal's connection, after the server has agreed to it.
    case startTLS(terminal: Int, acceptsAnyCertificate: Bool)
    /// Octets into the terminal's connection, as they are.
    case say(terminal: Int, OctetText)
    /// Ends the terminal's half of the connection (FIN).
    case disconnect(terminal: Int)
    /// Makes a link better or worse, or cuts it.
    case changeLink(LinkChange)
    /// Puts an eavesdropper on the link between two hosts, and takes it away again.
    case placeTap(a: String, b: String)
    case removeTap(a: String, b: String)
    /// Cuts a host's power: what is not on its disk is lost.
    case crash(host: String)
    case restart(host: String)
    /// Ping and traceroute.
    case probe(ProbeOrder)
    case setOP25B(host: String, isOn: Bool, verdict: BlockVerdict?)
    /// How far OP25B has come.
    case setOP25BStage(host: String, stage: RolloutStage)
    /// IP25B as a packet filter at a border router.
    case setIP25B(host: String, isOn: Bool, verdict: BlockVerdict?)
    /// IP25B in a mail server: where it says no; nil takes everybody's mail again.
    case setClientRefusal(host: String, at: RefusalPoint?)
    case changeFirewall(host: String, FirewallChange)
    /// What `set` changes about a host.
    case set(host: String, HostSetting)
    /// Puts an attacker into a link.
    case placeAttacker(AttackOrder)
    case removeAttacker(host: String)
    /// Signs in at the provider's page: a new access token for an account.
    case signIn(login: String)
    /// What a program outside the world has done.
    case guest(GuestOrder)
    /// From now on keys and nonces of TLS come from chance that nobody knows: programs outside
    /// the world are asked to trust them.
    case drawSecret(Seed)
    /// Programs outside the world come to this host's services.
    case publish(host: String)
    /// Ends a host's services in order.
    case shutDown(host: String)
}

extension Action {
    /// Octets into the terminal's connection.
    package static func say(terminal: Int, octets: [UInt8]) -> Action {
        .say(terminal: terminal, OctetText(octets))
    }
}

/// A change of a host's firewall by hand, in the words in which it was typed.
package enum FirewallChange: Hashable, Sendable, Codable {
    /// A rule, before the one that now has this number; at the end when nil.
    case add(rule: String, at: Int?)
    /// A rule by its number or its name.
    case remove(rule: String)
    /// What `@name` stands for.
    case define(set: String, addresses: String)
    case forget(set: String)
    case setDefault(BlockVerdict?)
    case resetCounters
}

/// How a connection by hand comes to be encrypted.
package struct HandSecurity: Hashable, Sendable, Codable {
    package enum Way: String, Hashable, Sendable, Codable {
        /// With the first octet.
        case implicit
        /// The program says what the protocol has for it: STARTTLS or STLS.
        case upgrade
    }

    package var way: Way
    /// A certificate that does not pass is taken all the same.
    package var acceptsAnyCertificate: Bool

    package init(_ way: Way, acceptsAnyCertificate: Bool = false) {
        self.way = way
        self.acceptsAnyCertificate = acceptsAnyCertificate
    }
}

/// How a letter leaves the mail program.
package enum SendRoute: Hashable, Sendable, Codable {
    /// To a named server and port.
    case server(name: String, port: UInt16)
    /// To the MX of each recipient's domain, as a mail server or a spam bot would.
    case direct
}

/// A letter to be sent.
package struct SendOrder: Hashable, Sendable, Codable {
    /// What is done about encryption; Shell knows it by this name.
    package typealias Security = TransportSecurity
    /// How the program logs in; Shell knows it by this name.
    package typealias Way = SASLWay

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
    package var letter: [UInt8]? {
        get { letterText?.octets }
        set { letterText = newValue.map { OctetText($0) } }
    }
    private var letterText: OctetText?
    /// Nil takes the submission server of the `from` account.
    package var route: SendRoute?
    /// Nil does what the server of the account needs.
    package var security: TransportSecurity?
    /// How to log in, where there is an account.
    package var way = SASLWay.usual

    package init(
        host: String, from: String, envelopeFrom: String? = nil, recipients: [String],
        subject: String = "", body: String = "", letter: [UInt8]? = nil,
        route: SendRoute? = nil, security: TransportSecurity? = nil
    ) {
        self.security = security
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
package enum RetrievalProtocol: String, Hashable, Sendable, Codable, CaseIterable {
    case pop3, imap
}

/// Mail to be fetched.
package struct FetchOrder: Hashable, Sendable, Codable {
    package var host: String
    /// The account, a whole address.
    package var login: String
    package var using: RetrievalProtocol
    /// Removes each message from the server once it is here.
    package var deletes: Bool
    /// Nil does what the server of the account needs.
    package var security: TransportSecurity?
    package var way = SASLWay.usual

    package init(
        host: String, login: String, using: RetrievalProtocol, deletes: Bool,
        security: TransportSecurity? = nil
    ) {
        self.security = security
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
    /// Where in a typed text it is, when the trouble is with one.
    package let place: Place?

    package struct Value: Hashable, Sendable {
        package let name: String
        package let text: String
    }

    /// A column of a text, counted from 1 in characters.
    package struct Place: Hashable, Sendable {
        package let text: String
        package let column: Int
    }

    package init(_ key: String, _ values: KeyValuePairs<String, String> = [:]) {
        self.key = key
        self.values = values.map { Value(name: $0.key, text: $0.value) }
        place = nil
    }

    /// What is wrong with a rule or a list of addresses, with the place.
    init(_ error: RuleSyntaxError, in text: String) {
        key = error.note.key
        values = error.note.values.map { Value(name: $0.name, text: $0.text) }
        place = Place(text: text, column: error.column)
    }
}
