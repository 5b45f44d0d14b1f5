import Clockwork

/// What the TCP of each node keeps beside its connections.
struct TCPHosts: Sendable {
    private struct Port: Hashable, Sendable {
        let node: Int
        let port: UInt16
    }

    private var settings = Lookup<Int, TCPSettings>()
    /// Connections of a listening port whose handshake is not over.
    private var embryonic = Lookup<Port, Int>()

    func settings(of node: NodeID) -> TCPSettings { settings[node.raw] ?? TCPSettings() }

    mutating func setSettings(_ new: TCPSettings, of node: NodeID) { settings[node.raw] = new }

    func embryonicCount(on node: NodeID, port: UInt16) -> Int {
        embryonic[Port(node: node.raw, port: port)] ?? 0
    }

    /// Counts one more connection, or one less, whose handshake is not over.
    mutating func countEmbryonic(_ change: Int, on node: NodeID, port: UInt16) {
        let key = Port(node: node.raw, port: port)
        let count = (embryonic[key] ?? 0) + change
        embryonic[key] = count > 0 ? count : nil
    }
}
