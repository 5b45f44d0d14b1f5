import Foundation

/// A test in a process of its own: to measure memory, which other tests use at the same time, and
/// to compare what two processes do.
public enum OwnProcess {
    /// The other process found its test failing.
    public struct Failure: Error, CustomStringConvertible {
        public let status: Int32
        /// All that it printed.
        public let said: String
        public var description: String { "status \(status):\n\(said)" }
    }

    private static let mark = "MAILLAB_ALONE"

    /// Whether this is such a process.
    public static let isThis = ProcessInfo.processInfo.environment[mark] != nil

    /// Whether this program can be started again, to run one test.
    public static let isPossible = !isThis && CommandLine.arguments[0].hasSuffix(".xctest")

    /// Starts the test of this name alone, with more in its environment, for whoever means to end
    /// it; what it prints is lost.
    public static func start(_ test: String, with more: [String: String]) throws -> Process {
        let process = process(test, with: more)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func process(_ test: String, with more: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["--testing-library", "swift-testing", "--filter", test]
        process.environment = ProcessInfo.processInfo.environment
            .merging(more, uniquingKeysWith: { $1 }).merging([mark: "1"], uniquingKeysWith: { $1 })
        return process
    }

    /// Runs the test of this name alone, and returns what it printed.
    ///
    /// - Throws: ``Failure`` when the test does not pass there.
    public static func run(_ test: String) throws -> String {
        let process = process(test)
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-\(UUID().uuidString).txt")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try FileHandle(forWritingTo: file)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        let said = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus, said: said)
        }
        return said
    }
}
