import Support
import Testing

@testable import Clockwork

@Suite("Timetable")
struct TimetableTests {
    @Test("has the first moment at hand, whatever is put off, brought forward or taken away")
    func first() {
        var table = Timetable<String>()
        #expect(table.isEmpty && table.first == nil && table["a"] == nil)
        table.set("a", at: .zero + .seconds(10))
        table.set("b", at: .zero + .seconds(20))
        #expect(table.first?.key == "a")
        table.set("a", at: .zero + .seconds(30))
        #expect(table.first?.key == "b" && table.nextMoment == .zero + .seconds(20))
        #expect(table["a"] == .zero + .seconds(30))
        table.set("b", at: nil)
        #expect(table.first?.key == "a")
        table.set("b", at: .zero + .seconds(5))
        #expect(table.first?.key == "b")
        table.remove("b")
        table.remove("a")
        #expect(table.isEmpty)
    }

    @Test("breaks ties by the place that a key has had since it came")
    func ties() {
        var table = Timetable<String>()
        let (soon, late) = (Instant.zero + .seconds(1), Instant.zero + .seconds(2))
        table.set("first", at: nil)
        table.set("second", at: soon)
        table.set("third", at: soon)
        table.set("first", at: soon)
        #expect(table.first?.key == "first")
        #expect(table.due(by: soon).map(\.key) == ["first", "second", "third"])
        table.remove("first")
        table.set("first", at: soon)
        table.set("second", at: late)
        #expect(table.due(by: soon).map(\.key) == ["third", "first"])
        #expect(table.due(by: late).map(\.key) == ["second", "third", "first"])
    }

    @Test("says what a walk over everybody would say", arguments: Seeds.few)
    func model(seed: UInt64) {
        var dice = Dice(seed: seed)
        var table = Timetable<Int>()
        var model: [(key: Int, moment: Instant?)] = []
        var most = 0
        for round in 0..<5_000 {
            let key = Int(dice.below(30))
            // Few moments, so that ties are the rule.
            let moment = Instant.zero + .seconds(round / 50 + Int(dice.below(20)))
            let place = model.firstIndex { $0.key == key }
            switch dice.below(8) {
            case 0:
                table.remove(key)
                if let place { model.remove(at: place) }
            case 1:
                table.set(key, at: nil)
                if let place { model[place].moment = nil } else { model.append((key, nil)) }
            case _:
                table.set(key, at: moment)
                if let place { model[place].moment = moment } else { model.append((key, moment)) }
            }
            let least = model.compactMap(\.moment).min()
            let first = model.first { $0.moment == least && least != nil }
            let here: Comment = "seed \(seed), round \(round): TimetableTests.model(seed:)"
            #expect(table.nextMoment == least, here)
            #expect(table.first?.key == first?.key, here)
            let now = Instant.zero + .seconds(round / 50 + 5)
            let due = model.filter { $0.moment.map { $0 <= now } ?? false }.map(\.key)
            #expect(table.due(by: now).map(\.key) == due, here)
            most = max(most, table.entryCount)
        }
        #expect(most <= 2 * 30 + 65)
    }

    @Test("keeps few entries, however often a key goes to and fro")
    func bounded() {
        var table = Timetable<Int>()
        for _ in 0..<10_000 {
            table.set(1, at: .zero + .seconds(10))
            table.set(1, at: .zero + .seconds(5))
        }
        #expect(table.first?.moment == .zero + .seconds(5))
        #expect(table.entryCount <= 67)
        #expect(table.due(by: .zero + .seconds(10)).count == 1)
    }
}
