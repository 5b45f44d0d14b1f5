import Clockwork
import Foundation
import Gateway
import Mail
import PostOffice
import Shell
import Simulation
import Testing

@Suite("What is on disks is kept before anybody hears of it", .serialized)
struct KeeperTests {
    /// Keeps copies of the disks, slowly, and can fail.
    private final class Keeper: DiskKeeper, @unchecked Sendable {
        private let lock = NSLock()
        private var copies: [DiskName: Disk] = [:]
        private var isBroken = false
        private var calls = 0
        /// How long every letter takes.
        let delay: Double

        init(delay: Double = 0) { self.delay = delay }

        func keep(_ changes: [WorldDiskChange], at moment: Instant) throws(Trouble) {
            guard !changes.isEmpty else { return }
            lock.lock()
            defer { lock.unlock() }
            calls += 1
            if isBroken { throw Trouble("data.failed", ["file": "x", "reason": "No space left"]) }
            Thread.sleep(forTimeInterval: delay)  // wall clock: a slow drive
            for change in changes { copies[change.disk, default: Disk()].follow([change.change]) }
        }

        func breakDown() { lock.withLock { isBroken = true } }
        var callCount: Int { lock.withLock { calls } }

        /// Letters in a mailbox's copy, and those that are still on their way to one.
        func letters(of login: String, at host: String) -> Int {
            lock.withLock {
                let mailbox = copies[DiskName(host: host, part: .mailboxes(login: login))]
                let queue = copies[DiskName(host: host, part: .queue)]
                let delivered = mailbox.map {
                    MailboxStore(readingFrom: $0).messages(in: "INBOX").count
                }
                let waiting = queue?.image.files.count { !$0.path.name.contains(".") }
                return (delivered ?? 0) + (waiting ?? 0)
            }
        }

        func image(_ name: DiskName) -> DiskImage {
            lock.withLock { copies[name]?.image ?? DiskImage() }
        }
    }

    private func served(_ keeper: Keeper) throws -> Served {
        try Served(
            [.port(host: "mail.example.com", port: 25, from: "visitor")], keeper: keeper
        ) { bench in
            try keeper.keep(bench.recordDisks(), at: bench.now)
        }
    }

    @Test("with a slow drive, 250 comes when the letter is kept")
    func order() throws {
        let keeper = Keeper(delay: 0.05)
        let served = try served(keeper)
        for number in 1...5 {
            PublishedPortTests.deliver(over: try served.client(), to: "alice@example.com")
            #expect(keeper.letters(of: "alice@example.com", at: "mail.example.com") == number)
        }
        let bench = try served.finish()
        for name in bench.diskNames { #expect(keeper.image(name) == bench.disk(name)) }
    }

    @Test("what cannot be kept is not acknowledged: everybody is broken off, for good")
    func failure() throws {
        let keeper = Keeper()
        let served = try served(keeper)
        let told = DispatchSemaphore(value: 0)
        served.gateway.onKeepingFailure { trouble in
            if trouble.key == "data.failed" { told.signal() }
        }
        let other = try served.client()
        #expect(other.reply().hasPrefix("220 "))
        let client = try served.client()
        #expect(client.reply().hasPrefix("220 "))
        for line in [
            "EHLO here.example", "MAIL FROM:<a@there.example>", "RCPT TO:<alice@example.com>",
        ] { #expect(client.say(line).hasPrefix("250 ")) }
        #expect(client.say("DATA").hasPrefix("354 "))
        keeper.breakDown()
        client.send("Subject: lost\r\n\r\nx\r\n.\r\n")
        let heard = client.readToEnd()
        #expect(heard.octets.isEmpty && heard.ending == .reset)
        #expect(other.readToEnd().ending == .reset)
        #expect(told.wait(timeout: .now() + 20) == .success)
        #expect(served.gateway.keepingFailure?.key == "data.failed")
        #expect(RealClient(port: served.ports[0]) == nil)
        let calls = keeper.callCount
        // No farewell: that would be news, too.
        let before = Date()
        let bench = try served.finish()
        #expect(Date().timeIntervalSince(before) < 2)
        #expect(keeper.callCount == calls)
        let queued = bench.count {
            if case .mail(.queued) = $0.what { return true }
            return false
        }
        #expect(queued == 1, "it happened, and nobody heard of it")
    }

    @Test("beside a prompt the past can be seen and not changed, and no lab takes its place")
    func prompt() throws {
        let keeper = Keeper()
        let gateway = Gateway(keeper: keeper, logger: LogLines.quiet)
        defer { gateway.end() }
        var workbench = try Workbench(try Served.internet().withoutLatency, seed: 1)
        try keeper.keep(workbench.recordDisks(), at: workbench.now)
        var shell = Interpreter(
            workbench, language: .english,
            labPlaces: LabPlaces(
                folder: Served.root.appendingPathComponent("Labs").path, progress: nil),
            publisher: gateway)
        #expect(shell.run("publish mail.example.com:25 127.0.0.1:0 --at visitor").error == nil)
        let port = try #require(gateway.doors.first).listening.port
        PublishedPortTests.deliver(
            over: try #require(RealClient(port: port)), to: "alice@example.com")
        #expect(shell.run("unpublish all").error == nil)
        let present = shell.workbench.journal.count
        #expect(shell.run("back 3").error == nil)
        #expect(shell.workbench.isInThePast)
        for line in ["send --to bob@example.jp", "crash mail.example.com", "lab start 1"] {
            let error = shell.run(line).error
            #expect(error?.contains("data folder") == true, "\(line): \(error ?? "went well")")
        }
        // What a stopped world does by hand is kept as well.
        #expect(shell.run("run").error == nil)
        #expect(shell.workbench.journal.count >= present)
        #expect(shell.run("send --to bob@example.jp --subject x --body x").error == nil)
        #expect(shell.run("run").error == nil)
        #expect(keeper.letters(of: "bob@example.jp", at: "mail.example.jp") == 1)
        #expect(shell.run("back 5").error == nil)
        #expect(shell.run("publish mail.example.com:25 127.0.0.1:0 --at visitor").error == nil)
        #expect(!shell.workbench.isInThePast)
        let last = try #require(gateway.shutDown())
        for name in last.diskNames { #expect(keeper.image(name) == last.disk(name)) }
    }
}
