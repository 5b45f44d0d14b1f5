import Clockwork
import Wire

/// What the network keeps of one TCP connection beside the connection itself.
struct Socket: Sendable {
    let id: SocketID
    let node: NodeID
    var connection: TCPConnection
    /// The last packet of this socket that was dropped anywhere: why it waits in vain.
    var lastLoss: Cause?
    /// Timers with another generation do not count any more.
    var timerGeneration: UInt32 = 0
    /// When the timer that counts is due; its connection may want to wait longer by now.
    var armed: Instant?
    /// Whether the socket is counted among the busy ones.
    var isBusy = false
}

/// The sockets that are not closed, found by number and by their two ends.
struct SocketTable: Sendable {
    private struct Key: Hashable, Sendable {
        let node: UInt32
        let local: UInt32
        let remote: UInt32
        let ports: UInt32
    }

    /// Places of closed sockets are used again; numbers are not.
    private var sockets: [Socket] = []
    private var free: [Int] = []
    private var places: [Int32] = []
    private var byKey = Lookup<Key, Int>()

    private static func key(_ node: NodeID, _ local: Endpoint, _ remote: Endpoint) -> Key {
        Key(
            node: UInt32(truncatingIfNeeded: node.raw), local: local.address.lowestBits,
            remote: remote.address.lowestBits,
            ports: UInt32(local.port) << 16 | UInt32(remote.port))
    }

    func place(of id: SocketID) -> Int? {
        guard places.indices.contains(id.raw), places[id.raw] >= 0 else { return nil }
        return Int(places[id.raw])
    }

    func place(on node: NodeID, local: Endpoint, remote: Endpoint) -> Int? {
        byKey[Self.key(node, local, remote)]
    }

    subscript(place: Int) -> Socket {
        // Not `_read`: a debug build of Swift 6.3 frees what a coroutine yields of so large a
        // value before a part of it is read (the address sanitizer shows it).
        get { sockets[place] }
        _modify { yield &sockets[place] }
    }

    mutating func add(_ connection: TCPConnection, on node: NodeID) -> (SocketID, place: Int) {
        let id = SocketID(raw: places.count)
        let socket = Socket(id: id, node: node, connection: connection)
        let place: Int
        if let old = free.popLast() {
            place = old
            // Timers of the place's last owner name another socket, so they do not count.
            sockets[place] = socket
        } else {
            place = sockets.count
            sockets.append(socket)
        }
        places.append(Int32(truncatingIfNeeded: place))
        byKey[Self.key(node, connection.local, connection.remote)] = place
        return (id, place)
    }

    mutating func remove(_ place: Int) {
        let socket = sockets[place]
        byKey.remove(Self.key(socket.node, socket.connection.local, socket.connection.remote))
        places[socket.id.raw] = -1
        sockets[place].connection.forget()
        free.append(place)
    }
}
