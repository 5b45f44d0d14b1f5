import LabKit
import Phrases
import Simulation
import Storage

/// Stories that are kept, and lived again.
let storyCommands: [Command] = [
    Command(
        "save", .program, usage: "save FILE", places: [.file],
        examples: ["save morning.story", "save lab-10.story"]
    ) { (shell, arguments) throws(Trouble) in try shell.save(arguments.place(0)) },
    Command(
        "load", .program, usage: "load FILE", places: [.file],
        examples: ["load morning.story"]
    ) { (shell, arguments) throws(Trouble) in try shell.load(arguments.place(0)) },
]

extension Interpreter {
    /// Steps of a story between two looks at the keyboard.
    private static let stepsAtOnce = 500
    /// A story that is no longer than this many steps is lived again; a longer one cannot be meant.
    private static let mostSteps = 500_000_000

    mutating func save(_ path: String) throws(Trouble) {
        guard let world = workbench.blueprint.source else { throw Trouble("shell.save.no-source") }
        // A slip of the finger shall not cost anybody another file.
        if case .success(let there) = surroundings.read(path), !StoryReader.isStory(there) {
            throw Trouble("shell.save.other-file", ["file": path])
        }
        let end = StoryEnd(
            end: workbench.atItsEnd.mark, here: workbench.isInThePast ? workbench.mark : nil,
            host: host,
            lab: session.map {
                .init(id: $0.lab.id, step: $0.stepIndex + 1, since: $0.since)
            })
        let octets = StoryText.file(SavedStory(world: world, replay: workbench.replay, end: end))
        if case .failure(let error) = surroundings.writePrivately(path, octets) {
            throw Trouble("shell.cannot-write", ["file": path, "reason": error.reason])
        }
        tell(
            "shell.save.done",
            ["file": path, "count": "\(workbench.replay.entries.count)"], role: .good)
        if workbench.holdsSecret { tell("shell.save.secret", role: .warning) }
    }

    mutating func load(_ path: String) throws(Trouble) {
        guard !isLive else { throw Trouble("shell.live.refused", ["command": "load"]) }
        // A world that is kept is not exchanged for one that is not.
        guard !workbench.recordsDisks else { throw Trouble("shell.lab.kept") }
        let octets: [UInt8]
        switch surroundings.read(path) {
        case .success(let read): octets = read
        case .failure(let error):
            throw Trouble("shell.cannot-read", ["file": path, "reason": error.reason])
        }
        let story = try StoryReader(file: path).read(octets)
        var world = try Workbench(blueprint(of: story), beginning: story.replay)
        try relive(&world, to: story.end?.end)
        let isTheSame = world.hasRelived(to: story.end?.end)
        if let here = story.end?.here { world.goto(here) }
        workbench = world
        shownOctets = [:]
        host = story.end?.host.flatMap { world.host(named: $0)?.name } ?? world.blueprint.home
        tell(
            "shell.load.done",
            [
                "file": path, "world": world.blueprint.name,
                "count": "\(story.replay.entries.count)",
            ], role: .good)
        if !isTheSame { tell("shell.load.differs", role: .warning) }
        if story.end == nil { tell("shell.load.cut-off", role: .warning) }
        open(story.end?.lab)
        tellWhere()
    }

    private func blueprint(of story: SavedStory) throws(Trouble) -> Blueprint {
        do throws(FileTrouble) {
            let plan = try WorldFile.parse(story.world.text, name: story.world.name)
            return story.world.isWithoutLatency ? plan.withoutLatency : plan
        } catch {
            throw Trouble(
                "shell.plain",
                ["text": error.lines(in: words.language).joined(separator: "\n")])
        }
    }

    /// Lives a story again, in sight of whoever waits; Ctrl-C leaves everything as it was.
    private func relive(_ world: inout Workbench, to end: StoryMark?) throws(Trouble) {
        var steps = 0
        defer { if steps > 0 { surroundings.progress("") } }
        while !world.relive(to: end, atMost: Self.stepsAtOnce) {
            steps += Self.stepsAtOnce
            if surroundings.interrupted() || steps > Self.mostSteps {
                throw Trouble("shell.load.stopped")
            }
            surroundings.progress(
                words(
                    "shell.run.progress",
                    [
                        "time": VirtualTime.dayAndTime(world.now.nanoseconds),
                        "count": "\(world.journal.count)",
                    ]))
        }
    }

    /// The lab that was open, at its step.
    private mutating func open(_ lab: StoryEnd.OpenLab?) {
        session = nil
        guard let lab else { return }
        guard let folder = labPlaces.folder, let name = LabShelf.find(lab.id, in: folder),
            let read = try? LabFile.read(folder: folder + "/" + name)
        else { return tell("shell.load.no-lab", ["lab": lab.id], role: .warning) }
        var opened = LabSession(read)
        opened.resume(step: lab.step, since: lab.since, workbench)
        session = opened
    }

    // MARK: the past of a living world

    /// While real programs live in the world, one looks back at a copy of it.
    mutating func lookBack() throws(Trouble) {
        guard isLive, !isLookingBack, let publisher else { return }
        let present = workbench.mark
        var past = workbench.past
        // The programs need not wait while the story is lived again.
        publisher.giveBack(&workbench)
        do throws(Trouble) {
            try relive(&past, to: present)
        } catch {
            publisher.borrow(&workbench)
            throw error
        }
        workbench = past
        isLookingBack = true
    }

    /// Whoever has come to the end of what was recorded is in the present again.
    mutating func comeBackFromThePast() {
        if isLookingBack, !workbench.isInThePast { returnToThePresent() }
    }

    mutating func returnToThePresent() {
        if isLookingBack, let publisher {
            isLookingBack = false
            publisher.borrow(&workbench)
        } else {
            workbench = workbench.atItsEnd
        }
        tellWhere()
        tell("shell.where.present", role: .faint)
    }
}
