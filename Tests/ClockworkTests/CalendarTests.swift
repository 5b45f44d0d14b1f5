import Foundation
import Testing

@testable import Clockwork

@Suite("Calendar")
struct CalendarTests {
    /// The calendar of the package; Foundation has one of the same name.
    private typealias WorldCalendar = Clockwork.Calendar

    @Test(
        "counts days from 1970",
        arguments: [
            (1970, 1, 1, 0), (1969, 12, 31, -1), (1970, 12, 31, 364), (1972, 2, 29, 789),
            (1972, 3, 1, 790), (1900, 3, 1, -25_508), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017),
            (2026, 4, 1, 20_544), (2100, 3, 1, 47_541), (1, 1, 1, -719_162), (0, 3, 1, -719_468),
            (-1, 12, 31, -719_529),
        ])
    func days(date: (year: Int, month: Int, day: Int, days: Int)) {
        let days = WorldCalendar.daysSinceEpoch(year: date.year, month: date.month, day: date.day)
        #expect(days == date.days)
        let back = WorldCalendar.civil(daysSinceEpoch: date.days)
        #expect(back == (date.year, date.month, date.day))
    }

    @Test("every day of 900 years follows the day before")
    func everyDay() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var number = WorldCalendar.daysSinceEpoch(year: 1600, month: 1, day: 1)
        for year in 1600..<2500 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month in 1...12 {
                for day in 1...(lengths[month - 1] + (month == 2 && isLeap ? 1 : 0)) {
                    let date = WorldCalendar.civil(daysSinceEpoch: number)
                    if date != (year, month, day) {
                        Issue.record("day \(number) is \(date), not \(year)-\(month)-\(day)")
                        return
                    }
                    number += 1
                }
            }
        }
        #expect(number == WorldCalendar.daysSinceEpoch(year: 2500, month: 1, day: 1))
    }

    @Test(
        "writes the date of a letter",
        arguments: [
            (2026, 4, 1, 540, 9 * 3_600, "Wed, 01 Apr 2026 09:00:00 +0900"),
            (2024, 2, 28, 0, 86_400 + 5, "Thu, 29 Feb 2024 00:00:05 +0000"),
            (2023, 2, 28, 0, 86_400, "Wed, 01 Mar 2023 00:00:00 +0000"),
            (1970, 1, 1, -210, 0, "Thu, 01 Jan 1970 00:00:00 -0330"),
            (1970, 1, 1, 330, -1, "Wed, 31 Dec 1969 23:59:59 +0530"),
            (1999, 12, 31, 0, 86_399, "Fri, 31 Dec 1999 23:59:59 +0000"),
            (2000, 1, 1, 0, 366 * 86_400, "Mon, 01 Jan 2001 00:00:00 +0000"),
        ])
    func mailDate(
        sample: (year: Int, month: Int, day: Int, offset: Int, seconds: Int, text: String)
    ) {
        let calendar = WorldCalendar(
            year: sample.year, month: sample.month, day: sample.day, offsetMinutes: sample.offset)
        #expect(calendar.mailDate(.zero + .seconds(sample.seconds)) == sample.text)
    }

    @Test(
        "agrees with Foundation on weekdays and seconds", arguments: [0, 11_016, 20_544, -40_000])
    func foundation(day: Int) throws {
        var theirs = Foundation.Calendar(identifier: .gregorian)
        theirs.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let date = WorldCalendar.civil(daysSinceEpoch: day)
        let ours = WorldCalendar(year: date.year, month: date.month, day: date.day)
        let moment = Instant.zero + .seconds(47_001)
        let parts = theirs.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .weekday],
            from: Date(timeIntervalSince1970: Double(day * 86_400 + 47_001)))
        let own = ours.parts(moment)
        #expect(parts.year == own.year && parts.month == own.month && parts.day == own.day)
        #expect(parts.hour == own.hour && parts.minute == own.minute)
        #expect(parts.second == own.second && parts.weekday == own.weekday + 1)
        #expect(ours.unixNanoseconds(moment) == Int64(day * 86_400 + 47_001) * 1_000_000_000)
    }

    @Test("seconds of 1970 and moments are each other's inverse", arguments: [-720, 0, 540])
    func unixSeconds(offset: Int) {
        let calendar = WorldCalendar(year: 2026, month: 4, day: 1, offsetMinutes: offset)
        for seconds: Int64 in [0, -1, 1_775_001_600, 951_782_400] {
            let moment = calendar.instant(unixSeconds: seconds)
            #expect(calendar.unixNanoseconds(moment) == seconds * 1_000_000_000)
        }
    }

    @Test("a date that a peer sends from the year 9999 or before Christ does not trap")
    func farDates() {
        let calendar = WorldCalendar(year: 2026, month: 4, day: 1)
        #expect(calendar.instant(unixSeconds: 253_402_300_799) > .zero + .days(80_000))
        #expect(calendar.instant(unixSeconds: -62_167_219_200) < .zero - .days(80_000))
        #expect(calendar.instant(unixSeconds: .max) == Instant(nanoseconds: .max))
        #expect(calendar.instant(unixSeconds: .min) == Instant(nanoseconds: .min))
        for moment in [Instant(nanoseconds: .max), Instant(nanoseconds: .min)] {
            #expect(calendar.mailDate(moment).count == 31)
            #expect(!Clockwork.Calendar.dayAndTime(moment).isEmpty)
        }
        #expect(calendar.unixNanoseconds(Instant(nanoseconds: .max)) == .max)
        let past = WorldCalendar(year: 1950, month: 1, day: 1)
        #expect(past.unixNanoseconds(Instant(nanoseconds: .min)) == .min)
    }

    @Test("shows the day and the time as the prompt does")
    func prompt() {
        let morning = Instant.zero + .hours(9) + .milliseconds(31)
        #expect(WorldCalendar.dayAndTime(morning) == "day 1 09:00:00")
        #expect(WorldCalendar.timeWithMilliseconds(morning) == "09:00:00.031")
        #expect(WorldCalendar.timeWithMilliseconds(.zero + .milliseconds(7)) == "00:00:00.007")
        #expect(WorldCalendar.timeWithMilliseconds(.zero + .milliseconds(999)) == "00:00:00.999")
        #expect(WorldCalendar.dayAndTime(.zero + .days(4) + .seconds(86_399)) == "day 5 23:59:59")
        #expect(WorldCalendar.dayAndTime(.zero - .seconds(1)) == "day 0 23:59:59")
    }
}
