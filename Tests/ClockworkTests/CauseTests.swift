import Testing

@testable import Clockwork

@Suite("CausalLog, Lookup and lengths of time")
struct CauseTests {
    @Test("numbers what happens from where the journal ends, and keeps the cause")
    func numbering() {
        var log = CausalLog<String>(startingAt: 41)
        let first = log.record("sent", at: .zero, because: nil)
        let second = log.record("arrived", at: .zero + .seconds(1), because: first)
        log.record("read", at: .zero + .seconds(1), because: second)
        #expect(log.items.map(\.id.number) == [41, 42, 43])
        #expect(log.items.map(\.cause?.number) == [nil, 41, 42])
        #expect(log.items.map(\.entry) == ["sent", "arrived", "read"])
        #expect(log.items.map(\.moment.nanoseconds) == [0, 1_000_000_000, 1_000_000_000])
        #expect("\(first)" == "#41" && first < second)
        #expect(CausalLog<Int>(startingAt: 0).items.isEmpty)
    }

    @Test("a log that was read is used again, and counts on")
    func reuse() {
        var log = CausalLog<Int>(startingAt: 5)
        log.record(1, at: .zero, because: nil)
        log.removeAll()
        #expect(log.items.isEmpty)
        #expect(log.record(2, at: .zero, because: nil) == Cause(number: 6))
        #expect(log.items.map(\.entry) == [2])
    }

    @Test("a copy of a log goes its own way")
    func copies() {
        var log = CausalLog<Int>(startingAt: 1)
        log.record(1, at: .zero, because: nil)
        var copy = log
        copy.record(2, at: .zero, because: nil)
        #expect(log.record(3, at: .zero, because: nil) == Cause(number: 2))
        #expect(copy.items.map(\.entry) == [1, 2] && log.items.map(\.entry) == [1, 3])
    }

    @Test("a lookup answers, changes and forgets")
    func lookup() {
        var ages = Lookup<String, Int>()
        #expect(ages.isEmpty && ages["alice"] == nil)
        ages["alice"] = 7
        ages["bob", default: 30] += 1
        #expect(ages["alice"] == 7 && ages["bob"] == 31 && ages["carol", default: 5] == 5)
        #expect(ages.count == 2)
        #expect(ages.remove("alice") == 7 && ages.remove("alice") == nil)
        ages["bob"] = nil
        #expect(ages.isEmpty)
    }

    @Test("lengths of time add up in whole nanoseconds")
    func intervals() {
        #expect(Interval.days(1) == .hours(24) && Interval.hours(1) == .minutes(60))
        #expect(Interval.minutes(1) == .seconds(60) && Interval.seconds(1) == .milliseconds(1_000))
        #expect(Interval.milliseconds(1) == .microseconds(1_000))
        #expect(Interval.microseconds(1) == .nanoseconds(1_000))
        #expect(Interval.seconds(10) * 3 / 4 == .milliseconds(7_500))
        #expect(Interval.seconds(1) - .seconds(3) == .seconds(-2))
        #expect(Interval.milliseconds(-1_500).wholeSeconds == -1)
        #expect(Interval.milliseconds(2_999).wholeSeconds == 2)
        var moment = Instant.zero + .seconds(5)
        moment += .seconds(1)
        #expect(moment - .zero == .seconds(6))
        #expect(moment - Interval.seconds(7) < .zero)
    }
}
