import LabKit
import Simulation

/// A learner in a real world, with the few commands that solutions use; the shell has them all.
struct PlainHand: LearnerHand {
    var workbench: Workbench
    private var host: String

    init(_ lab: Lab) throws(Trouble) {
        workbench = try Workbench(lab.world, seed: lab.seed)
        host = lab.world.home
    }

    mutating func type(_ line: String) -> (succeeded: Bool, output: String) {
        let words = Self.words(of: line)
        do throws(Trouble) {
            switch words.first {
            case "send":
                try send(words)
                return (true, "")
            case "fetch": return try fetch(words)
            case "use": host = words.dropFirst().first ?? host
            case "step": _ = workbench.step(words.last == "phase" ? .phase : .exchange)
            case "run": _ = workbench.run(until: .quiet)
            default: return (false, "no such command: \(line)")
            }
            return (true, "")
        } catch {
            return (false, "\(error)")
        }
    }

    private mutating func send(_ words: [String]) throws(Trouble) {
        var order = SendOrder(
            host: Self.value("--on", in: words) ?? host,
            from: Self.value("--from", in: words) ?? "",
            recipients: [Self.value("--to", in: words) ?? ""],
            subject: Self.value("--subject", in: words) ?? "",
            body: Self.value("--body", in: words) ?? "")
        if Self.value("--via", in: words) == "direct" { order.route = .direct }
        try workbench.perform(.send(order))
    }

    private mutating func fetch(_ words: [String]) throws(Trouble) -> (Bool, String) {
        try workbench.perform(
            .fetch(
                FetchOrder(
                    host: Self.value("--on", in: words) ?? host,
                    login: Self.value("--as", in: words) ?? "",
                    using: Self.value("--proto", in: words) == "imap" ? .imap : .pop3,
                    deletes: words.contains("--delete"))))
        let report = workbench.run(until: .quiet)
        for position in report.events {
            if case .answer(.fetchFinished(_, _, let failure?)) = workbench.journal[position].what {
                return (false, failure.key)
            }
        }
        return (true, "")
    }

    private static func value(_ option: String, in words: [String]) -> String? {
        words.firstIndex(of: option).flatMap { place in
            words.indices.contains(place + 1) ? words[place + 1] : nil
        }
    }

    /// Words at spaces, with double quotes around what belongs together.
    private static func words(of line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .flatMap { place, part in
                place % 2 == 1
                    ? [String(part)] : part.split(separator: " ").map(String.init)
            }
    }
}
