import Clockwork
import SASL
import Session

extension SMTPServerSession {
    /// The login of the client, where it has proved one.
    var login: String? {
        switch state {
        case .identified(let peer), .authenticating(let peer, _),
            .judgingCredentials(let peer, _), .pausing(let peer, _), .judgingSender(let peer, _, _),
            .senderGiven(let peer, _, _),
            .judgingRecipient(let peer, _, _), .addressed(let peer, _),
            .readingBody(let peer, _), .storing(let peer):
            peer.login
        case .unopened, .unidentified, .refused, .verifying, .securing, .finished:
            nil
        }
    }

    /// Whether AUTH can be used now: never a password in the clear where that is not wanted.
    var offersAuthentication: Bool {
        !offeredMethods.isEmpty && (configuration.cleartextPasswords || security != nil)
    }

    /// What can be used on the connection as it is.
    var offeredMethods: [SASLMethod] { sasl.methods(on: bindings) }

    private var bindings: [SASLBinding]? { security?.saslBindings }

    /// Whether the client may ask for anything yet (RFC 6409 §4.3).
    var mayAsk: Bool {
        switch configuration.service {
        case .relay: true
        case .submission: login != nil
        }
    }

    /// 530, which RFC 4954 §6 gives to whatever needs authentication.
    mutating func requireAuthentication(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        note("smtp.authentication-required", source: "RFC 6409 §4.3", into: &outbox)
        let text =
            offersAuthentication || !configuration.offersStartTLS
            ? "Authentication required" : "Must issue a STARTTLS command first"
        complain(SMTPReply(.authenticationRequired, .init(5, 7, 0), text), into: &outbox)
    }

    /// AUTH where the server knows no mechanism at all.
    mutating func refuseAuthentication(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        complain(
            SMTPReply(.notImplemented, .init(5, 5, 1), "AUTH is not offered here"), into: &outbox)
    }

    /// AUTH, where it may come (RFC 4954 §4).
    mutating func authenticate(
        _ peer: Peer, _ name: String, _ response: [UInt8]?, at now: Instant,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard !sasl.methods.isEmpty else {
            refuseAuthentication(into: &outbox)
            return
        }
        guard peer.isExtended else {
            note(
                "smtp.bad-sequence", ["verb": "AUTH", "needed": "send EHLO first"],
                source: "RFC 4954 §3", into: &outbox)
            complain(
                SMTPReply(.badSequence, .init(5, 5, 1), "AUTH not now: send EHLO first"),
                into: &outbox)
            return
        }
        guard peer.login == nil else {
            note("smtp.already-authenticated", source: "RFC 4954 §4", into: &outbox)
            complain(
                SMTPReply(.badSequence, .init(5, 5, 1), "Already authenticated"), into: &outbox)
            return
        }
        guard let method = SASLMethod(named: name), sasl.methods.contains(method) else {
            note("smtp.unknown-mechanism", ["name": name], source: "RFC 4954 §4", into: &outbox)
            complain(
                SMTPReply(
                    .parameterNotImplemented, .init(5, 5, 4), "Mechanism not offered: \(name)"),
                into: &outbox)
            return
        }
        guard offersAuthentication, offeredMethods.contains(method) else {
            note("smtp.encryption-required", source: "RFC 4954 §6", into: &outbox)
            complain(
                SMTPReply(
                    .encryptionRequired, .init(5, 7, 11), "Encryption is needed before AUTH"),
                into: &outbox)
            return
        }
        var exchange = sasl.begin(
            method, stamp: now.nanoseconds / 1_000_000_000, on: bindings)
        step(peer, at: now, into: &outbox) { () throws(SASLFault) in
            // "=" stands for a response of no length (RFC 4954 §4).
            let octets = response == [UInt8(ascii: "=")] ? [] : response
            let decoded: [UInt8]? =
                if let octets { try SASLBase64.decode(octets[...]) } else { nil }
            return (try exchange.start(initialResponse: decoded), exchange)
        }
    }

    /// A line while AUTH is under way.
    mutating func takeResponse(
        _ line: [UInt8], _ peer: Peer, _ exchange: SASLServer, at now: Instant,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard line != [UInt8(ascii: "*")] else {
            note("smtp.authentication-cancelled", source: "RFC 4954 §4", into: &outbox)
            move(to: .identified(peer), into: &outbox)
            complain(
                SMTPReply(.badArguments, .init(5, 7, 0), "Authentication cancelled"),
                into: &outbox)
            return
        }
        var exchange = exchange
        step(peer, at: now, into: &outbox) { () throws(SASLFault) in
            (try exchange.respond(try SASLBase64.decode(line[...])), exchange)
        }
    }

