import Foundation
import Testing

/// A real `maillab serve --data` in a process of its own, which a test may kill.
final class ServeProcess {
    /// What the ready file says.
    private struct Ready: Decodable {
        struct Published: Decodable {
            let host: String
            let port: Int
            let listening: UInt16
        }
        let ca: String
        let published: [Published]
    }

    /// The folder of one test: the data and the ready file lie in it.
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

    static let doors = [
        ("mail.example.jp", 25), ("mail.example.jp", 143), ("mail.isp-a.example", 587),
        ("mail.example.com", 993),
    ]

    private let process = Process()
    private let errors: String
    private var ready: Ready?

    /// Starts the program and does not wait for anything: as it is, or by a shell that closes its
    /// standard descriptors, or allows it few of them.
    private init(
        _ place: Place, _ more: [String], _ environment: [String: String] = [:],
        descriptors: Int? = nil, isClosed: Bool = false
    ) throws {
        errors = place.path + "/errors-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: errors))
        let program = try #require(Self.program)
        let arguments =
            [
                "serve", "--no-latency", "--lang", "en", "--log-level", "error",
            ] + (more.contains("--data") ? [] : ["--data", place.data])
            + Self.doors.flatMap { ["--publish", "\($0.0):\($0.1)=127.0.0.1:0"] } + more
        let limit = descriptors.map { "ulimit -n \($0); " } ?? ""
        let closing = isClosed ? " <&- >&- 2>&-" : ""
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            ["-c", "\(limit)exec \"$0\" \"$@\"\(closing)", program] + arguments
        process.environment = [
            "MAILLAB_HOME": Served.root.path, "XDG_STATE_HOME": place.path, "HOME": place.path,
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Starts a server and waits until everything listens.
    static func start(
        _ place: Place, _ more: String..., environment: [String: String] = [:],
        descriptors: Int? = nil, isClosed: Bool = false
    ) throws -> ServeProcess {
        try? FileManager.default.removeItem(atPath: place.ready)
        let server = try ServeProcess(
            place, ["--ready-file", place.ready] + more, environment, descriptors: descriptors,
            isClosed: isClosed)
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
        let server = try ServeProcess(place, more, environment)
        return (server.waitForEnd(), server.said)
    }

    var said: String {
        FileManager.default.contents(atPath: errors).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }

    var authority: String {
        ready.flatMap { try? String(contentsOfFile: $0.ca, encoding: .utf8) } ?? ""
    }

    func port(_ host: String, _ service: Int) throws -> UInt16 {
        try #require(ready?.published.first { $0.host == host && $0.port == service }).listening
    }

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
