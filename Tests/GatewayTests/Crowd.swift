import Foundation
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Many clients of one port that are there at the same time.
struct Crowd {
    let clients: [RealClient]

    /// Some who are there already.
    init(_ clients: [RealClient]) {
        self.clients = clients
    }

    /// Comes in, one after another, and hears every greeting.
    init(_ count: Int, at port: UInt16) throws {
        clients = try (0..<count).map { _ in try #require(RealClient(port: port)) }
        #expect(clients.allSatisfy { $0.reply(within: 120).hasPrefix("220 ") })
    }

    /// All say a line before anybody hears the reply.
    func say(_ line: String, hear code: String) {
        for client in clients { client.send(line + "\r\n") }
        #expect(clients.allSatisfy { $0.reply(within: 120).hasPrefix(code) }, "\(line)")
    }

    /// Takes leave; the server ends each connection in order, and so does everybody here.
    func quit() {
        say("QUIT", hear: "221 ")
        #expect(clients.allSatisfy { $0.readToEnd(within: 120).ending == .closed })
        for client in clients { client.halfClose() }
    }

    /// One whole, short session.
    static func session(_ port: UInt16) throws {
        let client = try #require(RealClient(port: port))
        #expect(client.reply(within: 120).hasPrefix("220 "))
        #expect(client.say("EHLO here.example").hasPrefix("250 "))
        #expect(client.say("NOOP").hasPrefix("250 "))
        #expect(client.say("QUIT").hasPrefix("221 "))
        #expect(client.readToEnd(within: 120).ending == .closed)
    }

    /// A test that opens a thousand connections needs as many descriptors; most systems begin with
    /// fewer than they allow.
    static func allowManyDescriptors() {
        var limit = rlimit()
        #if canImport(Darwin)
            let resource = RLIMIT_NOFILE
        #else
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 8_192))
        _ = setrlimit(resource, &limit)
    }
}
