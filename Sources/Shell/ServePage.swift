import Simulation

/// What `maillab serve` says once everything listens.
package struct ServePage {
    private let words: Words
    private let doors: [OpenDoor]
    private let workbench: Workbench
    private let authority: String
    private let counters: String?
    /// At a prompt, Ctrl-C is for the line that is typed.
    private let isBesidePrompt: Bool
    /// Where its mail is kept, and how often it has been started with that.
    private let kept: (folder: String, run: Int)?
    /// Where its story is written.
    private let story: String?

    package init(
        _ words: Words, _ doors: [OpenDoor], _ workbench: Workbench, authority: String,
        counters: String? = nil, isBesidePrompt: Bool = false,
        kept: (folder: String, run: Int)? = nil, story: String? = nil
    ) {
        self.words = words
        self.doors = doors
        self.workbench = workbench
        self.authority = authority
        self.counters = counters
        self.isBesidePrompt = isBesidePrompt
        self.kept = kept
        self.story = story
    }

    package var lines: [String] {
        var lines = DoorTable.lines(doors, words, .plain)
        lines.append("")
        lines += Width.wrap(
            words(
                workbench.seed.isSecret ? "shell.serve.ready-secret" : "shell.serve.ready",
                [
                    "ca": authority,
                    "end": words(isBesidePrompt ? "shell.serve.end-by-quit" : "shell.serve.end"),
                    "seed": "\(workbench.seed)",
                    "world": workbench.blueprint.name,
                ]), to: Width.page)
        if let counters {
            lines += Width.wrap(
                words("shell.serve.counters", ["address": counters]), to: Width.page)
        }
        if let kept {
            let values: KeyValuePairs = ["folder": kept.folder, "run": "\(kept.run)"]
            lines += Width.wrap(words("shell.serve.kept", values), to: Width.page)
        }
        if let story {
            lines += Width.wrap(words("shell.serve.saving", ["file": story]), to: Width.page)
        }
        return lines
    }
}
