import Foundation
import LabKit
import Phrases
import Simulation
import Testing

/// A lab that is open: progress, hints, answers, feedback.
@Suite("Lab sessions")
struct LabSessionTests {
    @Test("steps pass by what the journal shows, in order, with explanations")
    func passing() throws {
        var session = LabSession(try FakeLab.read())
        var world = FakeWorld()
        #expect(session.progressText == "[07 1/2]")
        #expect(session.evaluate(world).isEmpty)
        world.ask("server", "A y.example")
        let number = world.ask("pc", "MX x.example")
        #expect(session.evaluate(world).isEmpty)
        #expect(
            session.answer("a", world)
                == .wrong(feedback: Text(en: "Not A, see \(number).", ja: "Aではない。\(number) を見る。")))
        #expect(session.answer("TXT", world) == .wrong(feedback: nil))
        #expect(session.evaluate(world).isEmpty)
        #expect(session.answer(" mx. ", world) == .right)
        let news = session.evaluate(world)
        #expect(news.passed.map(\.id) == ["ask"])
        #expect(news.passed.first?.explanation.en == "You asked in \(number).")
        #expect(news.next?.id == "deliver")
        #expect(session.progressText == "[07 2/2]")
        #expect(session.answer("MX", world) == .noQuestion)
        world.deliver(to: "ann@lab.example")
        #expect(session.evaluate(world).passed.map(\.id) == ["deliver"])
        #expect(session.isFinished && session.progressText == "[07 done]")
        #expect(session.evaluate(world).isEmpty)
        #expect(session.hint(world) == nil)
        #expect(session.solution(world)?.commands == nil)
    }

    @Test("hints come in three levels and name the learner's own events")
    func hints() throws {
        var session = LabSession(try FakeLab.read())
        var world = FakeWorld()
        #expect(session.hint(world)?.text.en == "One.")
        #expect(session.hint(world)?.level == 2)
        #expect(session.hint(world)?.text.en == "Ask first.")
        let number = world.ask("pc", "MX x.example")
        let last = session.hint(world)
        let hint = try #require(last)
        #expect(hint.text == Text(en: "See \(number).", ja: "\(number) を見る。"))
        #expect(hint.level == 3 && hint.of == 3)
    }

    @Test("feedback that would name an event not yet seen says what is still to be done")
    func unseen() throws {
        var session = LabSession(try FakeLab.read())
        let world = FakeWorld()
        guard case .failed(let failure) = session.check(world) else {
            Issue.record("the step passes in a fresh world")
            return
        }
        #expect(session.answer("a", world) == .wrong(feedback: failure.reason))
        #expect(!failure.reason.en.contains("…") && !failure.reason.ja.contains("…"))
    }

    @Test("a wrong turn is spoken of once, and exploring is not wrong")
    func feedback() throws {
        var session = LabSession(try FakeLab.read())
        var world = FakeWorld()
        world.line("pc", .sent, "NOOP")
        #expect(session.evaluate(world).isEmpty)
        world.ask("pc", "A x.example")
        #expect(session.evaluate(world).feedback.map(\.en) == ["That was A."])
        #expect(session.evaluate(world).isEmpty)
        #expect(!session.isFinished)
    }

    @Test("going back in time neither traps nor takes a passed step away")
    func back() throws {
        var session = LabSession(try FakeLab.read())
        var world = FakeWorld()
        world.ask("pc", "MX x.example")
        _ = session.answer("MX", world)
        #expect(session.evaluate(world).passed.count == 1)
        #expect(session.evaluate(FakeWorld()).isEmpty)
        #expect(session.progressText == "[07 2/2]")
        session.begin(step: 1, world)
        #expect(session.progressText == "[07 1/2]")
        session.begin(step: 99, world)
        #expect(session.isFinished)
        session.begin(step: -5, world)
        #expect(session.stepIndex == 0)
    }

    @Test("progress is kept in a file, never shrinks, and a broken file is not written over")
    func progress() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-progress-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("state/progress.json").path
        var progress = try LabProgress(path: path)
        #expect(progress.entries.isEmpty)
        var session = LabSession(try FakeLab.read())
        session.begin(step: 2, FakeWorld())
        progress.note(session)
        session.begin(step: 1, FakeWorld())
        progress.note(session)
        try progress.save(path: path)
        let read = try LabProgress(path: path)
        #expect(read == progress)
        #expect(read["07-small"]?.step == 2 && read["07-small"]?.isFinished == false)
        try Data("{".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: Trouble.self) { try LabProgress(path: path) }
        #expect(throws: Trouble.self) { try progress.save(path: "/dev/null/x/progress.json") }
        progress.forget("07-small")
        #expect(progress.entries.isEmpty)
    }
}
