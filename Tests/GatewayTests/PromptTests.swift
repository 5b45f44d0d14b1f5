import Foundation
import Gateway
import Phrases
import Shell
import Simulation
import Testing

@Suite("Real sockets at the prompt", .serialized)
struct PromptTests {
    private func shell(_ gateway: Gateway, _ language: Language = .english) throws -> Interpreter {
        Interpreter(
            try Workbench(try Served.internet().withoutLatency, seed: 1), language: language,
            publisher: gateway)
    }

    /// The files of this machine.
    private static let files = Surroundings(
        read: { name in
            FileManager.default.contents(atPath: name).map { .success(Array($0)) }
                ?? .failure(SurroundingsError(reason: "none"))
        },
        write: { keep($0, $1) }, writePrivately: { keep($0, $1) })

    private static func keep(
        _ name: String, _ octets: [UInt8]
    ) -> Result<Void, SurroundingsError> {
        FileManager.default.createFile(atPath: name, contents: Data(octets))
            ? .success(()) : .failure(SurroundingsError(reason: "no"))
    }

    private func gateway() -> Gateway { Gateway(logger: LogLines.quiet) }

    /// The port of the door that was opened first.
    private func port(_ gateway: Gateway) throws -> UInt16 {
        try #require(gateway.doors.first).listening.port
    }

    @Test("publish, a session beside the prompt, unpublish, and back through what it did")
    func story() throws {
        let gateway = gateway()
        defer { gateway.end() }
        var shell = try shell(gateway)
        let opened = shell.run("publish mail.example.com:25 127.0.0.1:0 --at visitor")
        #expect(opened.error == nil)
        #expect(opened.output.joined(separator: " ").contains("mail.example.com port 25"))
        let client = try #require(RealClient(port: try port(gateway)))
        PublishedPortTests.deliver(over: client, to: "alice@example.com")
        // Half a second there is half a second here.
        #expect(shell.run("time +500ms").error == nil)
        #expect(shell.run("published").output.contains { $0.contains("1/1") })
        #expect(shell.run("mailbox alice@example.com").output.contains { $0.contains("one") })
        #expect(shell.run("step").error?.contains("unpublish all") == true)
        #expect(shell.run("unpublish all").error == nil)
        #expect(client.readToEnd().ending == .reset)
        #expect(!gateway.isOpen)
        let count = shell.workbench.journal.count
        #expect(shell.run("back 3").error == nil)
        #expect(shell.workbench.journal.count < count)
        #expect(shell.workbench.isInThePast)
        #expect(shell.run("goto #1").error == nil)
        #expect(shell.run("run").error == nil)
        #expect(shell.workbench.journal.count >= count)
    }

