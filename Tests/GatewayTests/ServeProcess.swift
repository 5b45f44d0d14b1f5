import Foundation
import Testing

/// A real `maillab serve` in a process of its own, which a test may kill.
final class ServeProcess {
    /// What the ready file says.
    private struct Ready: Decodable {
        struct Published: Decodable {
            let host: String
            let port: Int
            let listening: UInt16
        }
        struct Proxy: Decodable {
            let at: String
            let listening: UInt16
        }
        let pid: Int32
        let ca: String
        let published: [Published]
        let socks: [Proxy]
    }

    /// How one is started.
    struct Way {
        /// Mail is kept in the place's folder.
        var keepsData = true
        var doors = ServeProcess.doors
        var language = "en"
        /// The lab's prompt reads from a pipe.
        var hasPrompt = false
        var environment: [String: String] = [:]
        /// As many descriptors as it may have; nil for as many as this program may.
        var descriptors: Int?
        /// Its standard descriptors are closed when it begins.
        var isClosed = false
        var more: [String] = []
    }

    /// The folder of one test: the data, the ready file and the CA lie in it.
    final class Place {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-serve-\(UUID().uuidString)").path
        var data: String { path + "/data" }
        var ready: String { path + "/ready.json" }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// The program that was built beside these tests; nil where there is none.
    static let program: String? = {
        let tests = CommandLine.arguments[0]
        guard tests.hasSuffix(".xctest") else { return nil }
        // Where only one room is built, the program may be an old one.
        guard (ProcessInfo.processInfo.environment["MAILLAB_ROOM"] ?? "").isEmpty else {
            return nil
        }
        let path = URL(fileURLWithPath: tests).deletingLastPathComponent()
            .appendingPathComponent("maillab").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// The ports that are open where a test says nothing else.
    static let doors: [(host: String, service: Int)] = [
        ("mail.example.jp", 25), ("mail.example.jp", 143), ("mail.isp-a.example", 587),
        ("mail.example.com", 993),
    ]

    private let process = Process()
    private let errors: String
    private let output: String
    private let input = Pipe()
    private var ready: Ready?

    /// Starts the program and does not wait for anything.
    private init(_ place: Place, _ way: Way) throws {
        let name = UUID().uuidString
        errors = place.path + "/errors-\(name)"
        output = place.path + "/output-\(name)"
        for path in [errors, output] { try Data().write(to: URL(fileURLWithPath: path)) }
        let program = try #require(Self.program)
        let keepsData = way.keepsData && !way.more.contains("--data")
        let arguments =
            ["serve", "--no-latency", "--lang", way.language, "--log-level", "error"]
            + (keepsData ? ["--data", place.data] : [])
            + (way.hasPrompt ? ["--repl"] : [])
            + way.doors.flatMap { ["--publish", "\($0.host):\($0.service)=127.0.0.1:0"] }
            + way.more
        // A shell takes something away from it and then becomes it.
        let limit = way.descriptors.map { "ulimit -n \($0); " } ?? ""
        let closing = way.isClosed ? " <&- >&- 2>&-" : ""
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "\(limit)exec \"$0\" \"$@\"\(closing)", program] + arguments
        process.environment = [
            "MAILLAB_HOME": Served.root.path, "XDG_STATE_HOME": place.path, "HOME": place.path,
        ].merging(way.environment) { $1 }
        process.standardInput = way.hasPrompt ? input : FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.runHearingSignals()
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Starts a server that keeps its mail, and waits until everything listens.
    static func start(
        _ place: Place, _ more: String..., environment: [String: String] = [:],
        descriptors: Int? = nil, isClosed: Bool = false
    ) throws -> ServeProcess {
        try start(
            place,
            Way(
                environment: environment, descriptors: descriptors, isClosed: isClosed,
                more: more))
    }

    /// Starts a server in some way, and waits until everything listens.
    static func start(_ place: Place, _ way: Way) throws -> ServeProcess {
        try? FileManager.default.removeItem(atPath: place.ready)
        var way = way
        way.more += ["--ready-file", place.ready]
        let server = try ServeProcess(place, way)
        let limit = Date().addingTimeInterval(30)
        while server.ready == nil, server.process.isRunning, Date() < limit {
            Thread.sleep(forTimeInterval: 0.01)
            guard let octets = FileManager.default.contents(atPath: place.ready) else { continue }
            server.ready = try JSONDecoder().decode(Ready.self, from: octets)
        }
        #expect(server.ready != nil, "\(server.said)")
        return server
    }

    /// Starts one that is to end by itself; its status, and what it said.
    static func refusal(
        _ place: Place, _ more: String..., environment: [String: String] = [:]
    ) throws -> (status: Int32, said: String) {
        let server = try ServeProcess(place, Way(environment: environment, more: more))
        return (server.waitForEnd(), server.said)
    }

    /// What it complained of.
    var said: String { Self.text(errors) }

    /// What it said at its prompt, and when it was ready.
    var prompted: String { Self.text(output) }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    var isRunning: Bool { process.isRunning }

    /// Types a line at the prompt.
    func type(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Waits until the prompt has answered with something, wherever its lines end; false when it
    /// does not in good time.
    func answers(_ text: String) async throws -> Bool {
        func isThere() -> Bool {
            prompted.filter { !$0.isWhitespace }.contains(text.filter { !$0.isWhitespace })
        }
        let limit = Date().addingTimeInterval(60)
        while !isThere() {
            guard process.isRunning, Date() < limit else { return isThere() }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Nothing more is typed: the prompt ends, and the server with it.
    func endInput() throws { try input.fileHandleForWriting.close() }

    var authority: String {
        ready.flatMap { try? String(contentsOfFile: $0.ca, encoding: .utf8) } ?? ""
    }

    func port(_ host: String, _ service: Int) throws -> UInt16 {
        try #require(ready?.published.first { $0.host == host && $0.port == service }).listening
    }

    /// The port of the proxy that was asked for.
    func proxy() throws -> UInt16 { try #require(ready?.socks.first).listening }

    var authorityPath: String { ready?.ca ?? "" }

    func client(_ host: String, _ service: Int) throws -> RealClient {
        try #require(RealClient(port: try port(host, service)))
    }

    /// Sends a signal and waits for the end; the exit status, or the number of the signal.
    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        return waitForEnd()
    }

    /// From another thread, in a while.
    func end(_ signal: Int32, after seconds: Double) {
        let process = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { kill(process, signal) }
    }

    func waitForEnd() -> Int32 {
        let limit = Date().addingTimeInterval(30)
        while process.isRunning, Date() < limit { Thread.sleep(forTimeInterval: 0.005) }
        guard !process.isRunning else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// What a server takes of this machine, where its system tells by files.
extension ServeProcess {
    static let isMeasurable = FileManager.default.fileExists(atPath: "/proc/self/statm")

    /// Octets of it that are in memory.
    func residentOctets() throws -> Int {
        let text = Self.text("/proc/\(try #require(ready).pid)/statm")
        let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return pages * Int(getpagesize())
    }

    func descriptorCount() throws -> Int {
        let folder = "/proc/\(try #require(ready).pid)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).count
    }
}
