import Clockwork
import Foundation
import Support
import Testing

@Suite("maillab serve --data", .serialized)
struct KilledServerTests {
    /// Letters that a server has said 250 to, by subject.
    private struct Acknowledged {
        /// Handed to the server that has the mailbox.
        var direct: [String] = []
        /// Handed to another server, which has to send them on.
        var queued: [String] = []
        var all: [String] { direct + queued }
    }

    /// Gives letters to both servers in turn until nobody answers any more.
    private func send(
        _ server: ServeProcess, _ round: Int, atMost count: Int, to known: inout Acknowledged
    ) throws {
        let (near, far) = (
            try server.client("mail.example.jp", 25), try server.client("mail.isp-a.example", 587)
        )
        for client in [near, far] {
            guard client.reply().hasPrefix("220 "), client.say("EHLO here.example").hasPrefix("250")
            else { return }
        }
        let login = Data("\0alice@isp-a.example\0lookingglass".utf8).base64EncodedString()
        guard far.say("AUTH PLAIN \(login)").hasPrefix("235 ") else { return }
        for number in 1...count {
            let isFar = number.isMultiple(of: 2)
            let client = isFar ? far : near
            let subject = "letter-\(round)-\(number)"
            guard client.say("MAIL FROM:<alice@isp-a.example>").hasPrefix("250 "),
                client.say("RCPT TO:<bob@example.jp>").hasPrefix("250 "),
                client.say("DATA").hasPrefix("354 "),
                client.say("Subject: \(subject)\r\n\r\n\(number)\r\n.").hasPrefix("250 ")
            else { return }
            if isFar { known.queued.append(subject) } else { known.direct.append(subject) }
        }
    }

    /// A session of IMAP with bob's mailbox open.
    private final class Mailbox {
        let client: RealClient
        private var tag = 0

        init(_ server: ServeProcess) throws {
            client = try server.client("mail.example.jp", 143)
            #expect(client.line().hasPrefix("* OK"))
            #expect(say("LOGIN bob@example.jp builder").last?.contains(" OK") == true)
        }

        /// Every line of the answer; the last one is the tagged one.
        func say(_ command: String) -> [String] {
            tag += 1
            client.send("t\(tag) \(command)\r\n")
            var lines: [String] = []
            repeat {
                lines.append(client.line())
            } while !(lines.last ?? "").hasPrefix("t\(tag) ") && client.ending == nil
            return lines
        }

        func subjects() -> [String] {
            _ = say("SELECT INBOX")
            return say("FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
                .filter { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) }
        }
    }

