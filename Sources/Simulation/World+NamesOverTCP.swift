import Internet
import PostOffice
import Wire

// What the journal says of octets on a connection: messages of the DNS, or lines.
extension World {
    /// Octets that a connection has brought.
    ///
    /// TCP cuts messages as it likes, so the journal puts them together for itself: the event of
    /// the last piece tells what the message says.
    mutating func heard(
        _ octets: [UInt8], on socket: SocketID, of owner: SocketOwner?
    ) -> Event.What {
        if let owner, case .guest(let number) = owner.program {
            return guestOctets(number, octets, .heard, owner.facts.spoken)
        }
        if let records = overhear(octets, on: socket, .heard) { return records }
        guard let owner, Self.speaksDNS(owner.program) else {
            guard channels[socket] != nil else {
                return .lines(.heard, owner?.facts.spoken ?? .text, octets)
            }
            let sightings = channels[socket]?.value.see(octets, .heard) ?? []
            return .tls(.records(.heard, octets, sightings))
        }
        var framer = dnsFramers[socket] ?? DNSMessageFramer()
        framer.append(octets)
        var summaries: [String] = []
        while let message = framer.next() { summaries.append(Self.summary(message)) }
        dnsFramers[socket] = framer
        let summary =
            summaries.isEmpty
            ? "\(octets.count) octets of a message" : summaries.joined(separator: "; ")
        // Whoever has accepted the connection hears queries on it.
        return .dns(
            .heard(summary: summary + Self.overTCP, from: owner.remote, isQuery: owner.key > 0))
    }

    /// Octets that a program sends.
    func sent(
        _ octets: [UInt8], _ facts: FlowFacts?, of program: ProgramID, _ key: ConnectionKey,
        on index: Int
    ) -> Event.What {
        guard Self.speaksDNS(program) else {
            return .lines(.sent, facts?.spoken ?? .text, octets)
        }
        let socket = sockets[SocketName(machine: index, program: program, key: key)]
        let remote = socket.flatMap { owners[$0]?.remote } ?? Self.nowhere
        // A service writes whole messages, each behind its length.
        return .dns(
            .sent(
                summary: Self.summary(Array(octets.dropFirst(2))) + Self.overTCP, to: remote,
                isQuery: key < 0))
    }

    /// A datagram that a service sends.
    static func sent(_ octets: [UInt8], to: Endpoint) -> Event.DNSStage {
        .sent(
            summary: summary(octets), to: to,
            isQuery: !(DNSHeader(of: octets)?.isResponse ?? false))
    }

    private static let overTCP = " over TCP"

    private static func summary(_ message: [UInt8]) -> String {
        (try? DNSMessage(parsing: message))?.summary ?? "\(message.count) octets"
    }

    private static func speaksDNS(_ program: ProgramID) -> Bool {
        switch program {
        case .nameService, .stub: true
        case .mailServer, .task, .terminal, .probe, .attacker, .guest: false
        }
    }
}
