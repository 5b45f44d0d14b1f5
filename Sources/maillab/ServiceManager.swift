import Foundation
import Logging

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// The service manager that started this program and wants to know when it is ready.
///
/// systemd does (Type=notify): NOTIFY_SOCKET names its datagram socket, and what it hears is
/// described in sd_notify(3). Where nobody asked, nothing is said.
struct ServiceManager {
    enum State: String {
        case ready = "READY=1"
        case stopping = "STOPPING=1"
    }

    private let socketName: String
    private let logger: Logger

    /// Nil where no manager waits to hear from this program.
    init?(_ environment: [String: String], _ logger: Logger) {
        guard let name = environment["NOTIFY_SOCKET"], !name.isEmpty else { return nil }
        (socketName, self.logger) = (name, logger)
    }

    /// Sends one datagram; one that cannot be sent is logged, for the manager may be waiting.
    func tell(_ state: State) {
        do throws(Refusal) {
            try send(Array(state.rawValue.utf8))
        } catch {
            logger.warning(
                "the service manager does not hear us",
                metadata: ["state": "\(state.rawValue)", "reason": "\(error.reason)"])
        }
    }

    private struct Refusal: Error {
        let reason: String

        /// The system's own words about its last refusal.
        static var ofSystem: Refusal { Refusal(reason: String(cString: strerror(errno))) }
    }

    private func send(_ octets: [UInt8]) throws(Refusal) {
        var (address, length) = try address()
        #if canImport(Darwin)
            let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        #else
            let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { throw .ofSystem }
        defer { close(descriptor) }
        // A manager that does not read is not waited for without end.
        var patience = timeval(tv_sec: 3, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, octets, octets.count, 0, $0, length)
            }
        }
        guard sent == octets.count else { throw .ofSystem }
    }

    private func address() throws(Refusal) -> (sockaddr_un, socklen_t) {
        var octets = Array(socketName.utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard octets[0] == UInt8(ascii: "/") || octets[0] == UInt8(ascii: "@"), octets.count < room
        else { throw Refusal(reason: "NOTIFY_SOCKET is neither a path nor an abstract name") }
        // "@" stands for the zero octet with which a name begins that has no file.
        if octets[0] == UInt8(ascii: "@") { octets[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        return (address, socklen_t(MemoryLayout<sockaddr_un>.size - room + octets.count))
    }
}
