import Clockwork
import Internet
import PostOffice
import Session
import TLS
import Wire

// TLS between programs and the network. A program says `startTLS` or asks for a secure port, and
// goes on in plaintext; what is on the wire from there on is the channel's business.
extension World {
    /// A connection that somebody opened is to be encrypted from its first octet.
    mutating func beginSecurely(_ socket: SocketID, _ port: UInt16, _ wish: TLSWish) {
        let role = clientRole(wish, of: owners[socket])
        encrypt(
            socket,
            Channel(
                role, chance: chance(socket.raw, owners[socket]?.facts.connection ?? 0),
                isSecurePort: port))
    }

    /// A mail server got a connection; on a secure port TLS comes first.
    mutating func guardSecurePort(_ socket: SocketID, _ port: UInt16, on index: Int) {
        guard serverHasCertificate(index),
            let service = machines[index].mailHost?.configuration.service(onPort: port),
            service.securePort == port
        else { return }
        encrypt(
            socket,
            Channel(
                serverRole(identity(of: index), of: index, MailProtocol(port: port)),
                chance: chance(socket.raw, owners[socket]?.facts.connection ?? 0),
                isSecurePort: port))
    }

    /// Puts TLS between a program and its socket.
    mutating func encrypt(_ socket: SocketID, _ channel: Channel) {
        channels[socket] = Apart(channel)
        dropNagle(socket)
    }

    /// Has small segments sent at once.
    ///
    /// Mail programs and servers write whole answers, and behind the last message of a handshake
    /// the first line follows in a segment of its own: Nagle's rule would hold the second piece
    /// back until the peer's delayed ACK, so they turn it off (RFC 9293 §3.7.4).
    mutating func dropNagle(_ socket: SocketID) {
        network { $0.setNoDelay(true, on: socket, because: nil, into: &$1) }
    }

    /// A program wants its connection encrypted from here on.
    mutating func startTLS(
        _ socket: SocketID, _ wish: TLSWish?, because cause: Cause
    ) {
        guard let owner = owners[socket], channels[socket] == nil else { return }
        let role: TLSRole
        if let wish {
            role = clientRole(wish, of: owner)
        } else {
            role = serverRole(
                shownIdentity(owner.machine, on: socket), of: owner.machine, owner.facts.spoken)
        }
        encrypt(socket, Channel(role, chance: chance(socket.raw, owner.facts.connection)))
        drive(socket, .answered(.startTLS), because: cause)
    }

    /// Hands an input to the channel of a socket, and carries out what it wants.
    mutating func drive(
        _ socket: SocketID, _ input: SessionInput<Passage.Wish>, because cause: Cause?
    ) {
        guard channels[socket] != nil else { return }
        let now = now
        var outbox: [SessionOutput<Passage.Word>] = []
        channels[socket]?.value.session.handle(input, at: now, into: &outbox)
        if let deadline = channels[socket]?.value.session.nextDeadline {
            handshakeDeadlines.set(socket, at: deadline)
        } else {
            handshakeDeadlines.remove(socket)
        }
        actsUnderWay += 1
        for output in outbox { carryOut(output, socket, because: cause) }
        actsUnderWay -= 1
        tellDrains()
    }

    private mutating func carryOut(
        _ output: SessionOutput<Passage.Word>, _ socket: SocketID, because cause: Cause?
    ) {
        guard let owner = owners[socket] else { return }
        switch output {
        case .send(let octets):
            let sightings = channels[socket]?.value.see(octets, .sent) ?? []
            let id = note(.records(.sent, octets, sightings), of: owner, because: cause)
            network { $0.send(octets, on: socket, because: id, into: &$1) }
        case .ask(let word): tell(word, socket, owner, because: cause)
        case .close: network { $0.close(socket, because: cause, into: &$1) }
        case .abort: network { $0.abort(socket, because: cause, into: &$1) }
        // The journal tells of TLS in events of its own.
        case .note, .startTLS: break
        }
    }

    /// Writes a step of TLS into the journal.
    @discardableResult
    private mutating func note(
        _ stage: Event.TLSStage, of owner: SocketOwner, because cause: Cause?
    ) -> Cause {
        note(
            .tls(stage), on: owner.machine, connection: owner.facts.connection, because: cause,
            phase: owner.facts.phase)
    }

    /// What the session inside TLS has heard, for the program.
    private mutating func tell(
        _ word: Passage.Word, _ socket: SocketID, _ owner: SocketOwner, because cause: Cause?
    ) {
        func give(_ input: ProgramInput, _ cause: Cause?) {
            feed(owner.machine, owner.program, input, because: cause)
        }
        switch word {
        case .secured(let facts):
            let log = channels[socket]?.value.session.keyLog ?? KeyLog()
            let id = note(.secured(facts, log), of: owner, because: cause)
            if channels[socket]?.value.securePort == nil {
                give(.secured(owner.key, facts), id)
            } else {
                channels[socket]?.value.found = (facts, id)
            }
        case .opened:
            let found = channels[socket]?.value.found
            channels[socket]?.value.found = nil
            if owner.key > 0 {
                give(
                    .accepted(
                        owner.key, port: channels[socket]?.value.securePort ?? 0,
                        peer: owner.remote,
                        security: found?.facts), found?.event)
            } else {
                give(.opened(owner.key, security: found?.facts), found?.event)
            }
        case .received(let octets):
            let id = note(
                .lines(.heard, owner.facts.spoken, octets), on: owner.machine,
                connection: owner.facts.connection, because: cause, phase: owner.facts.phase,
                isSecured: true)
            give(.received(owner.key, octets), id)
        case .closedByPeer:
            let isWord = channels[socket]?.value.session.isEncrypted ?? false
            let id = isWord ? note(.closed, of: owner, because: cause) : cause
            give(.closedByPeer(owner.key), id)
        case .failed(let failure):
            let reason = channels[socket]?.value.session.failure?.note
            let id: Cause?
            switch (failure, reason) {
            case (.notSecured, let reason?): id = note(.failed(reason), of: owner, because: cause)
            case (.truncated, _): id = note(.truncated, of: owner, because: cause)
            case (_, _): id = cause
            }
            give(.failed(owner.key, failure, because: reason), id)
        }
    }

    // MARK: time

    /// Handshakes in which the peer has stopped are given up.
    mutating func endSlowHandshakes() {
        for due in handshakeDeadlines.due(by: now) {
            drive(due.key, .deadlinePassed, because: nil)
        }
    }
}
