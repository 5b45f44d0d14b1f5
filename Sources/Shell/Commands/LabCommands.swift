import Foundation
import LabKit
import Phrases
import Simulation

/// Guided labs.
let labCommands: [Command] = [
    Command(
        "lab", .lab, usage: "lab [list|show LAB|start LAB|goto STEP|check|stop]",
        places: [.oneOf(["list", "show", "start", "goto", "check", "stop"]), .lab],
        examples: ["lab", "lab list", "lab start 1", "lab goto 3", "lab stop"]
    ) { (shell, arguments) throws(Trouble) in try shell.lab(arguments) },
    Command("hint", .lab, usage: "hint", examples: ["hint"]) {
        (shell, _) throws(Trouble) in try shell.hint()
    },
    Command("check", .lab, usage: "check", examples: ["check"]) {
        (shell, _) throws(Trouble) in try shell.checkLab()
    },
    Command(
        "answer", .lab, usage: "answer TEXT", places: [.text],
        examples: ["answer 550", "answer mail.example.jp"], takesLine: true
    ) { (shell, arguments) throws(Trouble) in try shell.answer(arguments.rest) },
    Command("solution", .lab, usage: "solution", examples: ["solution"]) {
        (shell, _) throws(Trouble) in try shell.showSolution()
    },
    Command("progress", .lab, usage: "progress", examples: ["progress"]) {
        (shell, _) throws(Trouble) in try shell.showProgress()
    },
]

/// Where labs are kept, and where it is noted how far a learner is.
package struct LabPlaces: Sendable {
    /// The folder of labs; nil when none was found.
    package var folder: String?
    /// The file of the learner's progress; nil keeps nothing.
    package var progress: String?

    package init(folder: String? = nil, progress: String? = nil) {
        self.folder = folder
        self.progress = progress
    }
}

extension Interpreter {
    private func shelf() throws(Trouble) -> String {
        guard let folder = labPlaces.folder else { throw Trouble("shell.lab.no-folder") }
        return folder
    }

    private func openLab() throws(Trouble) -> LabSession {
        guard let session else { throw Trouble("shell.lab.none-open") }
        return session
    }

