import Clockwork
import Foundation
import Gateway
import Simulation
import Testing
import Wire

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

@Suite("The DNS port", .serialized)
struct NameTests {
    private static let query: [UInt8] =
        [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        + [7] + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0, 15, 0, 1]

    /// Asks over UDP from a port of its own; nil when nothing comes.
    private func ask(_ query: [UInt8], _ port: UInt16, patience: CInt = 20_000) -> [UInt8]? {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_DGRAM, 0)
        #else
            let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        _ = send(descriptor, query, query.count, 0)
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&event, 1, patience) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    @Test("a real query is answered from the world, over UDP and TCP")
    func answers() throws {
        let served = try Served([.dns(host: "visitor")], isSlow: true)
        let answer = try #require(ask(Self.query, served.ports[0]))
        let message = try DNSMessage(parsing: answer)
        #expect(message.header.id == 0x1234)
        #expect(message.answers.map { "\($0.data)" } == ["10 mail.example.com"])

        let client = try served.client()
        client.send([0, UInt8(Self.query.count)] + Self.query)
        let length = client.read(2)
        let whole = client.read(Int(length[0]) << 8 | Int(length[1]))
        #expect(try DNSMessage(parsing: whole).answers.count == 1)

        let bench = try served.finish()
        let asked = bench.count {
            if case .action(.guest(.ask)) = $0.what { return true }
            return false
        }
        #expect(asked == 1)
    }

    @Test("what is no query is not passed on, and the port lives")
    func rubbish() throws {
        let served = try Served([.dns(host: "visitor")])
        #expect(ask([1, 2, 3], served.ports[0], patience: 200) == nil)
        #expect(ask(Self.query, served.ports[0]) != nil)
        let bench = try served.finish()
        #expect(
            bench.journal.contains { if case .action(.guest) = $0.what { true } else { false } })
        #expect(
            bench.count {
                if case .action(.guest(.ask)) = $0.what { return true }
                return false
            } == 1)
    }

    @Test("fifty at once, each with its own answer")
    func many() async throws {
        let served = try Served([.dns(host: "visitor")])
        let port = served.ports[0]
        let query = Self.query
        let count = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    var own = query
                    own[0] = UInt8(number)
                    return ask(own, port)?.first == UInt8(number)
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(count == 50)
    }

    @Test("what is too long is not cut to what it was not")
    func tooLong() throws {
        let served = try Served([.dns(host: "visitor")])
        for count in [4_097, 9_000, 60_000] {
            let long = Self.query + [UInt8](repeating: 0, count: count - Self.query.count)
            #expect(ask(long, served.ports[0], patience: 200) == nil)
        }
        #expect(ask(Self.query, served.ports[0]) != nil)
        let bench = try served.finish()
        #expect(
            bench.count { if case .action(.guest(.ask)) = $0.what { true } else { false } } == 1)
    }

    @Test("what is never answered does not keep out who comes later")
    func oldestWaitsNoMore() throws {
        var limits = GatewayLimits()
        limits.questions = 4
        let served = try Served([.dns(host: "visitor")], limits: limits)
        // An answer that nobody asked for: the resolver has nothing to say to it.
        var answer = Self.query
        answer[2] |= 0x80
        for _ in 0..<20 { #expect(ask(answer, served.ports[0], patience: 5) == nil) }
        for _ in 0..<20 { #expect(ask(Self.query, served.ports[0]) != nil) }
        let bench = try served.finish()
        let left = bench.count { if case .action(.guest(.leave)) = $0.what { true } else { false } }
        #expect(left >= 16 && left <= 20, "\(left)")
    }
}
