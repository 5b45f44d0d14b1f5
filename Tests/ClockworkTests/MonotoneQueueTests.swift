import Support
import Testing

@testable import Clockwork

@Suite("MonotoneQueue")
struct MonotoneQueueTests {
    private struct Waiting {
        let moment: Instant
        let ticket: UInt64
        let place: Int
    }

    @Test("gives what a sorted list gives, at every distance of moments", arguments: Seeds.few)
    func sorted(seed: UInt64) {
        var dice = Dice(seed: seed)
        for spread in [1, 3, 1_000, 1_000_000, UInt64(Int64.max / 4)] {
            var queue = MonotoneQueue()
            var model: [Waiting] = []
            var free = Array(0..<300)
            var now = Instant(nanoseconds: -5)
            for ticket in 0..<4_000 as Range<UInt64> {
                if dice.happens(3, in: 5), let place = free.popLast() {
                    // Many of the same moment, and never before what came last.
                    let moment = now + Interval(nanoseconds: Int64(dice.below(spread)))
                    queue.push(place, at: moment, ticket: ticket)
                    model.append(Waiting(moment: moment, ticket: ticket, place: place))
                }
                let first = model.min { ($0.moment, $0.ticket) < ($1.moment, $1.ticket) }
                #expect(queue.first?.moment == first?.moment, "seed \(seed) spread \(spread)")
                #expect(queue.first?.ticket == first?.ticket, "seed \(seed) spread \(spread)")
                guard dice.happens(1, in: 2) else { continue }
                let popped = queue.pop()
                #expect(popped == first?.place, "seed \(seed) spread \(spread)")
                if let first {
                    now = spread > 1_000_000_000 ? now : first.moment
                    model.removeAll { $0.ticket == first.ticket }
                    free.insert(first.place, at: 0)
                    now = max(now, first.moment)
                    if now.nanoseconds > Int64.max / 2 { break }
                }
                #expect(queue.count == model.count)
            }
        }
    }

    @Test("a moment before the last one taken counts as that one")
    func late() {
        var queue = MonotoneQueue()
        queue.push(0, at: .zero + .seconds(5), ticket: 0)
        #expect(queue.pop() == 0 && queue.pop() == nil && queue.first == nil)
        queue.push(1, at: .zero + .seconds(5), ticket: 1)
        queue.push(2, at: .zero, ticket: 2)
        #expect(queue.first?.moment == .zero + .seconds(5))
        #expect([queue.pop(), queue.pop(), queue.pop()] == [1, 2, nil])
    }

    @Test("a copy goes its own way")
    func copies() {
        var queue = MonotoneQueue()
        for place in 0..<10 {
            queue.push(place, at: .zero + .seconds(10 - place), ticket: UInt64(place))
        }
        var copy = queue
        var order: [Int] = []
        while let place = copy.pop() { order.append(place) }
        #expect(order == Array((0..<10).reversed()))
        #expect(queue.count == 10 && queue.pop() == 9)
    }
}
