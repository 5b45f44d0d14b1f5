import Wire

/// Where a packet meets the firewall of a node.
package enum FirewallHook: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// It has come to the node that it is addressed to.
    case input = "in"
    /// The node itself sends it.
    case output = "out"
    /// The node passes it on.
    case forward

    package var description: String { rawValue }
}

/// What a firewall knows about the conversation that a packet belongs to.
package enum FlowState: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// It may begin something: a SYN, a first datagram, an echo request.
    case new
    /// It belongs to a flow that was let through before.
    case established
    /// An ICMP error about such a flow.
    case related
    /// It belongs to nothing that is known and cannot begin anything.
    case invalid

    package var description: String { rawValue }
}

/// A packet as a firewall sees it.
package struct JudgedPacket: Hashable, Sendable {
    /// Protocol, addresses and ports of the packet itself.
    package var flow: Flow
    package var hook: FirewallHook
    /// The control bits of a TCP segment.
    package var flags: TCPFlags?
    /// The type of an ICMP message.
    package var icmpType: UInt8?
    /// What an ICMP error is about, turned round: the flow that it answers.
    package var about: Flow?
    package var octets: Int

    package init(
        _ flow: Flow, hook: FirewallHook = .forward, flags: TCPFlags? = nil,
        icmpType: UInt8? = nil, about: Flow? = nil, octets: Int = 0
    ) {
        self.flow = flow
        self.hook = hook
        self.flags = flags
        self.icmpType = icmpType
        self.about = about
        self.octets = octets
    }

    /// The flow to look for among the known ones.
    var trackedFlow: Flow { about ?? flow }

    /// Whether the protocol has ports that a rule can ask for.
    var hasPorts: Bool { flow.protocolNumber == .tcp || flow.protocolNumber == .udp }

    /// Whether the packet can begin a flow, when it belongs to none.
    var beginsFlow: Bool {
        if about != nil { return false }
        if let flags {
            // SYN alone; SYN with FIN or RST is nobody's honest beginning (RFC 9293 §3.10.7.4).
            return flags.intersection([.syn, .ack, .fin, .rst]) == .syn
        }
        // An answer to an echo that nobody sent.
        if let icmpType { return !Self.answerTypes(of: flow.protocolNumber).contains(icmpType) }
        return true
    }

    /// ICMP types that only ever answer.
    private static func answerTypes(of number: IPProtocol) -> [UInt8] {
        number == .icmp ? [0, 14, 18] : [129]
    }
}

/// Ports, as a list of ranges; an empty list is every port.
package struct PortRanges: Hashable, Sendable, CustomStringConvertible {
    package var ranges: [ClosedRange<UInt16>]

    package init(_ ranges: [ClosedRange<UInt16>]) { self.ranges = ranges }
    package init(_ ports: UInt16...) { ranges = ports.map { $0...$0 } }

    package var isAny: Bool { ranges.isEmpty }

    func contains(_ port: UInt16) -> Bool {
        for range in ranges where range.contains(port) { return true }
        return false
    }

    package var description: String {
        ranges.map { range in
            range.count == 1
                ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        }.joined(separator: ", ")
    }
}

/// How often a rule may match: `limit 10/minute burst 20`.
package struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case second, minute, hour

        var nanoseconds: Int64 {
            switch self {
            case .second: 1_000_000_000
            case .minute: 60_000_000_000
            case .hour: 3_600_000_000_000
            }
        }
    }

    package let count: Int
    package let unit: Unit
    /// So many at once, after a pause.
    package let burst: Int

    package static let usualBurst = 5

    package init(_ count: Int, each unit: Unit, burst: Int = usualBurst) {
        self.count = max(1, count)
        self.unit = unit
        self.burst = max(1, burst)
    }

    package var description: String {
        "\(count)/\(unit.rawValue)" + (burst == Self.usualBurst ? "" : " burst \(burst)")
    }
}
