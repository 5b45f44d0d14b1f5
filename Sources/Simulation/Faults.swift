import Clockwork

/// What a learner changes about a link; nil leaves a property as it is.
package struct LinkChange: Hashable, Sendable, Codable {
    /// The two ends, by their hosts' names.
    package var a: String
    package var b: String
    /// Goes back to what the world file says, before anything else is changed.
    package var resets = false
    package var latency: Interval?
    package var jitter: Interval?
    package var bitsPerSecond: Int?
    package var queueOctets: Int?
    package var mtu: Int?
    package var lossPerMillion: Int?
    package var duplicationPerMillion: Int?
    package var reorderingPerMillion: Int?
    package var corruptionPerMillion: Int?
    package var isUp: Bool?

    package init(a: String, b: String) {
        self.a = a
        self.b = b
    }

    /// Whether nothing is to be changed.
    package var isEmpty: Bool { self == LinkChange(a: a, b: b) }

    /// The properties of a link after the change.
    func applied(to line: LineProperties, planned: LineProperties) -> LineProperties {
        var line = resets ? planned : line
        if let latency { line.latency = latency }
        if let jitter { line.jitter = jitter }
        if let bitsPerSecond { line.bitsPerSecond = bitsPerSecond }
        if let queueOctets { line.queueOctets = queueOctets }
        if let mtu { line.mtu = mtu }
        if let lossPerMillion { line.lossPerMillion = lossPerMillion }
        if let duplicationPerMillion { line.duplicationPerMillion = duplicationPerMillion }
        if let reorderingPerMillion { line.reorderingPerMillion = reorderingPerMillion }
        if let corruptionPerMillion { line.corruptionPerMillion = corruptionPerMillion }
        if let isUp { line.isUp = isUp }
        return line
    }
}

/// A link as lists show it.
package struct LinkView: Sendable {
    package let a: String
    package let b: String
    package let line: LineProperties
}

/// A socket of a host, as netstat shows it.
package struct SocketRow: Hashable, Sendable {
    package let protocolName: String
    package let local: String
    /// Nil for a port that waits for anybody.
    package let remote: String?
    /// The name of RFC 9293 §3.3.2; nil for UDP.
    package let state: String?
    package let sendQueue: Int
    package let receiveQueue: Int
    /// The number under which the journal knows the connection.
    package let connection: Int?
}
