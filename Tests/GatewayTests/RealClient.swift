import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// A program of this machine that speaks over a socket of its own, as any client does.
///
/// Every wait has a generous limit, so that a fault is a failure and not a test that hangs.
final class RealClient {
    enum Ending: Equatable {
        /// The peer has sent FIN.
        case closed
        /// The peer has sent RST.
        case reset
        case silence
        case failed(CInt)
    }

    let descriptor: CInt
    private var pending: [UInt8] = []
    /// How the stream ended, once it has.
    private(set) var ending: Ending?

    /// Connects to a port of 127.0.0.1; nil where nobody listens.
    init?(port: UInt16, receiveBuffer: CInt? = nil) {
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #endif
        if var size = receiveBuffer {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
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
            // Who accepts and resets at once may be faster than this call.
            if errno == ECONNRESET {
                ending = .reset
                return
            }
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Whether there is something to read, or room to write, within so many seconds.
    private func isReady(_ events: Int32, within seconds: Double) -> Bool {
        var descriptor = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return poll(&descriptor, 1, CInt(seconds * 1_000)) > 0
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends everything, or as much as the other side takes in time; returns how much.
    @discardableResult
    func send(_ octets: [UInt8], patience: Double = 20) -> Int {
        var sent = 0
        while sent < octets.count, isReady(POLLOUT, within: patience) {
            let count = octets[sent...].withUnsafeBytes {
                Self.write(descriptor, $0.baseAddress, min($0.count, 65_536))
            }
            if count < 0, errno == EAGAIN { continue }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    private static func write(_ socket: CInt, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            return sendto(socket, base, count, 0, nil, 0)
        #else
            return sendto(
                socket, base, count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT),
                nil, 0)
        #endif
    }

    /// Reads what is there; false when nothing more comes, or not in time.
    private func fill(within seconds: Double) -> Bool {
        guard ending == nil else { return false }
        guard isReady(POLLIN, within: seconds) else {
            return false
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            pending += buffer[0..<count]
            return true
        }
        ending = count == 0 ? .closed : errno == ECONNRESET ? .reset : .failed(errno)
        return false
    }

    /// The next line without its CRLF; what there is when no whole line comes.
    func line(within seconds: Double = 20) -> String {
        while true {
            if let end = pending.firstIndex(of: 10) {
                let line = pending[..<end].filter { $0 != 13 }
                pending.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            guard fill(within: seconds) else {
                defer { pending = [] }
                return String(decoding: pending, as: UTF8.self)
            }
        }
    }

    /// The lines of an SMTP reply; the last one says which it is.
    func reply(within seconds: Double = 20) -> String {
        while true {
            let line = line(within: seconds)
            if line.utf8.dropFirst(3).first != UInt8(ascii: "-") { return line }
        }
    }

    /// Says a line and hears the reply.
    func say(_ text: String) -> String {
        send(text + "\r\n")
        return reply()
    }

    /// Exactly so many octets, or fewer when the stream ends.
    func read(_ count: Int, within seconds: Double = 20) -> [UInt8] {
        while pending.count < count, fill(within: seconds) {}
        let taken = Array(pending.prefix(count))
        pending.removeFirst(taken.count)
        return taken
    }

    /// Everything until the stream ends, and how it ends.
    func readToEnd(within seconds: Double = 20) -> (octets: [UInt8], ending: Ending) {
        while fill(within: seconds) {}
        defer { pending = [] }
        return (pending, ending ?? .silence)
    }

    /// Ends this half.
    func halfClose() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Closes with a reset.
    func breakOff() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        shutdownForGood()
    }

    private func shutdownForGood() {
        // The descriptor itself is closed once more, harmlessly, at the end: so it is replaced.
        let other = open("/dev/null", O_RDONLY)
        dup2(other, descriptor)
        close(other)
    }
}
