/// Some of the 65,536 ports, quick to ask however many there are.
struct PortSet: Sendable {
    /// In rising order, each once.
    private var ports: [UInt16] = []

    var isEmpty: Bool { ports.isEmpty }
    var count: Int { ports.count }

    /// The place of a port, or where it would be.
    private func place(of port: UInt16) -> Int {
        var (low, high) = (0, ports.count)
        while low < high {
            let middle = (low + high) / 2
            if ports[middle] < port { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func contains(_ port: UInt16) -> Bool {
        let place = place(of: port)
        return place < ports.count && ports[place] == port
    }

    mutating func append(_ port: UInt16) {
        let place = place(of: port)
        if place == ports.count || ports[place] != port { ports.insert(port, at: place) }
    }

    mutating func remove(_ port: UInt16) {
        let place = place(of: port)
        if place < ports.count, ports[place] == port { ports.remove(at: place) }
    }

    mutating func removeAll(where isUnwanted: (UInt16) -> Bool) {
        ports.removeAll(where: isUnwanted)
    }

    /// The ports in rising order.
    func sorted() -> [UInt16] { ports }
}

/// The sockets of a node in the order in which they came to be, which is that of their numbers.
///
/// One that goes leaves its place empty, and the list closes up when half of it is empty: so that
/// taking one out costs the same however many there are, and the order never changes.
struct SocketList: Sendable {
    /// Rising; the number of one that went is written as its complement.
    private var numbers: [Int] = []
    private var gone = 0

    var count: Int { numbers.count - gone }

    mutating func append(_ socket: SocketID) { numbers.append(socket.raw) }

    /// The place of a socket, for `remove(at:)`.
    func firstIndex(of socket: SocketID) -> Int? {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            let number = numbers[middle] < 0 ? ~numbers[middle] : numbers[middle]
            if number < socket.raw { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == socket.raw ? low : nil
    }

    mutating func remove(at place: Int) {
        guard numbers.indices.contains(place), numbers[place] >= 0 else { return }
        numbers[place] = ~numbers[place]
        gone += 1
        if gone > 16, gone > numbers.count / 2 {
            numbers.removeAll { $0 < 0 }
            gone = 0
        }
    }

    mutating func removeAll() {
        numbers = []
        gone = 0
    }

    /// The sockets that are there, in order.
    var all: [SocketID] { numbers.compactMap { $0 < 0 ? nil : SocketID(raw: $0) } }

    func compactMap<Element>(_ transform: (SocketID) -> Element?) -> [Element] {
        all.compactMap(transform)
    }
}
