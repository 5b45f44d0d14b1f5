import Simulation

/// A chain of causes told short: packets on their way are left out.
enum WhyStory {
    /// The first, the last, and everything that is more than a packet moving or a state changing.
    static func shortened(_ chain: [Event]) -> [Event] {
        chain.enumerated().filter { index, event in
            index == 0 || index == chain.count - 1 || !isMechanics(event)
        }.map(\.element)
    }

    private static func isMechanics(_ event: Event) -> Bool {
        switch event.what {
        case .packet(let stage, _): stage != .dropped
        case .tcpState: true
        case .tls(.records): true
        case .action, .firewall, .connection, .dns, .lines, .tls, .note, .mail, .answer,
            .overheard, .attack:
            false
        }
    }

    /// How many events of the chain lie between two of them.
    static func skipped(between later: UInt64, and earlier: UInt64, in chain: [Event]) -> Int {
        chain.filter { $0.number < later && $0.number > earlier }.count
    }

    static func isFailure(_ event: Event) -> Bool {
        switch event.what {
        case .connection(.failed), .mail(.bounced), .mail(.deferred), .mail(.loginFailed),
            .packet(.dropped, _), .tls(.failed), .tls(.truncated), .attack:
            true
        case .answer(.probed(let summary)): !summary.reached
        case .dns(.answered(_, _, let succeeded, _)): !succeeded
        case .firewall(let facts): facts.verdict != "accept"
        case .answer(.sendFinished(_, _, let refused)): !refused.isEmpty
        case .answer(.fetchFinished(_, _, let failure)): failure != nil
        case .action, .packet, .tcpState, .connection, .dns, .lines, .tls, .note, .mail, .answer,
            .overheard:
            false
        }
    }
}

/// Both directions of a connection, as its client saw them.
package struct Transcript: Sendable {
    /// One line of it.
    package struct Line: Hashable, Sendable {
        package let isClient: Bool
        package let text: String
    }

    package private(set) var lines: [Line] = []
    /// The host that opened the connection.
    package let client: String?
    /// The address of the other end.
    package let server: String?
    /// How it ended, when it has.
    package private(set) var ending: Event?

    /// `events` are those of one connection.
    package init(_ events: [Event]) {
        var client: String?
        var server: String?
        for event in events where client == nil {
            switch event.what {
            case .connection(.opening(let peer)), .connection(.opened(let peer)):
                client = event.host
                server = peer.address.description
            default: continue
            }
        }
        if client == nil {
            client = events.first { if case .lines = $0.what { true } else { false } }?.host
        }
        self.client = client
        self.server = server
        for event in events where event.host == client {
            switch event.what {
            case .lines(let direction, _, let octets):
                lines += ProtocolText.lines(octets).map {
                    Line(isClient: direction == .sent, text: $0)
                }
            case .connection(.failed), .connection(.ended), .connection(.closedByPeer):
                ending = event
            default: continue
            }
        }
    }
}