    @Test(
        "looking back while somebody is here: read-only, and the world goes on",
        arguments: Language.allCases)
    func lookingBack(language: Language) throws {
        let gateway = gateway()
        defer { gateway.end() }
        var shell = try shell(gateway, language)
        #expect(shell.run("publish mail.example.com:25 127.0.0.1:0 --at visitor").error == nil)
        let client = try #require(RealClient(port: try port(gateway)))
        PublishedPortTests.deliver(over: client, to: "alice@example.com")
        #expect(shell.run("time +200ms").error == nil)
        let count = shell.workbench.journal.count
        let back = shell.run("back 3")
        #expect(back.error == nil)
        #expect(back.output.joined().contains("goto now"))
        #expect(shell.workbench.isInThePast && shell.workbench.journal.count < count)
        #expect(shell.run("events 5").error == nil)
        #expect(shell.run("goto #1").error == nil && shell.workbench.journal.count < 20)
        #expect(shell.run("step").error == nil)
        // Nothing can be done there, whatever asks for it.
        let refused = [
            "send --to bob@example.jp --subject no --body no", "connect mail.example.jp 25",
            "op25b off", "unpublish all", "publish mail.example.jp:25", "socks", "lab start 1",
            "crash visitor", "load nothing.story",
        ]
        for line in refused { #expect(shell.run(line).error != nil, "\(line)") }
        #expect(shell.workbench.isInThePast)
        // Meanwhile others are served.
        let other = try #require(RealClient(port: try port(gateway)))
        PublishedPortTests.deliver(over: other, to: "dave@example.com")
        let now = shell.run("goto now")
        #expect(now.error == nil && !shell.workbench.isInThePast)
        #expect(shell.run("time +300ms").error == nil)
        #expect(shell.run("mailbox dave@example.com").output.contains { $0.contains("one") })
        #expect(shell.workbench.journal.count > count)
        // The end of what was recorded leads to the present, too.
        #expect(shell.run("back 2").error == nil)
        #expect(shell.run("run").error == nil)
        #expect(!shell.workbench.isInThePast)
        #expect(shell.run("send --to bob@example.jp --subject yes --body yes").error == nil)
        #expect(shell.run("unpublish all").error == nil)
    }

    @Test("what real programs did is saved, and lived again by a shell without sockets")
    func saved() throws {
        let gateway = gateway()
        defer { gateway.end() }
        let place = try ServeProcess.Place()
        var shell = Interpreter(
            try Workbench(try Served.internet().withoutLatency, seed: 1), language: .english,
            surroundings: Self.files, publisher: gateway)
        #expect(shell.run("publish mail.example.com:25 127.0.0.1:0 --at visitor").error == nil)
        let client = try #require(RealClient(port: try port(gateway)))
        PublishedPortTests.deliver(over: client, to: "alice@example.com")
        #expect(shell.run("time +200ms").error == nil)
        #expect(shell.run("save \(place.path)/live.story").error == nil)
        #expect(shell.run("unpublish all").error == nil)
        #expect(shell.run("save \(place.path)/whole.story").error == nil)
        let text = shell.workbench.journal.map { shell.workbench.json(of: $0) }
        for name in ["live.story", "whole.story"] {
            var other = Interpreter(
                try Workbench(try Served.internet(), seed: 4), language: .english,
                surroundings: Self.files)
            let loaded = other.run("load \(place.path)/\(name)")
            #expect(loaded.error == nil)
            #expect(!loaded.output.joined().contains("differently"), "\(loaded.output)")
            let mine = other.workbench.journal.map { other.workbench.json(of: $0) }
            #expect(mine == Array(text.prefix(mine.count)), "\(name)")
            #expect(mine.count > 50 && (name == "live.story" || mine.count == text.count))
            #expect(other.run("mailbox alice@example.com").output.contains { $0.contains("one") })
            #expect(other.run("back 3").error == nil && other.workbench.isInThePast)
        }
    }

    @Test("without a chosen seed, the first door gives the world keys that nobody can foresee")
    func secretKeys() throws {
        let place = try ServeProcess.Place()
        let gateway = Gateway(drawsSecret: true, logger: LogLines.quiet)
        defer { gateway.end() }
        var shell = Interpreter(
            try Workbench(try Served.internet().withoutLatency, seed: 1), language: .english,
            surroundings: Self.files, publisher: gateway)
        let known = shell.workbench.authorityPEM
        #expect(shell.run("publish mail.example.com:25 127.0.0.1:0").error == nil)
        #expect(shell.run("publish mail.example.jp:25 127.0.0.1:0").error == nil)
        let drawn = shell.workbench.authorityPEM
        #expect(drawn != known)
        #expect(!shell.run("export \(place.path)/ca.pem").output.isEmpty)
        #expect(try String(contentsOfFile: place.path + "/ca.pem", encoding: .utf8) == drawn)
        // Everybody in the world trusts the new authority: a letter crosses two TLS connections.
        #expect(shell.run("send --to bob@example.jp --subject hi --body hi").error == nil)
        #expect(shell.run("run until delivered").error == nil)
        #expect(shell.run("mailbox bob@example.jp").output.contains { $0.contains("hi") })
        #expect(shell.run("unpublish all").error == nil)
        #expect(shell.run("seed").output.joined(separator: " ").contains("system's chance"))
        let saved = shell.run("save \(place.path)/a.story")
        #expect(saved.output.joined(separator: " ").contains("0600"), "\(saved)")
        // Who reads the journal learns nothing of it; who has the story has the keys.
        let secrets = shell.workbench.journal.compactMap { event in
            if case .action(.drawSecret(let seed)) = event.what { return "\(seed)" }
            return nil
        }
        #expect(secrets.count == 1)
        let secret = try #require(secrets.first)
        #expect(shell.workbench.jsonLines.allSatisfy { !$0.contains(secret.prefix(16)) })
        var other = Interpreter(
            try Workbench(try Served.internet(), seed: 2), language: .english,
            surroundings: Self.files)
        let loaded = other.run("load \(place.path)/a.story")
        #expect(!loaded.output.joined().contains("differently"), "\(loaded)")
        #expect(other.workbench.authorityPEM == drawn)
    }

    @Test("commands that wait let the wall clock drive")
    func waiting() throws {
        let gateway = gateway()
        defer { gateway.end() }
        var shell = try shell(gateway)
        #expect(shell.run("publish mail.example.com:143 127.0.0.1:0").error == nil)
        let sent = shell.run("send --to bob@example.jp --subject hi --body hi")
        #expect(sent.error == nil)
        #expect(shell.run("run until message 1").error == nil || shell.run("run").error == nil)
        #expect(shell.run("mailbox bob@example.jp").output.contains { $0.contains("hi") })
        #expect(shell.run("resolve example.jp MX").error == nil)
        #expect(shell.run("unpublish all").error == nil)
    }

    @Test("socks stands where the learner sits; what is not open cannot be closed")
    func socks() throws {
        let gateway = gateway()
        defer { gateway.end() }
        var shell = try shell(gateway, .japanese)
        #expect(shell.run("use bob-laptop").error == nil)
        #expect(shell.run("socks 127.0.0.1:0").error == nil)
        #expect(gateway.doors.first?.kind == .socks(host: "bob-laptop"))
        #expect(shell.run("unpublish mail.example.com:25").error != nil)
        #expect(shell.run("unpublish bob-laptop").error == nil)
        #expect(shell.run("published").output.count == 1)
    }

    @Test("a script has no sockets, and says where they are")
    func script() throws {
        var shell = Interpreter(
            try Workbench(try Served.internet(), seed: 1), language: .english)
        #expect(shell.run("publish mail.example.com:25").error?.contains("maillab serve") == true)
    }
}
