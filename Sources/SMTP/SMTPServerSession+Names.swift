extension SMTPServerSession {
    /// A short English name of the present state, for prompts, the journal and pictures.
    package var stateName: String { state.name }

    /// Whether a wrong password is being paid for with time.
    package var isPausing: Bool {
        if case .pausing = state { return true }
        return false
    }

    /// The verbs that would be taken now, in the order in which a learner meets them.
    ///
    /// While a question is open, what comes waits; so these are the verbs of the state before.
    package var validVerbs: [String] {
        let always = ["EHLO", "HELO", "RSET", "NOOP", "VRFY", "HELP", "QUIT"]
        switch state {
        case .unopened, .securing, .finished: return []
        case .authenticating, .readingBody: return []
        case .unidentified: return always
        case .refused: return ["QUIT"]
        case .identified(let peer), .judgingCredentials(let peer, _), .pausing(let peer, _),
            .judgingSender(let peer, _, _),
            .storing(let peer):
            var verbs = ["MAIL"]
            let mayUpgrade = configuration.offersStartTLS && security == nil && peer.login == nil
            if mayUpgrade { verbs.append("STARTTLS") }
            if peer.isExtended, peer.login == nil, offersAuthentication { verbs.append("AUTH") }
            return verbs + always
        case .senderGiven: return ["RCPT"] + always
        case .judgingRecipient(_, let envelope, _):
            return (envelope.recipients.isEmpty ? ["RCPT"] : ["RCPT", "DATA"]) + always
        case .addressed: return ["RCPT", "DATA"] + always
        case .verifying(let previous):
            var copy = self
            copy.state = previous
            return copy.validVerbs
        }
    }
}

extension SMTPServerSession.State {
    var name: String {
        switch self {
        case .unopened: "unopened"
        case .unidentified: "waiting for EHLO"
        case .refused: "refused"
        case .identified(let peer): peer.login == nil ? "ready" : "ready, authenticated"
        case .authenticating: "authenticating"
        case .judgingCredentials: "checking the password"
        case .pausing: "answering late"
        case .judgingSender: "checking the sender"
        case .senderGiven: "sender given"
        case .judgingRecipient: "checking a recipient"
        case .addressed: "recipient given"
        case .readingBody: "reading the message"
        case .storing: "storing the message"
        case .verifying: "checking a name"
        case .securing: "starting TLS"
        case .finished: "closed"
        }
    }
}
