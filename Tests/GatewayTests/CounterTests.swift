import Gateway
import Simulation
import Testing
import Wire

@Suite("The page of counters", .serialized)
struct CounterTests {
    private static let anywhere = Endpoint(IPAddress(127, 0, 0, 1), 0)

    private func served() throws -> Served {
        let served = try Served([
            .port(host: "mail.example.com", port: 25, from: "visitor"),
            .socks(host: "alice-pc"),
        ])
        try served.gateway.openCounters(at: Self.anywhere)
        return served
    }

    private func ask(
        _ served: Served, _ request: String = "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n"
    ) throws -> (head: [String], body: [String]) {
        let port = try #require(served.gateway.counters).port
        let client = try #require(RealClient(port: port))
        client.send(request)
        let (octets, ending) = client.readToEnd()
        #expect(ending == .closed)
        let text = String(decoding: octets, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return ([text], []) }
        return (
            text[..<end.lowerBound].split(separator: "\r\n").map(String.init),
            text[end.upperBound...].split(separator: "\n").map(String.init)
        )
    }

    @Test("it tells of doors, servers and the world")
    func figures() throws {
        let served = try served()
        let client = try served.client()
        PublishedPortTests.deliver(over: client, to: "alice@example.com")
        #expect(try served.waits { !$0.deliveries.isEmpty })
        let (head, body) = try ask(served)
        #expect(head.first == "HTTP/1.1 200 OK")
        #expect(head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
        #expect(head.contains("Content-Length: \(body.map { $0.utf8.count + 1 }.reduce(0, +))"))
        let door =
            #"{door="mail.example.com:25",at="visitor",listening="127.0.0.1:\#(served.ports[0])"}"#
        #expect(body.contains("maillab_connections_accepted_total\(door) 1"))
        #expect(body.contains("maillab_connections_present\(door) 1"))
        let octets = try #require(
            body.first { $0.hasPrefix("maillab_received_octets_total\(door) ") })
        let sent =
            "EHLO here.example\r\nMAIL FROM:<a@there.example>\r\nRCPT TO:<alice@example.com>\r\n"
            + "DATA\r\nSubject: one\r\n\r\nHello.\r\n.\r\n"
        #expect(octets.hasSuffix(" \(sent.utf8.count)"))
        for name in [
            "sessions", "messages_accepted", "messages_delivered",
        ] {
            #expect(body.contains("maillab_\(name)_total{host=\"mail.example.com\"} 1"), "\(name)")
            #expect(body.contains("maillab_\(name)_total{host=\"mail.example.jp\"} 0"), "\(name)")
        }
        #expect(body.contains("maillab_queue_messages{host=\"mail.example.com\"} 0"))
        #expect(body.contains("maillab_connections_refused_total 0"))
        #expect(body.contains { $0.hasPrefix("maillab_world_lag_seconds 0.") })
        // Each has one line of help and one of its type, before its samples.
        let names = body.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(names.count > 15 && Set(names).count == names.count)
        for line in body where !line.hasPrefix("#") {
            #expect(names.contains(line.prefix { $0 != "{" && $0 != " " }), "\(line)")
        }
    }

    @Test("nothing else is there, and rubbish is refused")
    func others() throws {
        let served = try served()
        #expect(
            try ask(served, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").head.first?.contains("404") == true
        )
        let post = try ask(served, "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        #expect(post.head.first?.contains("405") == true)
        #expect(post.head.contains("Allow: GET, HEAD"))
        let head = try ask(served, "HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(head.head.first?.contains("200") == true && head.body.isEmpty)
        #expect(try ask(served, "EHLO here.example\r\n").head.first?.contains("400") == true)
        #expect(try ask(served).head.first?.contains("200") == true)
    }

    @Test("what was counted stays counted when the journal forgets")
    func forgetting() throws {
        var limits = GatewayLimits()
        limits.events = 500
        let served = try Served(25, limits: limits)
        try served.gateway.openCounters(at: Self.anywhere)
        for _ in 0..<30 {
            let client = try served.client()
            #expect(client.reply().hasPrefix("220 "))
            #expect(client.say("QUIT").hasPrefix("221 "))
            _ = client.readToEnd()
        }
        #expect(try served.withWorld { $0.journal.forgottenCount } > 0)
        let body = try ask(served).body
        #expect(body.contains("maillab_sessions_total{host=\"mail.example.com\"} 30"))
    }

    @Test(
        "others than this machine do not see it unless that is allowed, and it goes with the rest")
    func loopback() throws {
        let served = try served()
        do throws(Trouble) {
            try served.gateway.openCounters(at: Endpoint(IPAddress(0, 0, 0, 0), 0))
            Issue.record("opened")
        } catch {
            #expect(error.key == "trouble.not-loopback")
        }
        let port = try #require(served.gateway.counters).port
        _ = try served.finish()
        #expect(RealClient(port: port) == nil)
    }

    @Test("curl reads it", .enabled(if: Programs.has("curl"), "needs curl"))
    func curl() throws {
        let served = try served()
        let port = try #require(served.gateway.counters).port
        let said = try Programs.run("curl", ["-sS", "http://127.0.0.1:\(port)/metrics"])
        #expect(said.status == 0)
        #expect(said.output.contains("\nmaillab_events_total "))
    }
}
