import Foundation

/// The server was gone, said something else, or was silent for ten seconds.
struct LoopbackFailure: Error {
    let what: String
}

/// A client of a port of 127.0.0.1 that waits for every answer, as simple programs do.
final class LoopbackClient {
    private let descriptor: CInt
    private var buffer = [UInt8](repeating: 0, count: 262_144)
    private var pending: [UInt8] = []

    init(port: UInt16) throws {
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #endif
        var (on, patience) = (CInt(1), timeval(tv_sec: 10, tv_usec: 0))
        setsockopt(
            descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw LoopbackFailure(what: "nobody listens on port \(port)")
        }
    }

    deinit { close(descriptor) }

    /// Sends everything.
    func send(_ octets: [UInt8]) throws {
        var sent = 0
        while sent < octets.count {
            let count = octets[sent...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw LoopbackFailure(what: "the server does not read") }
            sent += count
        }
    }

    /// What comes next, as much as there is.
    func receive() throws -> ArraySlice<UInt8> {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw LoopbackFailure(what: "the server has gone or is silent") }
        return buffer[0..<count]
    }

    /// The next line, without its end.
    func line() throws -> String {
        while true {
            if let end = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<end].filter { $0 != 13 }, as: UTF8.self)
                pending.removeFirst(end + 1)
                return line
            }
            pending += try receive()
        }
    }

    /// Says a line, and reads up to the line that begins so.
    func say(_ text: String, until beginning: String) throws {
        try send(Array((text + "\r\n").utf8))
        while true {
            let line = try line()
            if line.hasPrefix(beginning) { return }
            guard line.hasPrefix("*") || line.hasPrefix("250-") else {
                throw LoopbackFailure(what: line)
            }
        }
    }

    /// Says a line, and counts octets until they end with `tail`.
    func count(_ text: String, until tail: String) throws -> Int {
        try send(Array((text + "\r\n").utf8))
        let tail = Array(tail.utf8)
        var (total, last) = (0, [UInt8]())
        while true {
            let octets = try receive()
            total += octets.count
            last = (last + octets.suffix(tail.count)).suffix(tail.count)
            if last == tail { return total }
        }
    }
}
