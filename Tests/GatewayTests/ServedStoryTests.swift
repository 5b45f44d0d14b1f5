import Foundation
import LabKit
import Simulation
import Storage
import Testing

/// Stories that a server writes while real programs live in its world.
@Suite("The story of a server", .serialized)
struct ServedStoryTests {
    private static func relive(_ path: String) throws -> (bench: Workbench, isTheSame: Bool) {
        let octets = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        let story = try StoryReader(file: path).read(octets)
        var plan = try WorldFile.parse(story.world.text, name: story.world.name)
        if story.world.isWithoutLatency { plan = plan.withoutLatency }
        var bench = try Workbench(plan, beginning: story.replay)
        while !bench.relive(to: story.end?.end, atMost: 1_000) {}
        return (bench, story.end != nil && bench.hasRelived(to: story.end?.end))
    }

    /// How many letters servers have taken.
    private static func taken(_ bench: Workbench) -> Int {
        bench.count { event in
            if case .mail(.queued) = event.what { return true }
            return false
        }
    }

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("a server that is ended in order leaves a whole story, secret seed and all")
    func whole() throws {
        let place = try ServeProcess.Place()
        let path = place.path + "/served.story"
        let server = try ServeProcess.start(place, "--save", path)
        PublishedPortTests.deliver(
            over: try server.client("mail.example.jp", 25), to: "bob@example.jp")
        #expect(server.end(SIGTERM) == 0)
        #expect(try Self.mode(path) == 0o600)
        let (bench, isTheSame) = try Self.relive(path)
        #expect(isTheSame)
        #expect(bench.seed.isSecret)
        #expect(Self.taken(bench) == 1)
        #expect(bench.authorityPEM == server.authority)
        // The next start goes on from the disks of this one, and so does its story.
        let second = try ServeProcess.start(place, "--save", path)
        PublishedPortTests.deliver(
            over: try second.client("mail.example.jp", 25), to: "carol@example.jp")
        #expect(second.end(SIGTERM) == 0)
        let later = try Self.relive(path)
        #expect(later.isTheSame && Self.taken(later.bench) == 1)
        // The first letter lay in the queue or in the mailbox already.
        let both =
            try later.bench.queue(of: "mail.example.jp").count
            + later.bench.mailbox(of: "bob@example.jp", named: "INBOX").count
            + later.bench.mailbox(of: "carol@example.jp", named: "INBOX").count
        #expect(both == 2)
    }

    @Test("kill -9 leaves a story that goes as far as its last whole line")
    func killed() throws {
        let place = try ServeProcess.Place()
        let path = place.path + "/served.story"
        let server = try ServeProcess.start(place, "--save", path)
        PublishedPortTests.deliver(
            over: try server.client("mail.example.jp", 25), to: "bob@example.jp")
        // Another conversation is under way, and what came of the first one is written.
        let client = try server.client("mail.example.jp", 25)
        #expect(client.reply().hasPrefix("220 "))
        server.end(SIGKILL)
        var (bench, isTheSame) = try Self.relive(path)
        #expect(!isTheSame)
        #expect(bench.hasRelived(to: nil))
        _ = bench.run(until: .quiet)
        #expect(bench.deliveries == ["bob@example.jp"])
    }

    /// The UIDVALIDITY of Bob's INBOX, as a real program hears it.
    private static func validity(_ server: ServeProcess) throws -> String {
        let client = try server.client("mail.example.jp", 143)
        #expect(client.reply().hasPrefix("* OK"))
        client.send("A LOGIN bob@example.jp builder\r\nB SELECT INBOX\r\nC LOGOUT\r\n")
        let text = String(decoding: client.readToEnd().octets, as: UTF8.self)
        return text.split(separator: "[UIDVALIDITY ").last?.split(separator: "]").first
            .map(String.init) ?? ""
    }

    @Test("a known seed without a folder: the same authority, and mailboxes of another run")
    func freshRuns() throws {
        let place = try ServeProcess.Place()
        let path = place.path + "/served.story"
        var way = ServeProcess.Way(keepsData: false, more: ["--seed", "7", "--save", path])
        let first = try ServeProcess.start(place, way)
        let (authority, validity) = (first.authority, try Self.validity(first))
        #expect(UInt32(validity) != nil, "\(validity)")
        #expect(first.end(SIGTERM) == 0)
        // Its story is lived again as it was, with the chance of that very run.
        let (bench, isTheSame) = try Self.relive(path)
        #expect(isTheSame && bench.seed == 7)
        way.more = ["--seed", "7"]
        let second = try ServeProcess.start(place, way)
        #expect(second.authority == authority)
        #expect(try Self.validity(second) != validity)
        #expect(second.end(SIGTERM) == 0)
    }

    @Test("a story that cannot be written is said at the start")
    func refused() throws {
        let place = try ServeProcess.Place()
        let refusal = try ServeProcess.refusal(place, "--save", place.path + "/no/such.story")
        #expect(refusal.status == 69)
        #expect(refusal.said.contains("such.story"), "\(refusal.said)")
    }
}
