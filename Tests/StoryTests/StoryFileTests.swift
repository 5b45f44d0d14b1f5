import Clockwork
import Foundation
import LabKit
import PostOffice
import Session
import Simulation
import Storage
import Support
import Testing
import Wire

@Suite("Stories in files")
struct StoryFileTests {
    /// Something of each kind that a learner or a real program can do.
    private static func actions() -> [Action] {
        var letter = SendOrder(host: "alice-pc", from: "alice@example.com", recipients: ["b@x.jp"])
        letter.letter = Array("Subject: é\r\n\r\n".utf8) + [0, 255]
        letter.envelopeFrom = ""
        letter.route = .server(name: "mail.example.com", port: 587)
        letter.way = .method(.scram(.sha256, isBound: true))
        var fetch = FetchOrder(
            host: "bob-laptop", login: "bob@example.jp", using: .pop3, deletes: true)
        fetch.security = .starttls
        fetch.way = .apop
        var link = LinkChange(a: "alice-pc", b: "edge.isp-a.example")
        link.latency = .milliseconds(3)
        link.isUp = false
        let plans = ["1.2", "1.0-1.3"].compactMap { TLSVersionPlan($0) }
        let bound = GuestOrder.connect(host: "visitor", target: "mail.example.jp", port: 25)
        return [
            .send(letter), .fetch(fetch),
            .resolve(host: "visitor", name: "x.", type: "MX", server: "192.0.2.4", overTCP: true),
            .connect(host: "visitor", target: "mail.example.jp", port: 25),
            .connect(
                host: "visitor", target: "y", port: 993,
                security: HandSecurity(.implicit, acceptsAnyCertificate: true)),
            .startTLS(terminal: 1, acceptsAnyCertificate: false),
            .say(terminal: 2, octets: Array("EHLO \"me\"\\\r\n".utf8)),
            .say(terminal: 2, octets: [0xFF, 0x0D]), .disconnect(terminal: 3),
            .changeLink(link), .placeTap(a: "a", b: "b"), .removeTap(a: "a", b: "b"),
            .crash(host: "h"), .restart(host: "h"),
            .probe(ProbeOrder(host: "visitor", target: "x", means: .tcp(port: 25))),
            .probe(
                ProbeOrder(
                    host: "visitor", target: "x", means: .udp,
                    plan: .traceroute(mostHops: 5, probesEach: 2), wantsIPv6: true)),
            .setOP25B(host: "edge", isOn: true, verdict: .tarpit),
            .setOP25B(host: "edge", isOn: false, verdict: nil),
            .setOP25BStage(host: "edge", stage: .homeServers),
            .setIP25B(host: "edge", isOn: true, verdict: .hostUnreachable),
            .setClientRefusal(host: "m", at: .recipient), .setClientRefusal(host: "m", at: nil),
            .changeFirewall(host: "edge", .add(rule: "drop tcp", at: 3)),
            .changeFirewall(host: "edge", .remove(rule: "2")),
            .changeFirewall(host: "edge", .define(set: "s", addresses: "192.0.2.0/24")),
            .changeFirewall(host: "edge", .forget(set: "s")),
            .changeFirewall(host: "edge", .setDefault(nil)),
            .changeFirewall(host: "edge", .setDefault(.reset)),
            .changeFirewall(host: "edge", .resetCounters),
            .set(host: "m", .cleartextPasswords(true)), .set(host: "m", .mechanisms(["plain"])),
            .set(host: "m", .certificate(.defective(.expired))),
            .placeAttacker(
                AttackOrder(a: "a", b: "b", name: "mallory", plan: AttackOrder.Plan(.swap))),
            .removeAttacker(host: "mallory"), .signIn(login: "a@b"), .guest(bound),
            .guest(.send(guest: 1, Array("QUIT\r\n".utf8))), .guest(.send(guest: 1, [22, 3, 1])),
            .guest(.close(guest: 1)), .guest(.abort(guest: 2)),
            .guest(.read(guest: 2, isOn: false)), .guest(.ask(host: "visitor", message: [0, 1])),
            .guest(.leave(guest: 3)), .publish(host: "m"), .shutDown(host: "m"), .drawSecret(7),
        ] + plans.map { .set(host: "m", .tlsVersions($0)) }
    }

