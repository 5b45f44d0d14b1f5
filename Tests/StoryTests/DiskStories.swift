import Clockwork
import Foundation
import Mail
import PostOffice
import Simulation
import Storage
import Support
import Testing

@Suite("What is on disk")
struct DiskStories {
    private func subjects(_ bench: Workbench, of login: String) throws -> [String] {
        try bench.mailbox(of: login).map(\.subject)
    }

    /// The first event of a kind that the test looks for.
    private func number(_ bench: Workbench, _ test: (Event) -> Bool) throws -> UInt64 {
        try #require(bench.journal.first(where: test)?.number)
    }

    private func isQueued(_ event: Event) -> Bool {
        if case .mail(.queued) = event.what { return event.host == "mail.example.com" }
        return false
    }

    @Test("a crash just before the 250 and just after it: what was accepted arrives")
    func aroundAcceptance() throws {
        var bench = try Story.bench()
        try bench.send()
        let start = bench
        _ = bench.run(until: .quiet)
        let queued = try number(bench, isQueued)
        var accepted = 0
        var lost = 0
        for event in stride(from: queued - 24, through: queued + 60, by: 4) {
            var bench = start
            _ = bench.run(until: .event(event))
            let isPromised = bench.journal.contains(where: isQueued)
            try bench.perform(.crash(host: "mail.example.com"))
            try bench.perform(.restart(host: "mail.example.com"))
            _ = bench.run(until: .moment(bench.now + .hours(3)))
            let arrived = try subjects(bench, of: "bob@example.jp").count
            #expect(try bench.queue(of: "mail.example.com").isEmpty)
            if isPromised {
                // The courier may have been on its way: twice, but never not at all.
                #expect(arrived >= 1, "event \(event)")
                accepted += 1
            } else {
                #expect(arrived == 0, "event \(event)")
                lost += 1
            }
            guard case .sendFinished(_, let taken, _) = bench.lastOutcome else { continue }
            #expect(taken.isEmpty || isPromised, "event \(event)")
        }
        #expect(accepted > 3 && lost > 3)
    }

    /// A world in which one letter has arrived and was read, and one waits to be tried again.
    private func story(recording: Bool = false) throws -> (Workbench, [DiskName: Disk]) {
        var bench = try Story.bench()
        var copies: [DiskName: Disk] = [:]
        if recording { follow(bench.recordDisks(), &copies) }
        try bench.send(subject: "first")
        _ = bench.run(until: .quiet)
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-laptop", login: "bob@example.jp", using: .imap, deletes: false)))
        _ = bench.run(until: .quiet)
        for host in ["mail.example.jp", "mx2.example.jp"] {
            try bench.perform(.crash(host: host))
        }
        try bench.send(subject: "second")
        _ = bench.run(until: .moment(bench.now + .minutes(10)))
        return (bench, copies)
    }

    private func follow(_ changes: [WorldDiskChange], _ copies: inout [DiskName: Disk]) {
        for change in changes { copies[change.disk, default: Disk()].follow([change.change]) }
    }

    private func saved(_ bench: Workbench, _ copies: [DiskName: Disk]) -> SavedWorld {
        SavedWorld(
            moment: bench.now, run: 1, disks: copies.map { .init($0.key, $0.value.image) })
    }

    @Test("what a message waits for, and until when, survives a crash")
    func deferred() throws {
        var (bench, _) = try story()
        let before = try #require(try bench.queue(of: "mail.example.com").first)
        #expect(before.attempts == 1 && before.reason != nil)
        try bench.perform(.crash(host: "mail.example.com"))
        try bench.perform(.restart(host: "mail.example.com"))
        let after = try #require(try bench.queue(of: "mail.example.com").first)
        #expect(after.attempts == 1 && after.reason == before.reason)
        #expect(after.nextAttempt == before.nextAttempt && after.arrived == before.arrived)
        #expect(after.message == before.message && after.recipients == before.recipients)
    }

