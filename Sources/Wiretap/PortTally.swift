import TLS

/// What has been overheard on one port of servers: the listener's haul.
package struct PortTally: Hashable, Sendable {
    static let nameLimit = 8

    package let port: UInt16
    package fileprivate(set) var connections = 0
    package fileprivate(set) var packets = 0
    /// Octets of the packets, headers included.
    package fileprivate(set) var octets = 0
    package fileprivate(set) var passwords = 0
    package fileprivate(set) var tokens = 0
    package fileprivate(set) var letters = 0
    /// Challenges with their answers.
    package fileprivate(set) var challenges = 0
    /// Records that hide what is in them.
    package fileprivate(set) var sealedRecords = 0
    /// The hosts that clients asked for in their hellos, each once.
    package fileprivate(set) var serverNames: [String] = []
    /// The names in certificates that were sent in the clear, each once.
    package fileprivate(set) var certificateNames: [String] = []

    package init(port: UInt16) { self.port = port }

    /// How many secrets were given away.
    package var leaks: Int { passwords + tokens + letters }

    mutating func beginConnection() { connections += 1 }

    mutating func count(packetOf size: Int) {
        packets += 1
        octets += size
    }

    mutating func count(_ what: Overheard) {
        switch what.leak {
        case .password: passwords += 1
        case .token: tokens += 1
        case .letter: letters += 1
        case nil: break
        }
        switch what {
        case .challenge: challenges += 1
        case .tls(let sighting): count(sighting.meaning)
        case .said, .name, .sender, .recipient, .secret, .verdict, .letter, .upgrade, .garbled,
            .question, .missed:
            break
        }
    }

    private mutating func count(_ meaning: TLSSighting.Meaning) {
        switch meaning {
        case .clientHello(let hello):
            if let name = hello.serverName { Self.add(name, to: &serverNames) }
        case .certificates(let list):
            for name in list.first?.names ?? [] { Self.add(name, to: &certificateNames) }
        case .sealed: sealedRecords += 1
        case .serverHello, .handshake, .alert, .changeCipherSpec, .malformed, .notTLS: break
        }
    }

    private static func add(_ name: String, to names: inout [String]) {
        guard !names.contains(name), names.count < nameLimit else { return }
        names.append(HeardText.safe(name, limit: 255))
    }
}