    /// Waits until every acknowledged letter can be fetched; what is missing.
    private func missing(_ known: Acknowledged, _ server: ServeProcess) throws -> Set<String> {
        let mailbox = try Mailbox(server)
        let limit = Date().addingTimeInterval(20)
        while true {
            let there = mailbox.subjects()
            let missing = Set(known.all).subtracting(there)
            if missing.isEmpty || Date() > limit { return missing }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    @Test(
        "killed at any moment, or told to end: every acknowledged letter can be fetched",
        .enabled(if: ServeProcess.program != nil, "needs the built program"),
        arguments: [SIGKILL, SIGTERM])
    func killed(by signal: Int32) throws {
        let place = try ServeProcess.Place()
        var known = Acknowledged()
        var dice = Dice(seed: UInt64(signal))
        let rounds = max(3, min(200, Seeds.rounds(soak: 1_000)))
        for round in 1...rounds {
            let server = try ServeProcess.start(place)
            let before = known.all.count
            // The first lives a little longer, so that letters come in on any machine.
            let life = (round == 1 ? 0.4 : 0.02) + Double(dice.below(400)) / 1_000
            server.end(signal, after: life)
            try send(server, round, atMost: 5_000, to: &known)
            #expect(server.waitForEnd() == (signal == SIGTERM ? 0 : SIGKILL), "\(server.said)")
            #expect(known.all.count > before || round > 1, "\(server.said)")
        }
        #expect(known.direct.count > 2 && known.queued.count > 2)
        let server = try ServeProcess.start(place)
        // Killed servers try at once; one that had time to hear of a failure may try later.
        let waiting = try missing(known, server)
        #expect(server.end(SIGTERM) == 0)
        // The first server's, or that of the backup MX which took it over.
        let queues = try FileManager.default.contentsOfDirectory(atPath: place.data)
            .map { place.data + "/" + $0 + "/queue/" }
        let letters = queues.flatMap { queue in
            ((try? FileManager.default.contentsOfDirectory(atPath: queue)) ?? [])
                .compactMap { try? String(contentsOfFile: queue + $0, encoding: .utf8) }
        }
        let lost = waiting.filter { subject in
            signal == SIGKILL || !letters.contains { $0.contains("Subject: \(subject)\r\n") }
        }
        #expect(
            lost.isEmpty,
            "of \(known.all.count) letters; waiting \(waiting) in \(letters.count) files")
    }

    @Test(
        "flags, UIDs and the authority stay, and with them the certificates",
        .enabled(if: ServeProcess.program != nil, "needs the built program"))
    func stays() throws {
        let place = try ServeProcess.Place()
        var known = Acknowledged()
        var authority = ""
        var identity: String?
        var states: [[String]] = []
        for (round, signal) in [SIGKILL, SIGTERM, SIGKILL].enumerated() {
            let server = try ServeProcess.start(place)
            if round == 0 {
                try send(server, 1, atMost: 5, to: &known)
                #expect(known.all.count == 5)
                #expect(try missing(known, server).isEmpty)
                authority = server.authority
                identity = try certificate(server)
                let mailbox = try Mailbox(server)
                let selected = mailbox.say("SELECT INBOX").joined()
                #expect(selected.contains("* 5 EXISTS"))
                let stored = mailbox.say("UID STORE 2 +FLAGS (\\Flagged \\Seen)")
                #expect(stored.last?.contains(" OK") == true)
                let answered = mailbox.say("UID STORE 4 +FLAGS (\\Answered)")
                #expect(answered.last?.contains(" OK") == true)
            }
            #expect(server.authority == authority && authority.contains("BEGIN CERTIFICATE"))
            #expect(try certificate(server) == identity)
            let mailbox = try Mailbox(server)
            let validity = mailbox.say("SELECT INBOX").filter { $0.contains("UIDVALIDITY") }
            let flags = mailbox.say("UID FETCH 1:* (FLAGS)").dropLast()
                .map { $0.replacing("\\Recent ", with: "").replacing(" \\Recent", with: "") }
                .map { $0.replacing("\\Recent", with: "") }
            states.append(validity + flags)
            #expect(server.end(signal) == (signal == SIGTERM ? 0 : SIGKILL))
            // Who was here is told, where there is time for it.
            if signal == SIGTERM { #expect(mailbox.client.line().hasPrefix("* BYE")) }
        }
        #expect(states[0].contains { $0.contains("\\Flagged") && $0.contains("\\Seen") })
        #expect(states[0].contains { $0.contains("\\Answered") })
        #expect(states[0].count == 6)
        #expect(states[1] == states[0] && states[2] == states[0])
    }

    /// The certificate that a server shows, where there is a program to look at it.
    private func certificate(_ server: ServeProcess) throws -> String? {
        guard Programs.has("openssl") else { return nil }
        let port = try server.port("mail.example.com", 993)
        let said = try Programs.run(
            "openssl", ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost"]
        ).output
        let start = try #require(said.range(of: "-----BEGIN CERTIFICATE-----"), "\(said)")
        let end = try #require(said.range(of: "-----END CERTIFICATE-----"))
        return String(said[start.lowerBound..<end.upperBound])
    }

    @Test(
        "a folder that is in use, of another world, or of another seed is refused",
        .enabled(if: ServeProcess.program != nil, "needs the built program"))
    func refused() throws {
        let place = try ServeProcess.Place()
        let first = try ServeProcess.start(place, "--seed", "7")
        let second = try ServeProcess.refusal(place)
        #expect(second.status == 69)
        #expect(second.said.contains("Another maillab uses the folder \(place.data)"))
        #expect(try first.client("mail.example.jp", 25).reply().hasPrefix("220 "))
        #expect(first.end(SIGTERM) == 0)
        let other = Served.root.appendingPathComponent("Labs/worlds/home-router.yaml").path
        let world = try ServeProcess.refusal(place, "--world", other)
        #expect(world.status == 65)
        #expect(world.said.contains("belongs to the world 'internet'"), "\(world.said)")
        let seed = try ServeProcess.refusal(place, "--seed", "8")
        #expect(seed.status == 65)
        #expect(seed.said.contains("seed 7, not 8"), "\(seed.said)")
        let again = try ServeProcess.start(place, "--seed", "7")
        #expect(again.end(SIGINT) == 0)
    }
}
