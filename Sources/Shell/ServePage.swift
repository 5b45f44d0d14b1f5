import Simulation

/// What `maillab serve` says once everything listens.
package struct ServePage {
    private let words: Words
    private let doors: [OpenDoor]
    private let workbench: Workbench
    private let authority: String

    package init(_ words: Words, _ doors: [OpenDoor], _ workbench: Workbench, authority: String) {
        self.words = words
        self.doors = doors
        self.workbench = workbench
        self.authority = authority
    }

    package var lines: [String] {
        var lines = DoorTable.lines(doors, words, .plain)
        lines.append("")
        lines += Width.wrap(
            words(
                "shell.serve.ready",
                [
                    "ca": authority, "seed": "\(workbench.seed)",
                    "world": workbench.blueprint.name,
                ]), to: Width.page)
        return lines
    }
}
