import Foundation
import TLS

/// A real connection to another program on this machine: for tests against `openssl`.
final class LoopbackWire {
    private let socket: Int32
    private(set) var isAtEnd = false

    /// Connects to a port of this machine; nil when nobody listens yet.
    init?(port: UInt16) {
        let made = Self.makeSocket()
        guard made >= 0 else { return nil }
        var address = Self.address(port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(made, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(made)
            return nil
        }
        socket = made
    }

    private init(accepted: Int32) { socket = accepted }

    deinit { close(socket) }

    /// Listens on a free port, hands it to `begin`, and takes the one connection that comes.
    static func listen(_ begin: (UInt16) throws -> Void) throws -> LoopbackWire? {
        let made = makeSocket()
        guard made >= 0 else { return nil }
        defer { close(made) }
        var address = address(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(made, $0, size) == 0 && getsockname(made, $0, &size) == 0
            }
        }
        guard isBound, Foundation.listen(made, 1) == 0 else { return nil }
        try begin(UInt16(bigEndian: address.sin_port))
        guard waits(made) else { return nil }
        let accepted = accept(made, nil, nil)
        return accepted >= 0 ? LoopbackWire(accepted: accepted) : nil
    }

    /// A peer that has gone must not end this process.
    private static var noSignal: Int32 {
        #if os(Linux)
            Int32(MSG_NOSIGNAL)
        #else
            0
        #endif
    }

    private static func makeSocket() -> Int32 {
        #if os(Linux)
            Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Whether something comes within ten seconds.
    private static func waits(_ socket: Int32) -> Bool {
        var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 10_000) > 0
    }

    func send(_ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = Array(rest).withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Self.noSignal)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// What has come, waiting for it; empty at the end of the stream or when nothing comes.
    func receive() -> [UInt8] {
        guard Self.waits(socket) else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        isAtEnd = count <= 0
        return Array(buffer.prefix(max(0, count)))
    }
}
