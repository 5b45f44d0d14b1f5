import Support
import Testing

@testable import Clockwork

@Suite("EventQueue")
struct EventQueueTests {
    @Test("gives the earliest first, and equals in the order of arrival")
    func order() {
        var queue = EventQueue<String>()
        queue.push("late", at: .zero + .seconds(2))
        queue.push("first", at: .zero + .seconds(1))
        queue.push("second", at: .zero + .seconds(1))
        queue.push("now", at: .zero)
        #expect(queue.count == 4)
        #expect(queue.nextMoment == .zero)
        #expect(queue.first?.payload == "now")
        #expect(queue.unordered.map(\.payload).sorted() == ["first", "late", "now", "second"])
        #expect(drain(&queue) == ["now", "first", "second", "late"])
        #expect(queue.isEmpty && queue.pop() == nil && queue.nextMoment == nil)
    }

    @Test("is a stable sort of what was pushed, pops in between or not", arguments: Seeds.few)
    func stable(seed: UInt64) {
        var dice = Dice(seed: seed)
        var queue = EventQueue<Int>()
        var model: [(moment: Instant, payload: Int)] = []
        var popped: [Int] = []
        var expected: [Int] = []
        for number in 0..<2_000 {
            // Few moments, so that ties are the rule.
            let moment = Instant.zero + .seconds(Int(dice.below(40)))
            queue.push(number, at: moment)
            model.append((moment, number))
            if dice.happens(1, in: 3) {
                popped.append(queue.pop()?.payload ?? -1)
                let least = model.indices.min {
                    (model[$0].moment, $0) < (model[$1].moment, $1)
                }
                expected.append(least.map { model.remove(at: $0).payload } ?? -2)
            }
        }
        #expect(popped == expected, "seed \(seed)")
        let rest = model.enumerated().sorted {
            ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset)
        }
        #expect(drain(&queue) == rest.map(\.element.payload), "seed \(seed)")
    }

    @Test("a copy goes its own way")
    func copies() {
        var queue = EventQueue<Int>()
        for number in 0..<10 { queue.push(number, at: .zero) }
        var copy = queue
        #expect(drain(&copy) == Array(0..<10))
        queue.push(10, at: .zero)
        #expect(drain(&queue) == Array(0...10))
    }

    private func drain<Payload>(_ queue: inout EventQueue<Payload>) -> [Payload] {
        var list: [Payload] = []
        while let entry = queue.pop() { list.append(entry.payload) }
        return list
    }
}
