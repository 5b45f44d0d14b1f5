import Phrases
import Shell
import Testing

/// OP25B from the command line: a real `maillab serve --at alice-pc --socks alice-pc --repl`.
@Suite("OP25B at a maillab serve with a prompt", .serialized)
struct ServedBlockTests {
    private static let router = "edge.isp-a.example"

    /// Switches OP25B on with a verdict and waits until the prompt has said so.
    private func set(_ verdict: String, _ server: ServeProcess, _ words: Words) async throws {
        try server.type("op25b on \(Self.router) --verdict \(verdict)")
        // The line may be wrapped; what it says of the verdict stands in one piece.
        #expect(
            try await server.answers(words("shell.verdict.\(verdict)")),
            "\(server.prompted) \(server.said)")
    }

    @Test(
        "drop is silence and 587 works; another verdict, typed at the prompt, is felt by who waits",
        .enabled(
            if: ServeProcess.program != nil && Programs.has("swaks", "curl"),
            "needs the built program, swaks and curl"),
        arguments: Language.allCases)
    func feltAtOnce(language: Language) async throws {
        let words = Words(language)
        let place = try ServeProcess.Place()
        let server = try ServeProcess.start(
            place,
            ServeProcess.Way(
                keepsData: false, doors: [("mail.example.com", 25), ("mail.example.com", 587)],
                language: language.rawValue, hasPrompt: true,
                more: ["--at", "alice-pc", "--socks", "alice-pc=127.0.0.1:0"]))
        let (relay, proxy) = (try server.port("mail.example.com", 25), try server.proxy())
        func swaks() throws -> RunningProgram {
            try RunningProgram("swaks", CommandLines.swaksRelay(relay))
        }
        func curl() throws -> RunningProgram {
            try RunningProgram(
                "curl", CommandLines.curlRelay(proxy: proxy), input: CommandLines.letter)
        }

        // As the world file has it: dropped in silence. Who does not want to wait gives up.
        let impatient = try await RunningProgram(
            "swaks", CommandLines.swaksRelay(relay, timeout: "1s")
        ).outcome()
        #expect(impatient.status == 21, "\(impatient)")
        #expect(impatient.output.contains("Timeout (1 secs) waiting for server response"))
        try await submit(server, proxy)
        // Others begin to wait as late as can be: a busy machine takes long between two lines here,
        // and after 127 seconds they would give up.
        let (waiting, proxied) = (try swaks(), try curl())
        #expect(try await waiting.says("Connected to 127.0.0.1"))
        #expect(waiting.isRunning && !waiting.said.contains("220 "))
        #expect(proxied.isRunning && proxied.said.isEmpty)

        // The SYNs of both are sent again, and meet the new verdict.
        try await set("reset", server, words)
        let released = try await waiting.outcome()
        #expect(CommandLines.wasThrownOut(released), "\(released)")
        let told = try await proxied.outcome()
        #expect(CommandLines.wasRefused(told, with: 5), "\(told)")
        let resetAtOnce = try await swaks().outcome()
        #expect(CommandLines.wasThrownOut(resetAtOnce), "\(resetAtOnce)")

        try await set("prohibited", server, words)
        let prohibited = try await swaks().outcome()
        #expect(CommandLines.wasThrownOut(prohibited), "\(prohibited)")
        let unreachable = try await curl().outcome()
        #expect(CommandLines.wasRefused(unreachable, with: 4), "\(unreachable)")
        try await submit(server, proxy)

        try server.type("op25b off \(Self.router)")
        #expect(try await server.answers(words("shell.op25b.off", ["host": Self.router])))
        let letThrough = try await swaks().outcome()
        #expect(letThrough.status == 0, "\(letThrough.output)")

        try server.type("mailbox dave@example.com")
        #expect(try await server.answers("from behind OP25B"), "\(server.prompted)")
        try server.endInput()
        #expect(server.waitForEnd() == 0, "\(server.said)")
    }

    /// A letter by swaks to the published port 587, and one by curl through the proxy.
    private func submit(_ server: ServeProcess, _ proxy: UInt16) async throws {
        let authority = server.authorityPath
        let programs = [
            try RunningProgram(
                "swaks",
                CommandLines.swaksSubmission(
                    try server.port("mail.example.com", 587), authority: authority)),
            try RunningProgram(
                "curl", CommandLines.curlSubmission(proxy: proxy, authority: authority),
                input: CommandLines.letter),
        ]
        for program in programs {
            let sent = try await program.outcome()
            #expect(sent.status == 0, "\(sent.output) \(server.said)")
        }
    }
}