    private static let source = WorldSource(name: "w.yaml", text: "format: 1\n# \"é\"\n")

    private static func read(_ octets: [UInt8]) throws(Trouble) -> SavedStory {
        try StoryReader(file: "f").read(octets)
    }

    @Test("every kind of action is written and read again")
    func everyAction() throws {
        let entries = Self.actions().enumerated().map { index, action in
            Replay.Entry(tick: index * 2, moment: .zero + .seconds(index), action: action)
        }
        let saved = SavedWorld(moment: .zero + .hours(1), run: 2, disks: [])
        let story = SavedStory(
            world: Self.source, replay: Replay(seed: 9, continuing: saved, entries: entries))
        let octets = StoryText.file(story)
        let again = try Self.read(octets)
        #expect(again.replay.entries == entries)
        #expect(again.replay.seed == 9 && again.replay.saved == saved)
        #expect(again.world == Self.source && again.end == nil)
        // Text stands as text, for whoever reads the file.
        #expect(String(decoding: octets, as: UTF8.self).contains(#"QUIT\r\n"#))
        #expect(StoryText.file(again) == octets)
    }

    /// Two letters, one of them out of a link that loses packets, and something by hand.
    private func bench(_ seed: Seed = 5) throws -> Workbench {
        var bench = try Workbench(try Story.internet(), seed: seed)
        try bench.send()
        _ = bench.run(until: .quiet)
        var link = LinkChange(a: "alice-pc", b: "edge.isp-a.example")
        link.lossPerMillion = 100_000
        try bench.perform(.changeLink(link))
        try bench.send(subject: "again")
        _ = bench.run(until: .settled(message: 2))
        try bench.perform(.connect(host: "visitor", target: "mail.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        try bench.perform(.say(terminal: 1, octets: Array("EHLO here.example\r\n".utf8)))
        _ = bench.run(until: .moment(bench.now + .minutes(1)))
        return bench
    }

    private func file(of bench: Workbench) throws -> [UInt8] {
        let world = try #require(bench.blueprint.source)
        return StoryText.file(
            SavedStory(world: world, replay: bench.replay, end: StoryEnd(end: bench.mark)))
    }

    private func relived(_ octets: [UInt8]) throws -> (bench: Workbench, isTheSame: Bool) {
        let story = try Self.read(octets)
        let plan = try WorldFile.parse(story.world.text, name: story.world.name)
        var bench = try Workbench(plan, beginning: story.replay)
        while !bench.relive(to: story.end?.end, atMost: 100) {}
        return (bench, bench.hasRelived(to: story.end?.end))
    }

    @Test("a story from a file has the same journal and capture, and goes on as it would have")
    func relive() throws {
        var first = try bench()
        var (second, isTheSame) = try relived(try file(of: first))
        #expect(isTheSame)
        #expect(second.now == first.now)
        func text(_ bench: Workbench) -> [String] { bench.journal.map { bench.json(of: $0) } }
        #expect(text(second) == text(first))
        #expect(second.capture() == first.capture())
        try first.send(subject: "third")
        try second.send(subject: "third")
        _ = first.run(until: .quiet)
        _ = second.run(until: .quiet)
        #expect(text(second) == text(first))
        let hasGoneBack = second.back(.packet)
        #expect(hasGoneBack)
    }

    @Test("a secret seed makes other keys than any number, and the same ones from its file")
    func secret() throws {
        var dice = Dice(seed: 11)
        let seed = Seed(drawnFrom: &dice)
        let first = try bench(seed)
        let (second, isTheSame) = try relived(try file(of: first))
        #expect(isTheSame && second.seed == seed)
        #expect(second.capture() == first.capture())
        #expect(second.authorityPEM == first.authorityPEM)
        let other = try Workbench(try Story.internet(), seed: Seed(drawnFrom: &dice))
        #expect(other.authorityPEM != first.authorityPEM)
        // What everybody may read of the world says nothing of the secret.
        let digits = seed.description
        for event in first.journal {
            #expect(!first.json(of: event).contains(digits.prefix(16)))
        }
    }

    @Test("an end that is another one shows")
    func differs() throws {
        let bench = try bench()
        let world = try #require(bench.blueprint.source)
        let story = SavedStory(
            world: world, replay: bench.replay,
            end: StoryEnd(
                end: StoryMark(
                    tick: bench.mark.tick, at: bench.mark.at, actions: bench.mark.actions,
                    events: bench.mark.events + 1, last: bench.mark.last)))
        #expect(try relived(StoryText.file(story)).isTheSame == false)
    }

    @Test("a file that is cut off anywhere is a story up to its last whole line")
    func cutOff() throws {
        let octets = try file(of: try bench())
        let lines = octets.split(separator: 0x0A).count
        var entries = 0
        for cut in stride(from: 0, to: octets.count, by: 37) {
            let whole = octets.prefix(cut).filter { $0 == 0x0A }.count
            guard whole > 0 else {
                #expect(throws: Trouble.self) { try Self.read(Array(octets.prefix(cut))) }
                continue
            }
            let story = try Self.read(Array(octets.prefix(cut)))
            #expect(story.replay.entries.count == min(whole - 1, lines - 2))
            entries = max(entries, story.replay.entries.count)
        }
        #expect(entries > 3)
    }

    @Test("what is no story, and each broken line, is refused with its line")
    func refused() throws {
        func trouble(_ octets: [UInt8]) -> Trouble? {
            do throws(Trouble) { _ = try Self.read(octets) } catch { return error }
            return nil
        }
        for text in ["", "\n", "{}\n", "hello\n", "[1]\n", "{\"maillab-story\":\"1\"}\n"] {
            #expect(trouble(Array(text.utf8))?.key == "story.not-a-story", "\(text)")
        }
        let later = trouble(Array("{\"maillab-story\":2}\n".utf8))
        #expect(later?.key == "story.other-version")
        let octets = try file(of: try bench())
        let lines = octets.split(separator: 0x0A).map { Array($0) }
        for (index, line) in lines.enumerated().dropFirst() {
            var broken = lines
            broken[index] = Array(line.dropLast(2))
            let found = trouble(Array(broken.joined(separator: [0x0A])) + [0x0A])
            #expect(found?.key == "story.bad-line")
            #expect(found?.values.first { $0.name == "line" }?.text == "\(index + 1)")
        }
        var swapped = lines
        swapped.swapAt(1, 3)
        #expect(trouble(Array(swapped.joined(separator: [0x0A])) + [0x0A])?.key == "story.bad-line")
        #expect(trouble(octets + lines[1] + [0x0A])?.key == "story.bad-line")
    }

    @Test(
        "numbers in a file may be anything: nothing traps, and nothing runs for ever",
        arguments: Seeds.few)
    func fuzz(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let start = try Story.internet().start
        let entries = Self.actions().enumerated().map { index, action in
            Replay.Entry(tick: index, moment: start + .seconds(index), action: action)
        }
        let world = try #require(try Story.internet().source)
        let text = StoryText.file(
            SavedStory(world: world, replay: Replay(seed: 1, entries: entries)))
        let head = text.prefix { $0 != 0x0A } + [0x0A]
        let body = Array(text.dropFirst(head.count))
        let numbers = [
            "-1", "0", "99999999999", "9223372036854775807", "-9223372036854775808", "1e30",
        ]
        for _ in 0..<Seeds.rounds(soak: 20_000) + 10 {
            var changed: [UInt8] = []
            var rest = body[...]
            while let octet = rest.popFirst() {
                guard (48...57).contains(octet), dice.happens(1, in: 60) else {
                    changed.append(octet)
                    continue
                }
                rest = rest.drop { (48...57).contains($0) }
                changed += Array(numbers[Int(dice.below(UInt64(numbers.count)))].utf8)
            }
            guard let story = try? Self.read(Array(head) + changed) else { continue }
            var bench = try Workbench(try Story.internet(), beginning: story.replay)
            _ = bench.relive(to: nil, atMost: 2_000)
        }
    }
}
