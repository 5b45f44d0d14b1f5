import Attack
import Clockwork
import Internet
import PostOffice
import Session
import TLS
import Wire

// What an attacker makes of the conversations that go through its hands.
extension World {
    // MARK: records that it passes on

    /// What an attacker makes out of octets that it reads: records of TLS, once that has begun
    /// between the two others; nil for everything else.
    mutating func overhear(
        _ octets: [UInt8], on socket: SocketID, _ direction: Event.LineDirection
    ) -> Event.What? {
        guard let owner = owners[socket], owner.program == .attacker, channels[socket] == nil
        else { return nil }
        // A handshake begins with its content type and a version 3 (RFC 8446 §5.1).
        if overheard[socket] == nil {
            guard octets.count > 2, octets[0] == 22, octets[1] == 3 else { return nil }
            overheard[socket] = TLSInspector()
        }
        let isFromClient = (owner.key > 0) == (direction == .heard)
        let sightings = overheard[socket]?.take(octets, from: isFromClient ? .client : .server)
        return .tls(.records(direction, octets, sightings ?? []))
    }

    mutating func overhear(
        _ octets: [UInt8], from program: ProgramID, _ key: ConnectionKey, on index: Int
    ) -> Event.What? {
        guard program == .attacker, let socket = socket(key, on: index) else { return nil }
        return overhear(octets, on: socket, .sent)
    }

    // MARK: what it can read

    /// Reads what a client says to an attacker that has it in the clear, or behind its own TLS.
    mutating func attackerHears(_ input: ProgramInput, on index: Int, because cause: Cause?) {
        switch input {
        case .received(let key, let octets): readAlong(octets, .client, key, on: index, cause)
        // What follows is another conversation, inside TLS that ends at the attacker.
        case .secured(let key, _), .failed(let key, _, _):
            readAlong([], .client, key, on: index, isOver: true, cause)
        case .accepted, .opened, .closedByPeer, .drained, .resolved, .deadlinePassed: break
        }
    }

    /// Reads what the client is given for an answer.
    mutating func attackerSays(_ act: AttackAct, on index: Int, because cause: Cause?) {
        switch act {
        case .send(let key, let octets): readAlong(octets, .server, key, on: index, cause)
        case .close(let key), .abort(let key):
            readAlong([], .server, key, on: index, isOver: true, cause)
        case .connect, .startTLS, .deed: break
        }
    }

    private mutating func readAlong(
        _ octets: [UInt8], _ side: TLSSide, _ key: ConnectionKey, on index: Int,
        isOver: Bool = false, _ cause: Cause?
    ) {
        // One of its two connections is enough: the client's, which is the one it spoils.
        guard key > 0, let kind = machines[index].attack?.plan.kind,
            let socket = socket(key, on: index), let owner = owners[socket],
            let server = network.localEndpoint(of: socket)
        else { return }
        switch kind {
        case .strip, .swap, .preauth: break
        // It passes TLS on, and reads no more of it than a tap does.
        case .inject: return
        }
        readAlong(
            octets, from: side, client: owner.remote, server: server,
            at: machines[index].plan.name, connection: owner.facts.connection, isOver: isOver,
            because: cause)
    }
}
