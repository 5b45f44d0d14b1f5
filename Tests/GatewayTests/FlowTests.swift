import Foundation
import Gateway
import Simulation
import Testing

@Suite("Real and simulated back-pressure meet", .serialized)
struct FlowTests {
    /// Octets that guests have been given and that have come from them.
    private static func heardByGuests(_ bench: Workbench) -> Int {
        bench.journal.reduce(0) { sum, event in
            guard event.host == "visitor" else { return sum }
            if case .lines(.heard, _, let octets) = event.what { return sum + octets.count }
            return sum
        }
    }

    @Test("a slow real reader closes the simulated window, and gets everything in the end")
    func slowReader() throws {
        let size = 12_000_000
        let line = String(repeating: "x", count: 78) + "\r\n"
        let letter = Array(
            ("Subject: long\r\n\r\n" + String(repeating: line, count: size / 80)).utf8)
        let served = try Served(110, of: "mail.example.jp") { bench in
            try bench.perform(
                .send(
                    SendOrder(
                        host: "alice-pc", from: "alice@example.com",
                        recipients: ["bob@example.jp"], letter: letter)))
            _ = bench.run(until: .quiet)
        }
        let client = try served.client(receiveBuffer: 16_384)
        #expect(client.line().hasPrefix("+OK"))
        for command in ["USER bob@example.jp", "PASS builder"] {
            client.send(command + "\r\n")
            #expect(client.line().hasPrefix("+OK"))
        }
        client.send("RETR 1\r\n")
        let isHeld = try served.waits { bench in
            bench.journal.contains {
                if case .action(.guest(.read(_, isOn: false))) = $0.what { return true }
                return false
            }
        }
        #expect(isHeld)
        // What has come so far: our own limit, the real system's buffers and no more.
        Thread.sleep(forTimeInterval: 0.3)
        let soFar = try served.withWorld { Self.heardByGuests($0) }
        #expect(soFar < size * 3 / 4, "\(soFar)")
        #expect(client.line().hasPrefix("+OK"))
        var count = 0
        while true {
            let line = client.line()
            if line == "." || line.isEmpty && client.ending != nil { break }
            count += line.utf8.count + 2
        }
        #expect(count >= letter.count)
        let resumed = try served.withWorld { bench in
            bench.count {
                if case .action(.guest(.read(_, isOn: true))) = $0.what { return true }
                return false
            }
        }
        #expect(resumed > 0)
    }

    @Test("a fast real writer waits for a slow simulated link")
    func fastWriter() throws {
        let served = try Served(25, isSlow: true) { bench in
            var change = LinkChange(a: "visitor", b: "core.example")
            change.bitsPerSecond = 64_000
            try bench.perform(.changeLink(change))
        }
        let client = try served.client()
        #expect(client.reply().hasPrefix("220 "))
        #expect(client.say("EHLO here.example").hasPrefix("250 "))
        #expect(client.say("MAIL FROM:<a@b.example>").hasPrefix("250 "))
        #expect(client.say("RCPT TO:<alice@example.com>").hasPrefix("250 "))
        #expect(client.say("DATA").hasPrefix("354 "))
        let line = Array((String(repeating: "x", count: 78) + "\r\n").utf8)
        let much = Array(repeatElement(line, count: 400_000).joined())
        let taken = client.send(much, patience: 1)
        #expect(taken < much.count, "the link carries 8,000 octets a second")
        let given = try served.withWorld { bench in
            bench.journal.reduce(0) { sum, event in
                if case .action(.guest(.send(_, let octets))) = event.what {
                    return sum + octets.count
                }
                return sum
            }
        }
        // The water mark, and what one turn of reading may bring beyond it.
        #expect(given < 1_000_000, "\(given)")
    }
}
