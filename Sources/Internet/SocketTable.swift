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
    /// Both ends with whole addresses of either family, and the node, since hosts speak to
    /// themselves as well.
    private struct Key: PlaceKey {
        let local: AddressKey
        let remote: AddressKey
        let ports: UInt32
        /// The node and, in the lowest bits, the families.
        let node: Int

        static let none = Key(local: .none, remote: .none, ports: 0, node: -1)

        init(local: AddressKey, remote: AddressKey, ports: UInt32, node: Int) {
            self.local = local
            self.remote = remote
            self.ports = ports
            self.node = node
        }

        init(_ node: NodeID, _ local: Endpoint, _ remote: Endpoint) {
            self.local = AddressKey(local.address)
            self.remote = AddressKey(remote.address)
            ports = UInt32(local.port) << 16 | UInt32(remote.port)
            self.node =
                node.raw << 2 | (local.address.isV4 ? 0 : 1) | (remote.address.isV4 ? 0 : 2)
        }

        var mixed: UInt64 {
            mix(
                local.mixed ^ UInt64(ports),
                remote.mixed &+ UInt64(truncatingIfNeeded: node) &* 0x9E37_79B9_7F4A_7C15)
        }
    }

    /// Places of closed sockets are used again; numbers are not.
    private var sockets: [Socket] = []
    private var free: [Int] = []
    private var places = PlaceTable<NumberKey>()
    private var byKey = PlaceTable<Key>()
    private var nextNumber = 0

    /// Sockets that are not closed.
    var count: Int { places.count }

    func place(of id: SocketID) -> Int? { places[NumberKey(number: id.raw)] }

    func place(on node: NodeID, local: Endpoint, remote: Endpoint) -> Int? {
        byKey[Key(node, local, remote)]
    }

    subscript(place: Int) -> Socket {
        // Not `_read`: a debug build of Swift 6.3 frees what a coroutine yields of so large a
        // value before a part of it is read (the address sanitizer shows it).
        get { sockets[place] }
        _modify { yield &sockets[place] }
    }

    mutating func add(_ connection: TCPConnection, on node: NodeID) -> (SocketID, place: Int) {
        let id = SocketID(raw: nextNumber)
        nextNumber += 1
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
        places.set(NumberKey(number: id.raw), to: place)
        byKey.set(Key(node, connection.local, connection.remote), to: place)
        return (id, place)
    }

    mutating func remove(_ place: Int) {
        let key = Key(
            sockets[place].node, sockets[place].connection.local,
            sockets[place].connection.remote)
        if byKey[key] == place { byKey.remove(key) }
        places.remove(NumberKey(number: sockets[place].id.raw))
        sockets[place].connection.forget()
        free.append(place)
    }
}
