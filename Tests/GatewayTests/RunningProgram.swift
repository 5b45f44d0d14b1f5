import Foundation
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

extension Process {
    /// Starts it with every signal let through.
    ///
    /// A child begins with the signals blocked that its parent's thread blocks, and the threads of
    /// tests block many: a program that waits for SIGALRM or SIGCHLD would wait for ever.
    func runHearingSignals() throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}

/// A program of this machine that runs while the test goes on.
///
/// What it says goes into a file, so that it never waits for a reader, and whoever waits for its
/// end holds no thread: other tests have the machine meanwhile.
final class RunningProgram {
    private let process = Process()
    private let folder: String
    private let limit: Date

    /// Starts it. Without `input` it reads an end at once; it is told to end after `patience`.
    init(
        _ name: String, _ arguments: [String], input: String = "",
        environment: [String: String] = [:], patience: Double = 180
    ) throws {
        let path = try #require(Programs.path(name), "\(name) is not on this machine")
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-program-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        limit = Date().addingTimeInterval(patience)
        try Data(input.utf8).write(to: URL(fileURLWithPath: folder + "/input"))
        try Data().write(to: URL(fileURLWithPath: folder + "/output"))
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/output"))
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardInput = try FileHandle(
            forReadingFrom: URL(fileURLWithPath: folder + "/input"))
        process.standardOutput = output
        process.standardError = output
        try process.runHearingSignals()
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    var isRunning: Bool { process.isRunning }

    /// What it has said so far, on both of its outputs.
    var said: String {
        FileManager.default.contents(atPath: folder + "/output")
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Waits until it has said something; false when it ends or its time is up without that.
    func says(_ text: String) async throws -> Bool {
        while !said.contains(text) {
            guard isRunning, Date() < limit else { return said.contains(text) }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Waits for its end; its exit status, or the number of the signal that ended it.
    func outcome() async throws -> (status: Int32, output: String) {
        while isRunning, Date() < limit { try await Task.sleep(for: .milliseconds(10)) }
        return stop()
    }

    /// Ends it if it has not ended.
    @discardableResult
    func stop() -> (status: Int32, output: String) {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }
}
