import Foundation
import Logging
import Simulation

/// Writes the log of a server to standard error: one line an entry, as text or as JSON.
package struct LogLines: LogHandler {
    package enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let put: @Sendable (String) -> Void

    package init(
        label: String, level: Logger.Level, format: Format,
        put: @escaping @Sendable (String) -> Void = { line in
            FileHandle.standardError.write(Data((line + "\n").utf8))
        }
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.put = put
    }

    /// A log beside a prompt: only what went wrong.
    package static var quiet: Logger {
        let lines = LogLines(label: "maillab", level: .error, format: .text)
        return Logger(label: "maillab") { _ in lines }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        // Keys in order, so that two lines about the same can be compared.
        let pairs = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let now = Date()  // wall clock: a log says when
        let time = now.ISO8601Format(.init(includingFractionalSeconds: true))
        switch format {
        case .text:
            let values = pairs.map { " \($0.0)=\(Self.quoted($0.1))" }.joined()
            put("\(time) \(event.level) \(label): \(event.message)\(values)")
        case .json:
            let head: [(String, JSONText)] = [
                ("time", .string(time)), ("level", .string("\(event.level)")),
                ("label", .string(label)), ("message", .string("\(event.message)")),
            ]
            put(JSONText.object(head + pairs.map { ($0.0, .string($0.1)) }).text)
        }
    }

    /// Values with spaces stand in quotes, and nothing in them can begin another line.
    private static func quoted(_ text: String) -> String {
        let plain = text.allSatisfy { $0.isASCII && !$0.isWhitespace && $0 != "\"" && $0 != "=" }
        return plain && !text.isEmpty ? text : JSONText.string(text).text
    }
}
