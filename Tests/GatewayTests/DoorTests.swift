import Gateway
import Simulation
import Testing
import Wire

@Suite("Doors: how they are written, and which are not opened", .serialized)
struct DoorTests {
    private static let here = IPAddress(127, 0, 0, 1)

    @Test("as they are written")
    func texts() throws {
        let door = try DoorText.published("mail.example.com:25=127.0.0.1:2525", from: "visitor")
        #expect(door.kind == .port(host: "mail.example.com", port: 25, from: "visitor"))
        #expect(door.wish == Endpoint(Self.here, 2_525))
        #expect(try DoorText.published("home-mta:25", from: "visitor").wish == nil)
        #expect(try DoorText.proxy("alice-pc=[::1]:1080").wish == Endpoint(.v6(0, 1), 1_080))
        #expect(try DoorText.listening("localhost:53") == Endpoint(Self.here, 53))
        #expect(try DoorText.listening("1080") == Endpoint(Self.here, 1_080))
    }

    @Test(
        "what is no door is said so",
        arguments: ["", "mail.example.com", ":25", "a:0", "a:x", "a:25=", "a:25=b", "a:25=b:1"])
    func badTexts(text: String) {
        #expect(throws: Trouble.self) { try DoorText.published(text, from: "visitor") }
    }

    private func trouble(_ door: Door, allowsRemote: Bool = false) throws -> String? {
        let gateway = Gateway(allowsRemote: allowsRemote, logger: LogLines.quiet)
        defer { gateway.end() }
        var workbench = try Workbench(try Served.internet(), seed: 1)
        do throws(Trouble) {
            let opened = try gateway.open(door, of: &workbench)
            gateway.close(opened, of: &workbench)
            #expect(!gateway.isOpen)
            return nil
        } catch {
            #expect(!gateway.isOpen)
            #expect(!workbench.isLive)
            return error.key
        }
    }

    @Test("only this machine's own addresses, unless others are allowed")
    func loopback() throws {
        let kind = Door.Kind.port(host: "mail.example.com", port: 25, from: "visitor")
        let everywhere = Door(kind, at: Endpoint(IPAddress(0, 0, 0, 0), 0))
        #expect(try trouble(everywhere) == "trouble.not-loopback")
        #expect(try trouble(everywhere, allowsRemote: true) == nil)
        #expect(try trouble(Door(kind, at: Endpoint(IPAddress(127, 0, 0, 9), 0))) == nil)
        #expect(
            try trouble(Door(kind, at: Endpoint(IPAddress(192, 0, 2, 1), 0)))
                == "trouble.not-loopback")
    }

    @Test("a port that is taken, a host that is not there, a host without a resolver")
    func troubles() throws {
        let served = try Served(25)
        let kind = Door.Kind.port(host: "mail.example.jp", port: 25, from: "visitor")
        #expect(
            try trouble(Door(kind, at: Endpoint(Self.here, served.ports[0])))
                == "trouble.port-in-use")
        let nowhere = Endpoint(Self.here, 0)
        #expect(
            try trouble(Door(.socks(host: "nobody"), at: nowhere)) == "trouble.no-such-host")
        #expect(
            try trouble(Door(.dns(host: "edge.isp-a.example"), at: nowhere))
                == "trouble.no-resolver")
        #expect(
            try trouble(
                Door(.port(host: "mail.example.com", port: 25, from: "nobody"), at: nowhere))
                == "trouble.no-such-host")
    }

    @Test("the usual doors are those that the product's page names")
    func usual() throws {
        let bench = try Workbench(try Served.internet(), seed: 1)
        let doors = UsualPorts.doors(of: bench, from: "visitor")
        #expect(doors.count == 21)
        #expect(doors.first?.kind == .port(host: "mail.example.com", port: 25, from: "visitor"))
    }
}