    /// Takes what the host says to a claim.
    mutating func judged(
        _ verdict: SASLVerdict, _ peer: Peer, _ exchange: SASLServer, at now: Instant,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        var exchange = exchange
        step(peer, at: now, into: &outbox) { () throws(SASLFault) in
            (try exchange.answer(verdict), exchange)
        }
    }

    private mutating func step(
        _ peer: Peer, at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>],
        _ advance: () throws(SASLFault) -> (SASLOutcome, SASLServer)
    ) {
        do {
            let (outcome, exchange) = try advance()
            switch outcome {
            case .challenge(let octets):
                move(to: .authenticating(peer, exchange), into: &outbox)
                let text = String(decoding: SASLBase64.encode(octets), as: UTF8.self)
                reply(SMTPReply(.challenge, nil, text), into: &outbox)
            case .ask(let claim):
                noteSecret(claim, into: &outbox)
                move(to: .judgingCredentials(peer, exchange), into: &outbox)
                outbox.append(.ask(.authenticate(claim, exchange.method)))
            case .succeeded(let login, _): authenticated(peer, login, into: &outbox)
            case .refused: pause(peer, at: now, into: &outbox)
            }
        } catch {
            note(error.key, source: error.source, into: &outbox)
            guard !error.isRefusal else {
                pause(peer, at: now, into: &outbox)
                return
            }
            move(to: .identified(peer), into: &outbox)
            let complaint =
                error == .noInitialResponse
                ? SMTPReply(
                    .badArguments, .init(5, 7, 0), "The server speaks first in this mechanism")
                : SMTPReply(.badArguments, .init(5, 5, 2), "Cannot read that response")
            complain(complaint, into: &outbox)
        }
    }

    private func noteSecret(
        _ claim: SASLClaim, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard security == nil, case .password(let credentials) = claim else { return }
        note(
            "smtp.password-in-clear", ["login": credentials.login], source: "RFC 4954 §9",
            into: &outbox)
    }

    static let wrongPassword = SMTPReply(
        .credentialsInvalid, .init(5, 7, 8), "Authentication failed")

    /// Answers a wrong password late, and each time later: 1, 2, 4 and at most 8 seconds.
    private mutating func pause(
        _ peer: Peer, at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        let pause = configuration.wrongPasswordDelay * (1 << min(wrongPasswords, 3))
        wrongPasswords += 1
        guard pause > .zero else {
            move(to: .identified(peer), into: &outbox)
            complain(Self.wrongPassword, into: &outbox)
            return
        }
        note(
            "smtp.wrong-password", ["seconds": "\(pause.wholeSeconds)"], source: "RFC 4954 §9",
            into: &outbox)
        move(to: .pausing(peer, until: now + pause), into: &outbox)
    }

    /// The password was right.
    mutating func authenticated(
        _ peer: Peer, _ login: String, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        var peer = peer
        peer.login = login
        note("smtp.authenticated", ["login": login], source: "RFC 4954 §4", into: &outbox)
        move(to: .identified(peer), into: &outbox)
        reply(
            SMTPReply(.authenticated, .init(2, 7, 0), "Authentication succeeded"), into: &outbox)
    }

    /// The password cannot be looked at now.
    mutating func authenticationFailed(
        _ peer: Peer, _ refusal: SMTPReply, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        note(
            "smtp.authentication-failed", ["reply": refusal.description], source: "RFC 4954 §6",
            into: &outbox)
        move(to: .identified(peer), into: &outbox)
        complain(refusal, into: &outbox)
    }

    /// STARTTLS where it is not offered, or was used already.
    mutating func refuseStartTLS(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        guard security == nil else {
            complain(
                SMTPReply(.badSequence, .init(5, 5, 1), "TLS is already in use"), into: &outbox)
            return
        }
        complain(
            SMTPReply(.notImplemented, .init(5, 5, 1), "STARTTLS is not offered here"),
            into: &outbox)
    }

    /// STARTTLS, where it may come (RFC 3207 §4).
    mutating func startTLS(_ peer: Peer, into outbox: inout [SessionOutput<SMTPQuestion>]) {
        guard configuration.offersStartTLS, security == nil else {
            refuseStartTLS(into: &outbox)
            return
        }
        guard peer.login == nil else {
            complain(
                SMTPReply(.badSequence, .init(5, 5, 1), "STARTTLS not now: AUTH is done already"),
                into: &outbox)
            return
        }
        note("smtp.starttls", source: "RFC 3207 §4", into: &outbox)
        reply(SMTPReply(.ready, .init(2, 0, 0), "Ready to start TLS"), into: &outbox)
        if framer.pendingCount > 0 {
            note(
                "smtp.starttls-discarded", ["count": "\(framer.pendingCount)"],
                source: "RFC 3207 §4.2", into: &outbox)
        }
        framer.discardAll()
        outbox.append(.startTLS)
        move(to: .securing, into: &outbox)
    }
}