    mutating func lab(_ arguments: Arguments) throws(Trouble) {
        guard let word = arguments.optionalPlace(0)?.lowercased() else {
            if session == nil { return try listLabs() }
            return try showStep()
        }
        switch word {
        case "list": try listLabs()
        case "show": try showLab(arguments.optionalPlace(1))
        case "start": try startLab(arguments.place(1))
        case "goto": try goToStep(Arguments.number(arguments.place(1)))
        case "check": try checkLab()
        case "stop":
            _ = try openLab()
            session = nil
            tell("shell.lab.stopped")
        case "verify", "new", "report":
            throw Trouble("shell.lab.outside", ["command": word])
        default:
            // `lab 1` means what it says.
            if Int(word) != nil { return try startLab(word) }
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(word),
                    "choices": "list, show, start, goto, check, stop",
                ])
        }
    }

    private func readLab(_ query: String) throws(Trouble) -> Lab {
        let folder = try shelf()
        guard let name = LabShelf.find(query, in: folder) else {
            throw Trouble("shell.lab.no-such", ["lab": ProtocolText.shown(query)])
        }
        do throws(FileTrouble) {
            return try LabFile.read(folder: folder + "/" + name)
        } catch {
            throw Trouble(
                "shell.plain",
                ["text": error.lines(in: words.language).joined(separator: "\n")])
        }
    }

    private mutating func listLabs() throws(Trouble) {
        let folder = try shelf()
        let progress = try LabProgress(reading: labPlaces.progress)
        var table = Table([
            words("shell.column.lab"), words("shell.column.title"), words("shell.column.progress"),
        ])
        for name in LabShelf.list(folder) {
            let entry = progress[name]
            let state =
                entry.map {
                    $0.isFinished
                        ? words("shell.lab.finished")
                        : words("shell.lab.at-step", ["step": "\($0.step)"])
                } ?? ""
            let lab = try? LabFile.read(folder: folder + "/" + name)
            table.add([
                String(name.prefix { $0.isNumber }),
                lab.map { $0.title[words.language] } ?? "\(name) (!)", state,
            ])
        }
        guard !table.isEmpty else { throw Trouble("shell.lab.no-folder") }
        show(table.lines(paint))
        tell("shell.lab.list-footer", role: .faint)
    }

    private mutating func showLab(_ query: String?) throws(Trouble) {
        guard let lab = try query.map({ name throws(Trouble) in try readLab(name) }) ?? session?.lab
        else { throw Trouble("shell.lab.none-open") }
        show(paint(.strong, "\(lab.number)  \(lab.title[words.language])"))
        show(GuideText.lines(lab.guide.whole[words.language], paint))
    }

    mutating func startLab(_ query: String) throws(Trouble) {
        let lab = try readLab(query)
        var opened = LabSession(lab)
        try makeFreshWorld(of: lab)
        opened.begin(step: 1, workbench)
        session = opened
        try keepProgress()
        show(paint(.strong, "\(lab.number)  \(lab.title[words.language])"))
        show(GuideText.lines(lab.guide.introduction[words.language], paint))
        tell("shell.lab.fresh-world", role: .faint)
        try showStep()
    }

    /// The lab's world as it is when the learner comes: `setup` has been typed.
    private mutating func makeFreshWorld(of lab: Lab) throws(Trouble) {
        guard !isLive else { throw Trouble("shell.live.refused", ["command": "lab"]) }
        // A world that is kept is not exchanged for one that is not.
        guard !workbench.recordsDisks else { throw Trouble("shell.lab.kept") }
        workbench = try Workbench(lab.world, seed: lab.seed)
        host = workbench.blueprint.home
        shownOctets = [:]
        var helper = silentTwin
        for line in lab.setup { _ = helper.run(line) }
        workbench = helper.workbench
        host = workbench.blueprint.home
        shownOctets = helper.shownOctets
    }

    /// A copy that types for the learner: no lab is open before it, and nothing is kept.
    private var silentTwin: Interpreter {
        var twin = self
        twin.session = nil
        twin.labPlaces.progress = nil
        // Doors are the learner's own to open.
        twin.publisher = PaperPublisher()
        return twin
    }

    private mutating func showStep() throws(Trouble) {
        let session = try openLab()
        guard let step = session.step else {
            tell("shell.lab.all-done", ["lab": session.lab.number])
            return
        }
        show("")
        let number = "\(session.stepIndex + 1)/\(session.lab.steps.count)"
        show(paint(.strong, "── \(number)  \(step.title[words.language])"))
        if let section = session.lab.guide.section(of: step.id) {
            show(GuideText.lines(section[words.language], paint))
        }
        tell("shell.lab.goal", ["goal": Emphasis.plain(step.goal[words.language])], role: .good)
        if let question = step.question {
            tell(
                "shell.lab.question", ["question": Emphasis.plain(question[words.language])],
                role: .warning)
        }
    }

    private mutating func goToStep(_ number: Int) throws(Trouble) {
        let lab = try openLab().lab
        guard (1...max(1, lab.steps.count)).contains(number) else {
            throw Trouble(
                "shell.lab.no-such-step", ["step": "\(number)", "count": "\(lab.steps.count)"])
        }
        // Everything before is done for the learner, in a fresh world, silently.
        try makeFreshWorld(of: lab)
        var helper = silentTwin
        var pilot = LabSession(lab)
        for (index, step) in lab.steps.prefix(number - 1).enumerated() {
            for line in step.solution {
                switch line {
                case .command(let text) where text.hasPrefix("answer "): continue
                case .command(let text):
                    _ = helper.run(pilot.command(text, of: step, in: helper.workbench))
                case .elsewhere(let session): helper.live(session)
                }
            }
            pilot.begin(step: index + 2, helper.workbench)
        }
        workbench = helper.workbench
        host = helper.host
        shownOctets = helper.shownOctets
        session = pilot
        tell("shell.lab.went-to", ["step": "\(number)"], role: .faint)
        try showStep()
    }

    mutating func hint() throws(Trouble) {
        guard var current = session else { throw Trouble("shell.lab.none-open") }
        guard current.step != nil else {
            return tell("shell.lab.all-done", ["lab": current.lab.number])
        }
        guard let hint = current.hint(workbench) else { throw Trouble("shell.lab.no-hints") }
        session = current
        show(
            paint(.strong, words("shell.lab.hint", ["level": "\(hint.level)", "of": "\(hint.of)"])))
        show(told(hint.text))
    }

    /// Says how far the present step is; that it is not done yet is no failure.
    mutating func checkLab() throws(Trouble) {
        let session = try openLab()
        switch session.check(workbench) {
        case .passed:
            if session.isFinished { tell("shell.lab.all-done", ["lab": session.lab.number]) }
        case .failed(let failure):
            tell(
                "shell.lab.not-yet", ["reason": failure.reason[words.language]], role: .warning)
            if !failure.events.isEmpty {
                let list = failure.events.map { "#\($0)" }.joined(separator: ", ")
                tell("shell.lab.look-at", ["events": list], indent: 2)
            }
            checkFailed = true
        }
    }

    mutating func answer(_ text: String) throws(Trouble) {
        let answer = text.trimmingCharacters(in: .whitespaces)
        guard !answer.isEmpty else {
            throw Trouble("shell.missing-words", ["command": "answer", "usage": "answer TEXT"])
        }
        guard var current = session else { throw Trouble("shell.lab.none-open") }
        let verdict = current.answer(answer, workbench)
        session = current
        switch verdict {
        case .noQuestion: throw Trouble("shell.lab.no-question")
        case .right: tell("shell.lab.right", role: .good)
        case .wrong(let feedback):
            tell("shell.lab.wrong")
            if let feedback {
                show(told(feedback))
            }
        }
    }

    /// A lab's text, indented.
    private func told(_ text: Text) -> [String] {
        Emphasis.wrap(text[words.language], to: Width.page - 2, paint).map { "  " + $0 }
    }

    mutating func showSolution() throws(Trouble) {
        let session = try openLab()
        guard let (commands, explanation) = session.solution(workbench) else {
            return tell("shell.lab.all-done", ["lab": session.lab.number])
        }
        tell("shell.lab.solution", role: .strong)
        for command in commands { show("    " + paint(.typed, command)) }
        show(told(explanation))
    }

    mutating func showProgress() throws(Trouble) {
        if let session {
            tell(
                "shell.lab.progress",
                [
                    "lab": session.lab.number, "title": session.lab.title[words.language],
                    "step": "\(min(session.stepIndex + 1, session.lab.steps.count))",
                    "count": "\(session.lab.steps.count)",
                ], role: .strong)
            for (index, step) in session.lab.steps.enumerated() {
                let mark =
                    index < session.stepIndex ? "[x]" : index == session.stepIndex ? "[>]" : "[ ]"
                show("  \(mark) \(index + 1)  \(step.title[words.language])")
            }
            return
        }
        try listLabs()
    }

    // MARK: after every command

    /// The check of an open lab, after every command; exploring is never counted as wrong.
    mutating func lookAtLab() {
        guard var current = session else { return }
        let news = current.evaluate(workbench)
        session = current
        guard !news.isEmpty else { return }
        let language = words.language
        for passed in news.passed {
            show("")
            tell(
                "shell.lab.passed",
                [
                    "step": "\(passed.number)", "count": "\(passed.of)",
                    "title": passed.title[language],
                ], role: .good)
            show(told(passed.explanation))
        }
        for feedback in news.feedback {
            // Trying things out is what a lab is for: a remark, and no warning.
            tell("shell.lab.remark", role: .faint)
            show(told(feedback))
        }
        if !news.passed.isEmpty {
            do throws(Trouble) {
                try keepProgress()
                try showStep()
            } catch {
                show(words.trouble(error))
            }
        }
    }

    /// Notes in the learner's file how far the lab is.
    private func keepProgress() throws(Trouble) {
        guard let path = labPlaces.progress, let session else { return }
        var progress = try LabProgress(path: path)
        progress.note(session)
        try progress.save(path: path)
    }
}

extension LabProgress {
    fileprivate init(reading path: String?) throws(Trouble) {
        if let path { try self.init(path: path) } else { self.init() }
    }
}

/// The interpreter is the hand that types the solutions when labs are verified.
extension Interpreter: LearnerHand {
    package mutating func type(_ line: String) -> (succeeded: Bool, output: String) {
        let result = run(line)
        let lines = result.output + (result.error.map { [$0] } ?? [])
        return (result.succeeded, lines.joined(separator: "\n"))
    }

    package mutating func live(_ session: OutsideSession) { workbench.live(session) }
}

extension Workbench {
    /// A program that speaks by a script, and waits for the answer to each line.
    fileprivate mutating func live(_ session: OutsideSession) {
        let connect = GuestOrder.connect(
            host: session.host, target: session.target, port: session.port)
        guard let guest = try? admit(connect) else { return }
        _ = run(until: .quiet)
        var orders = session.lines.map { GuestOrder.send(guest: guest, Array("\($0)\r\n".utf8)) }
        orders.append(.close(guest: guest))
        for order in orders {
            // A program without a connection has nothing more to say.
            guard (try? perform(.guest(order))) != nil else { return }
            _ = run(until: .quiet)
        }
    }
}
