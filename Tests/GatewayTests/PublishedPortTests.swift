import Clockwork
import Foundation
import Gateway
import PostOffice
import Session
import Simulation
import Support
import Testing
import Wire

@Suite("Published ports", .serialized)
struct PublishedPortTests {
    static func deliver(over client: RealClient, to address: String, body: String = "Hello.") {
        #expect(client.reply().hasPrefix("220 "))
        #expect(client.say("EHLO here.example").hasPrefix("250 "))
        #expect(client.say("MAIL FROM:<a@there.example>").hasPrefix("250 "))
        #expect(client.say("RCPT TO:<\(address)>").hasPrefix("250 "))
        #expect(client.say("DATA").hasPrefix("354 "))
        #expect(client.say("Subject: one\r\n\r\n\(body)\r\n.").hasPrefix("250 "))
    }

    @Test("a real client's letter is in the mailbox, and its octets are actions")
    func letter() throws {
        let served = try Served(25)
        let client = try served.client()
        Self.deliver(over: client, to: "alice@example.com")
        #expect(client.say("QUIT").hasPrefix("221 "))
        #expect(client.readToEnd().ending == .closed)
        #expect(try served.waits { !$0.deliveries.isEmpty })
        let bench = try served.finish()
        #expect(bench.deliveries == ["alice@example.com"])
        let sent = bench.journal.compactMap { event -> [UInt8]? in
            guard case .action(.guest(.send(_, let octets))) = event.what else { return nil }
            return octets
        }
        #expect(sent.joined().starts(with: Array("EHLO here.example\r\n".utf8)))
        #expect(bench.journal.contains { $0.host == "visitor" && $0.layer == .packet })
    }

    @Test("what real clients did is lived again from seed and actions, event for event")
    func replay() throws {
        let served = try Served(
            [
                .port(host: "mail.example.com", port: 25, from: "visitor"),
                .port(host: "mail.example.com", port: 143, from: "alice-pc"),
            ], seed: 8412, isSlow: true)
        let client = try served.client()
        Self.deliver(over: client, to: "bob@example.com".replacing("bob", with: "dave"))
        let other = try served.client(1)
        _ = other.line()
        other.send("a LOGOUT\r\n")
        #expect(String(decoding: other.readToEnd().octets, as: UTF8.self).contains("a OK"))
        client.breakOff()
        let bench = try served.finish()
        var again = try Workbench(served.blueprint, beginning: bench.replay)
        while !again.relive(to: bench.mark, atMost: 1_000) {}
        #expect(bench.journal.count > 100)
        #expect(again.jsonLines == bench.jsonLines)
        #expect(again.capture() == bench.capture())
    }

    @Test("a half that is closed is a FIN on the other side, and the other half goes on")
    func halfClose() throws {
        let served = try Served(25)
        let client = try served.client()
        client.send("EHLO here.example\r\nQUIT\r\n")
        client.halfClose()
        let (octets, ending) = client.readToEnd()
        let text = String(decoding: octets, as: UTF8.self)
        #expect(text.hasPrefix("220 ") && text.contains("\r\n221 "), "\(text)")
        #expect(ending == .closed)
        let isEnded = try served.waits { bench in
            bench.journal.contains {
                if case .action(.guest(.close)) = $0.what { return true }
                return false
            } && served.gateway.doors.allSatisfy { $0.present == 0 }
        }
        #expect(isEnded)
    }

    @Test("a real reset is a reset in the world")
    func realReset() throws {
        let served = try Served(25)
        let client = try served.client()
        #expect(client.reply().hasPrefix("220 "))
        client.breakOff()
        let isThere = try served.waits { bench in
            bench.journal.contains {
                if case .connection(.failed(.reset, _)) = $0.what {
                    return $0.host == "mail.example.com"
                }
                return false
            }
        }
        #expect(isThere)
    }

