import ArgumentParser
import Clockwork
import Foundation
import Gateway
import Logging
import Phrases
import Shell
import Simulation
import Storage

/// `maillab serve`: real programs join the simulated internet.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Opens real sockets, through which real mail programs join.",
        discussion: """
            A connection accepted here continues as a simulated connection from the host named by \
            --at, through the simulated links and firewalls. Without --publish, the ports of \
            mail.example.com are on 127.0.0.1 at 10000 plus the port, those of mail.example.jp at \
            20000 and those of mail.isp-a.example at 30000. With --data, mailboxes and queues \
            outlive a restart, and kill -9; without it they are gone when the program ends.
            """)

    @OptionGroup var options: WorldOptions
    @OptionGroup var doors: DoorOptions

    @Option(
        help: ArgumentHelp(
            "Written, whole, once everything listens.", valueName: "file"),
        completion: .file())
    var readyFile: String?

    @Option(
        help: ArgumentHelp("Every packet, while it happens.", valueName: "file.pcapng"),
        completion: .file())
    var capture: String?

    @Option(
        help: ArgumentHelp(
            "A folder that keeps mailboxes and queues across restarts.", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The story, while it happens: `load` in the lab lives it again.", valueName: "file"),
        completion: .file())
    var save: String?

    @Flag(help: "Links deliver at once and lose nothing.")
    var noLatency = false

    @Flag(help: "Opens the lab's prompt beside the living world.")
    var repl = false

    @Option(help: "What is logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevelChoice = .info

    @Option(help: "How it is logged on standard error: text or json.")
    var logFormat: LogFormatChoice = .text

    func run() throws {
        let language = options.language
        let words = Words(language)
        let descriptors = Machine.prepareForServing()
        let ready = try ServeReady(readyFile, words)
        var plan = try options.blueprint()
        if noLatency { plan = plan.withoutLatency }
        let keeping = try Keeping(data, plan, seed: options.seed, words)
        var workbench = try options.workbench(
            plan, seed: keeping.seed, continuing: keeping.saved)
        try keeping.begin(&workbench)
        let log = LogLines(
            label: "maillab", level: repl ? max(logLevel.level, .warning) : logLevel.level,
            format: logFormat.format)
        let logger = Logger(label: "maillab") { _ in log }
        var limits = GatewayLimits()
        // Files and pipes need some, too; who comes beyond is refused, and does not hang.
        limits.connections = min(limits.connections, max(1, descriptors - 40))
        if !repl {
            // Nobody can look at the past of a server without a prompt.
            limits.events = 100_000
            workbench.keepsRecording = false
        }
        let gateway = Gateway(
            limits: limits, allowsRemote: doors.allowRemote, keeper: keeping.folder,
            logger: logger)
        let ended = DispatchSemaphore(value: 0)
        // Beside a prompt nobody waits for the end: it comes at once.
        let isInterrupting = repl
        gateway.onKeepingFailure { trouble in
            ready.withdraw()
            if isInterrupting { keeping.giveUp(trouble) }
            ended.signal()
        }
        try begin(capture: gateway, logger, words)
        let story = try beginStory(of: &workbench, gateway, logger, words)
        do throws(Trouble) {
            try doors.open(gateway, &workbench)
        } catch {
            Complaints.say(words.trouble(error))
            throw ExitCode(Self.usageTroubles.contains(error.key) ? 64 : 69)
        }
        gateway.giveBack(&workbench)
        if repl {
            Signals.onTermination { _ in
                ready.withdraw()
                keeping.end(gateway, story)
                LineReader.restoreTerminal()
                Foundation.exit(0)
            }
        } else {
            Signals.watchForEnd(ended)
        }
        try sayReady(gateway, workbench, keeping, words)
        if repl {
            try converse(gateway, workbench, keeping, story, ready)
        } else {
            let manager = ServiceManager(ProcessInfo.processInfo.environment, logger)
            manager?.tell(.ready)
            ended.wait()
            manager?.tell(.stopping)
            Signals.stopWatching()
            ready.withdraw()
            keeping.end(gateway, story)
        }
        gateway.end()
    }

    /// What is wrong with the command line, not with this machine.
    private static let usageTroubles = [
        "trouble.no-such-host", "trouble.not-a-host", "trouble.no-resolver",
        "trouble.not-loopback", "trouble.bad-door", "trouble.bad-proxy",
        "trouble.bad-listening",
    ]

    private func begin(capture gateway: Gateway, _ logger: Logger, _ words: Words) throws {
        guard let path = capture else { return }
        do throws(FileFailure) {
            gateway.add(try CaptureFile(path: path, complain: stopped("capture", path, logger)))
        } catch {
            throw cannotWrite(path, error, words)
        }
    }

    /// The file that everything is written to as it happens, if one is wanted.
    private func beginStory(
        of workbench: inout Workbench, _ gateway: Gateway, _ logger: Logger, _ words: Words
    ) throws -> StoryFile? {
        guard let path = save else { return nil }
        do throws(FileFailure) {
            let story = try StoryFile(
                path: path, of: &workbench, complain: stopped("story", path, logger))
            gateway.add(story)
            return story
        } catch {
            throw cannotWrite(path, error, words)
        }
    }

    /// Logs that a file cannot be written any more; the server goes on.
    private func stopped(
        _ what: String, _ path: String, _ logger: Logger
    ) -> @Sendable (String) -> Void {
        { reason in
            logger.error("\(what) stopped", metadata: ["file": "\(path)", "reason": "\(reason)"])
        }
    }

    private func cannotWrite(_ path: String, _ failure: FileFailure, _ words: Words) -> ExitCode {
        Complaints.say(words("shell.cannot-write", ["file": path, "reason": failure.reason]))
        return ExitCode(69)
    }

    /// Writes the CA and the ready file, and says where everything is.
    private func sayReady(
        _ gateway: Gateway, _ workbench: Workbench, _ keeping: Keeping, _ words: Words
    ) throws {
        let authority = try writeAuthority(workbench, words)
        let page = ServePage(
            words, gateway.doors, workbench, authority: authority,
            counters: gateway.counters.map { "\($0)" }, isBesidePrompt: repl,
            kept: data.map { ($0, (keeping.saved?.run ?? 0) + 1) }, story: save)
        for line in page.lines { print(line) }
        LineReader.flush()
        guard let path = readyFile else { return }
        let ready = ReadyFile(
            workbench, doors: gateway.doors, counters: gateway.counters,
            authorityPath: authority, worldName: options.world ?? workbench.blueprint.name)
        try write(path, Array(ready.text.utf8), words)
    }

    /// Beside the ready file, or in the user's state folder.
    private func writeAuthority(_ workbench: Workbench, _ words: Words) throws -> String {
        let path: String
        if let readyFile {
            let folder = URL(fileURLWithPath: readyFile).deletingLastPathComponent()
            path = folder.appendingPathComponent("maillab-ca.pem").path
        } else if let state = Places.stateFile("ca.pem") {
            path = state
            // What cannot be made cannot be written to, which is complained of.
            try? FileManager.default.createDirectory(
                at: URL(fileURLWithPath: state).deletingLastPathComponent(),
                withIntermediateDirectories: true)
        } else {
            path = FileManager.default.temporaryDirectory.path + "/maillab-ca.pem"
        }
        try write(path, Array(workbench.authorityPEM.utf8), words)
        return path
    }

    private func write(_ path: String, _ octets: [UInt8], _ words: Words) throws {
        guard case .failure(let error) = Files.write(path, octets) else { return }
        Complaints.say(words("shell.cannot-write", ["file": path, "reason": error.reason]))
        throw ExitCode(69)
    }

    private func converse(
        _ gateway: Gateway, _ workbench: Workbench, _ keeping: Keeping, _ story: StoryFile?,
        _ ready: ServeReady
    ) throws {
        let reader = LineReader(history: Places.stateFile("history"))
        let shell = options.shell(
            workbench, paint: Paint(isOn: options.isColoured), isInteractive: reader.isInteractive,
            keepsProgress: true,
            publisher: gateway)
        var repl = Repl(shell, reader: reader)
        let succeeded = repl.run()
        ready.withdraw()
        keeping.end(gateway, story, or: repl.workbench)
        if !succeeded { throw ExitCode(1) }
    }
}
