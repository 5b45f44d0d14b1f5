import Wire

/// The server's side of SOCKS version 5 until the request is whole (RFC 1928 §3, §4).
///
/// No authentication and CONNECT are what there is: the lab's proxy is open to whoever sits at
/// this machine, and stands in the simulated internet.
struct SOCKSNegotiation {
    /// What is to be done, in order.
    enum Move: Hashable {
        case send([UInt8])
        case connect(target: String, port: UInt16)
        /// Sends a reply and hangs up (RFC 1928 §6 wants that).
        case refuse([UInt8])
    }

    private enum State {
        case greeting, request, over
    }

    private var state = State.greeting
    private var buffer: [UInt8] = []

    /// A greeting has at most 257 octets, a request 262.
    private static let limit = 600
    private static let version: UInt8 = 5

    /// What came behind the request: it belongs to the connection.
    var rest: [UInt8] { buffer }

    mutating func take(_ octets: [UInt8]) -> [Move] {
        guard state != .over else { return [] }
        buffer += octets
        var moves: [Move] = []
        while let move = next() { moves.append(move) }
        if state != .over, buffer.count > Self.limit { moves.append(refuse(.generalFailure)) }
        return moves
    }

    private mutating func next() -> Move? {
        if state != .over, let first = buffer.first, first != Self.version {
            let isGreeting = state == .greeting
            state = .over
            return .refuse(isGreeting ? Self.stranger(first) : [])
        }
        switch state {
        case .greeting: return greeting()
        case .request: return request()
        case .over: return nil
        }
    }

    /// What is said to a client that speaks another protocol, in its own words where it has some.
    private static func stranger(_ first: UInt8) -> [UInt8] {
        switch first {
        // SOCKS 4: rejected.
        case 4: return [0, 91, 0, 0, 0, 0, 0, 0]
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            let sentence = "This is a SOCKS 5 proxy, and no HTTP proxy.\n"
            return Array(
                ("HTTP/1.0 501 Not Implemented\r\nContent-Type: text/plain\r\n"
                    + "Connection: close\r\n\r\n" + sentence).utf8)
        case _: return []
        }
    }

    /// VER NMETHODS METHODS
    private mutating func greeting() -> Move? {
        guard buffer.count >= 2, buffer.count >= 2 + Int(buffer[1]) else { return nil }
        let methods = buffer[2..<2 + Int(buffer[1])]
        guard methods.contains(0) else {
            state = .over
            // 0xFF: none of the methods will do.
            return .refuse([Self.version, 0xFF])
        }
        buffer.removeFirst(2 + methods.count)
        state = .request
        return .send([Self.version, 0])
    }

    /// VER CMD RSV ATYP DST.ADDR DST.PORT
    private mutating func request() -> Move? {
        guard buffer.count >= 5 else { return nil }
        let length: Int
        switch buffer[3] {
        case 1: length = 4
        case 3: length = 1 + Int(buffer[4])
        case 4: length = 16
        case _: return refuse(.addressTypeNotSupported)
        }
        guard buffer.count >= 6 + length else { return nil }
        let field = Array(buffer[4..<4 + length])
        let port = UInt16(buffer[4 + length]) << 8 | UInt16(buffer[5 + length])
        guard buffer[1] == 1 else { return refuse(.commandNotSupported) }
        guard let target = Self.target(type: buffer[3], field) else {
            return refuse(.hostUnreachable)
        }
        buffer.removeFirst(6 + length)
        state = .over
        return .connect(target: target, port: port)
    }

    private static func target(type: UInt8, _ field: [UInt8]) -> String? {
        func word(_ octets: ArraySlice<UInt8>) -> UInt64 {
            octets.reduce(0) { $0 << 8 | UInt64($1) }
        }
        switch type {
        case 1: return "\(IPAddress.v4(UInt32(truncatingIfNeeded: word(field[0..<4]))))"
        case 4: return "\(IPAddress.v6(word(field[0..<8]), word(field[8..<16])))"
        case _:
            let name = field.dropFirst()
            // A name of the DNS is ASCII without controls or spaces.
            guard !name.isEmpty, name.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
                return nil
            }
            return String(decoding: name, as: UTF8.self)
        }
    }

    private mutating func refuse(_ reply: SOCKSReply) -> Move {
        state = .over
        return .refuse(reply.octets)
    }
}