    @Test("a world goes on from its disks: letters, flags, UIDs, queue and clock")
    func nextRun() throws {
        var (bench, copies) = try story(recording: true)
        follow(bench.takeDiskChanges(), &copies)
        for name in bench.diskNames { #expect(bench.disk(name) == (copies[name] ?? Disk()).image) }
        var next = try Workbench(
            try Story.internet(), seed: 1, continuing: saved(bench, copies))
        #expect(next.now == bench.now)
        for name in bench.diskNames { #expect(next.disk(name) == bench.disk(name), "\(name)") }
        let old = try #require(try bench.mailbox(of: "bob@example.jp").first)
        let new = try #require(try next.mailbox(of: "bob@example.jp").first)
        #expect(new.uid == old.uid && new.flags == old.flags && new.octets == old.octets)
        #expect(new.internalDate == old.internalDate)
        let waiting = try #require(try bench.queue(of: "mail.example.com").first)
        let found = try #require(try next.queue(of: "mail.example.com").first)
        #expect(found.nextAttempt == waiting.nextAttempt && found.attempts == 1)
        #expect(found.message != nil)
        let due = try #require(waiting.nextAttempt)
        _ = next.run(until: .moment(due - .seconds(1)))
        #expect(try subjects(next, of: "bob@example.jp") == ["first"])
        _ = next.run(until: .moment(due + .minutes(1)))
        #expect(try subjects(next, of: "bob@example.jp").suffix(1) == ["second"])
        #expect(try next.queue(of: "mail.example.com").isEmpty)
        // Another run, other throws: nothing that must be unique comes again.
        try next.send(subject: "third")
        _ = next.run(until: .quiet)
        let letters = try next.mailbox(of: "bob@example.jp").map(\.octets)
        let ids = letters.map { Message(octets: $0).header.first("Message-ID")?.decoded ?? "" }
        #expect(Set(ids).count == ids.count && ids.count == 3)
        #expect(next.back() && next.now < (next.journal.last?.moment ?? .zero) + .days(1))
    }

    @Test("three runs over one real folder: what one leaves, the next one finds")
    func realFolder() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-world-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let plan = try Story.internet()
        var moment = plan.start
        var ids: [String] = []
        for run in 0..<3 {
            let folder = try DataFolder(path, world: plan.name, seed: 3, start: plan.start)
            #expect(folder.saved?.run ?? 0 == run && folder.seed == 3)
            var bench = try Workbench(plan, seed: folder.seed, continuing: folder.saved)
            #expect(bench.now == moment)
            #expect(
                try bench.mailbox(of: "bob@example.jp").map(\.uid) == Array(1..<UInt32(run + 1)))
            try folder.keep(bench.recordDisks(since: folder.saved), at: bench.now)
            try bench.send(subject: "run \(run)")
            _ = bench.run(until: .quiet)
            try bench.send(subject: "unread", body: "waits in the queue")
            while !bench.mailStory.suffix(1).contains("queued@mail.example.com") {
                _ = bench.step(.packet)
            }
            ids += try bench.queue(of: "mail.example.com").map(\.queueID)
            try folder.keep(bench.takeDiskChanges(), at: bench.now)
            moment = bench.now
            // The last one ends in order, the others are killed.
            if run == 2 { try folder.close(at: moment) }
            guard run < 2 else { break }
            // The letter in the queue goes out in the next run; here it is taken back.
            var change = WorldDiskChange(
                DiskName(host: "mail.example.com", part: .queue),
                .removed(Disk.Path(try #require(ids.last), in: "")))
            try folder.keep([change], at: moment)
            change = WorldDiskChange(change.disk, .removed(Disk.Path("nothing", in: "")))
            try folder.keep([change], at: moment)
        }
        #expect(Set(ids).count == 3)
        let folder = try DataFolder(path, world: plan.name, seed: 4, start: plan.start)
        var bench = try Workbench(plan, seed: folder.seed, continuing: folder.saved)
        let restored = bench.journal.contains { event in
            if case .note(let note) = event.what { return note.key == "sim.restored" }
            return false
        }
        #expect(restored && bench.now == moment)
        _ = bench.run(until: .moment(moment + .minutes(1)))
        #expect(
            try subjects(bench, of: "bob@example.jp") == ["run 0", "run 1", "run 2", "unread"])
    }

    @Test("a spam bot whose hour has passed waits for the next one")
    func bots() throws {
        var (bench, copies) = try story(recording: true)
        follow(bench.takeDiskChanges(), &copies)
        var later = saved(bench, copies)
        later.moment = .zero + .hours(33)
        let next = try Workbench(try Story.internet(), seed: 1, continuing: later)
        #expect(next.now == .zero + .hours(33))
        let moment = try #require(next.nextMoment)
        #expect(moment >= next.now && moment <= next.now + .minutes(30))
    }

    @Test("the past is told once, however often it is visited")
    func past() throws {
        var (bench, copies) = try story(recording: true)
        let end = bench.now
        _ = bench.back()
        _ = bench.back()
        follow(bench.takeDiskChanges(), &copies)
        try bench.goto(moment: end)
        follow(bench.takeDiskChanges(), &copies)
        for name in bench.diskNames { #expect(bench.disk(name) == (copies[name] ?? Disk()).image) }
        _ = bench.back(.packet)
        while bench.isInThePast { _ = bench.step(.packet) }
        #expect(bench.takeDiskChanges().isEmpty)
    }

    @Test("after each single change, every letter that a server has taken over is somewhere")
    func nothingIsMissing() throws {
        var bench = try Story.bench()
        var copies: [DiskName: Disk] = [:]
        follow(bench.recordDisks(), &copies)
        var promised: [String] = []
        var changes = 0
        for round in 0..<3 {
            let subject = "letter-\(round)"
            let message = try bench.send(subject: subject)
            while !bench.isQuiet {
                _ = bench.run(until: .event(UInt64(bench.journal.count + 1)))
                for change in bench.takeDiskChanges() {
                    follow([change], &copies)
                    changes += 1
                    let texts = copies.values.flatMap(\.image.files).map {
                        String(decoding: $0.octets, as: UTF8.self)
                    }
                    for subject in promised {
                        #expect(
                            texts.contains { $0.contains("Subject: \(subject)\r\n") },
                            "change \(changes)")
                    }
                }
                let isTaken = bench.journal.suffix(200).contains { event in
                    if case .mail(.queued) = event.what { return event.message == message }
                    return false
                }
                if isTaken, promised.last != subject { promised.append(subject) }
            }
        }
        #expect(promised.count == 3 && changes > 12)
        #expect(try subjects(bench, of: "bob@example.jp").count == 3)
    }
}