    @Test("a reset in the world is a real reset, at once")
    func worldReset() throws {
        let served = try Served(25, from: "alice-pc") { bench in
            try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .reset))
        }
        #expect(try served.client().readToEnd().ending == .reset)
        // Nobody listens there.
        let nobody = try Served(26)
        #expect(try nobody.client().readToEnd().ending == .reset)
    }

    @Test("what a firewall drops is silence until the simulated time-out, then a reset")
    func drop() throws {
        let served = try Served(25, from: "alice-pc", isSlow: true) { bench in
            try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .drop))
        }
        let client = try served.client()
        #expect(client.readToEnd(within: 0.5).ending == .silence)
        // Whoever borrows the world may let its clock run ahead: three minutes pass there.
        try served.withWorld { bench in
            _ = bench.run(until: .moment(bench.now + .minutes(3)))
        }
        #expect(client.readToEnd().ending == .reset)
        let bench = try served.finish()
        let dropped = bench.count {
            if case .packet(.dropped, let facts) = $0.what {
                return facts.dropReason?.key.contains("op25b") ?? false
            }
            return false
        }
        #expect(dropped >= 4, "the SYN is sent again, and dropped again")
    }

    @Test("each end of TLS is the real program's and the simulated server's")
    func tlsIsCarriedAsItIs() throws {
        let served = try Served(993)
        let client = try served.client()
        client.send("this is no handshake at all\r\n")
        #expect(client.readToEnd().ending == .closed)
        let bench = try served.finish()
        let refusals = bench.count {
            if case .tls(.failed) = $0.what { return $0.host == "mail.example.com" }
            return false
        }
        #expect(refusals == 1)
    }

    @Test("200 clients at once, each with a letter, and nothing is left behind")
    func crowd() throws {
        let count = max(200, min(1_000, Seeds.rounds(soak: 1_000)))
        var limits = GatewayLimits()
        limits.connections = count
        let served = try Served(25, limits: limits)
        let clients = try (0..<count).map { _ in try served.client() }
        for client in clients { #expect(client.reply().hasPrefix("220 ")) }
        for client in clients { client.send("EHLO here.example\r\nMAIL FROM:<a@b.example>\r\n") }
        for client in clients { #expect(client.reply().hasPrefix("250 ")) }
        for client in clients { #expect(client.reply().hasPrefix("250 ")) }
        for client in clients {
            client.send("RCPT TO:<alice@example.com>\r\nDATA\r\n")
            #expect(client.reply().hasPrefix("250 "))
            #expect(client.reply().hasPrefix("354 "))
            #expect(client.say("Subject: x\r\n\r\nx\r\n.").hasPrefix("250 "))
            #expect(client.say("QUIT").hasPrefix("221 "))
            #expect(client.readToEnd().ending == .closed)
            client.halfClose()
        }
        #expect(try served.waits { $0.deliveries.count == count })
        #expect(try served.waits { _ in served.gateway.doors.allSatisfy { $0.present == 0 } })
        #expect(served.gateway.doors.first?.accepted == count)
    }

    @Test("who comes when all places are taken is turned away with a reset")
    func limit() throws {
        var limits = GatewayLimits()
        limits.connections = 3
        let served = try Served(25, limits: limits)
        let clients = try (0..<3).map { _ in try served.client() }
        for client in clients { #expect(client.reply().hasPrefix("220 ")) }
        #expect(try served.client().readToEnd().ending == .reset)
        #expect(clients[0].say("QUIT").hasPrefix("221 "))
        _ = clients[0].readToEnd()
        clients[0].halfClose()
        #expect(try served.waits { _ in served.gateway.doors.first?.present == 2 })
        #expect(try served.client().reply().hasPrefix("220 "))
    }

    @Test("at the end every session is told")
    func farewell() throws {
        let served = try Served([
            .port(host: "mail.example.com", port: 25, from: "visitor"),
            .port(host: "mail.example.com", port: 143, from: "visitor"),
        ])
        let (smtp, imap) = (try served.client(0), try served.client(1))
        #expect(smtp.reply().hasPrefix("220 "))
        #expect(imap.line().hasPrefix("* OK"))
        _ = try served.finish()
        let lastWords = smtp.readToEnd()
        #expect(String(decoding: lastWords.octets, as: UTF8.self).hasPrefix("421 "))
        #expect(lastWords.ending == .closed)
        #expect(String(decoding: imap.readToEnd().octets, as: UTF8.self).hasPrefix("* BYE"))
        #expect(imap.ending == .closed)
        #expect(RealClient(port: served.ports[0]) == nil)
    }

    @Test("a drip, one octet a time, is a session like any other")
    func drip() throws {
        let served = try Served(25)
        let client = try served.client()
        #expect(client.reply().hasPrefix("220 "))
        for octet in "NOOP\r\n".utf8 { client.send([octet]) }
        #expect(client.reply().hasPrefix("250 "))
    }
}
