import Foundation
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// The datagram socket at which a service manager listens, as sd_notify(3) describes it.
private final class ManagerSocket {
    /// What NOTIFY_SOCKET is to say.
    let name: String
    private let descriptor: CInt

    /// Binds a path, or the name after "@", which has no file (Linux).
    init?(_ name: String) {
        self.name = name
        #if canImport(Darwin)
            descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        #else
            descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        let octets = Array(name.utf8).map { $0 == UInt8(ascii: "@") ? 0 : $0 }
        guard octets.count < room else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        let length = MemoryLayout<sockaddr_un>.size - room + octets.count
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(length))
            }
        }
        guard result == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// The next datagram; nil where none comes in time.
    func hear(within seconds: Double) -> String? {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, CInt(seconds * 1_000)) > 0 else { return nil }
        var octets = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &octets, octets.count, 0)
        return String(decoding: octets.prefix(max(0, count)), as: UTF8.self)
    }
}

@Suite("maillab serve under a service manager", .serialized)
struct ServiceManagerTests {
    private static func names(in place: ServeProcess.Place) -> [String] {
        #if os(Linux)
            [place.path + "/notify", "@maillab-\(UUID().uuidString)"]
        #else
            [place.path + "/notify"]
        #endif
    }

    @Test(
        "says READY once everything listens, and STOPPING when it is told to end",
        .enabled(if: ServeProcess.program != nil, "needs the built program"))
    func told() throws {
        let place = try ServeProcess.Place()
        for name in Self.names(in: place) {
            let manager = try #require(ManagerSocket(name))
            let server = try ServeProcess.start(place, environment: ["NOTIFY_SOCKET": name])
            #expect(manager.hear(within: 20) == "READY=1")
            let guests = try ServeProcess.doors.map { try server.client($0.0, $0.1) }
            #expect(guests[0].reply().hasPrefix("220 "))
            #expect(manager.hear(within: 0.2) == nil)
            #expect(server.end(SIGTERM) == 0, "\(server.said)")
            #expect(manager.hear(within: 20) == "STOPPING=1")
            #expect(guests[0].reply().hasPrefix("421 "))
            #expect(manager.hear(within: 0.2) == nil)
        }
    }

    @Test(
        "one that cannot begin never says that it is ready",
        .enabled(if: ServeProcess.program != nil, "needs the built program"))
    func silent() throws {
        let place = try ServeProcess.Place()
        let manager = try #require(ManagerSocket(place.path + "/notify"))
        let environment = ["NOTIFY_SOCKET": manager.name]
        let unwritable = try ServeProcess.refusal(
            place, "--ready-file", place.path + "/none/ready.json", environment: environment)
        #expect(unwritable.status == 69, "\(unwritable.said)")
        #expect(manager.hear(within: 0.2) == nil)
    }

    @Test(
        "a manager that is not there is complained of, and mail is served all the same",
        .enabled(if: ServeProcess.program != nil, "needs the built program"),
        arguments: ["nobody", String(repeating: "long", count: 50)])
    func unheard(name: String) throws {
        let place = try ServeProcess.Place()
        let server = try ServeProcess.start(
            place, "--log-level", "warning",
            environment: ["NOTIFY_SOCKET": place.path + "/" + name])
        #expect(try server.client("mail.example.jp", 25).reply().hasPrefix("220 "))
        #expect(server.end(SIGTERM) == 0)
        let complaints = server.said.split(separator: "\n").filter {
            $0.contains("the service manager does not hear us")
        }
        #expect(complaints.count == 2, "\(server.said)")
        #expect(complaints.first?.contains("state=\"READY=1\"") == true)
    }
}
