import Clockwork
import Wire

// The end of a host's memory, and its new beginning.
extension Network {
    /// Whether a node runs; one that crashed does not until it is started again.
    package func isUp(_ node: NodeID) -> Bool {
        nodes.indices.contains(node.raw) && nodes[node.raw].isUp
    }

    /// A node loses power: everything volatile on it is forgotten, without a word on the wire.
    ///
    /// Its links stay, and what is on its way stays on its way; what comes to it is lost. Numbers
    /// that must not come again, such as those of ports, go on from where they were.
    package mutating func crash(
        _ node: NodeID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard isUp(node) else { return }
        let crashed = log.record(.incident(.crashed(node)), at: now, because: because)
        loseSockets(of: node, because: crashed, into: &log)
        nodes[node.raw].forgetEverything()
        nodes[node.raw].firewall?.forgetFlows()
        nodes[node.raw].translation?.forgetFlows()
        nodes[node.raw].isUp = false
        discardStaleTimers()
    }

    /// Forgets every connection of a node, without a word on the wire.
    mutating func loseSockets(
        of node: NodeID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        for socket in nodes[node.raw].sockets.all {
            guard let place = sockets.place(of: socket) else { continue }
            if sockets[place].isBusy { busySockets -= 1 }
            if sockets[place].connection.isCounted {
                tcp.countEmbryonic(-1, on: node, port: sockets[place].connection.local.port)
            }
            sockets.remove(place)
            log.record(.incident(.socketLost(socket, node: node)), at: now, because: because)
        }
    }

    /// A node that crashed runs again, with nothing listening on it.
    package mutating func restart(_ node: NodeID) {
        guard nodes.indices.contains(node.raw) else { return }
        nodes[node.raw].isUp = true
    }
}
