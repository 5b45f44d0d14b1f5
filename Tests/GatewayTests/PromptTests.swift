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
        // The past is read-only while somebody is here.
        #expect(shell.run("back").error?.contains("unpublish all") == true)
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
