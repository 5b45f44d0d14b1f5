/// The date and time of day that a virtual moment has in the world.
///
/// Written here, without Foundation, because a date in a letter must not depend on the machine.
package struct Calendar: Hashable, Sendable {
    /// Days from 1970-01-01 to day 1 of the world.
    package let dayOne: Int
    /// Minutes that local time is ahead of UTC.
    package let offsetMinutes: Int

    /// A calendar whose day 1 is the given date, in a zone `offsetMinutes` ahead of UTC.
    package init(year: Int, month: Int, day: Int, offsetMinutes: Int = 0) {
        dayOne = Self.daysSinceEpoch(year: year, month: month, day: day)
        self.offsetMinutes = offsetMinutes
    }

    /// Seconds from 1970-01-01 00:00 UTC to midnight of day 1.
    private var secondsToDayOne: Int64 { Int64(dayOne) * 86_400 - Int64(offsetMinutes) * 60 }

    /// Nanoseconds since 1970-01-01 00:00 UTC, held at the ends of what 64 bits can count.
    package func unixNanoseconds(_ moment: Instant) -> Int64 {
        let (start, isFar) = secondsToDayOne.multipliedReportingOverflow(by: 1_000_000_000)
        guard !isFar else { return secondsToDayOne < 0 ? .min : .max }
        let (sum, overflows) = start.addingReportingOverflow(moment.nanoseconds)
        return overflows ? (start < 0 ? .min : .max) : sum
    }

    /// The moment that is `seconds` after 1970-01-01 00:00 UTC.
    ///
    /// Peers send dates: what lies further off than 64 bits of nanoseconds can count, about 292
    /// years, becomes the last (or first) moment that they can.
    package func instant(unixSeconds seconds: Int64) -> Instant {
        let (distance, isFar) = seconds.subtractingReportingOverflow(secondsToDayOne)
        let (count, overflows) = distance.multipliedReportingOverflow(by: 1_000_000_000)
        guard isFar || overflows else { return Instant(nanoseconds: count) }
        return Instant(nanoseconds: seconds < 0 ? .min : .max)
    }

    /// The parts of a moment in local time.
    package struct Parts: Hashable, Sendable {
        package var year, month, day, hour, minute, second, weekday: Int
    }

    package func parts(_ moment: Instant) -> Parts {
        let seconds = Self.floorDivide(moment.nanoseconds, 1_000_000_000)
        let days = dayOne + Int(Self.floorDivide(seconds, 86_400))
        let rest = Int(seconds - Self.floorDivide(seconds, 86_400) * 86_400)
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        // 1970-01-01 was a Thursday.
        let weekday = ((days + 4) % 7 + 7) % 7
        return Parts(
            year: year, month: month, day: day, hour: rest / 3_600, minute: rest / 60 % 60,
            second: rest % 60, weekday: weekday)
    }

    package static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    package static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A date as letters carry it, such as `Wed, 01 Apr 2026 09:00:00 +0900` (RFC 5322 §3.3).
    package func mailDate(_ moment: Instant) -> String {
        let parts = parts(moment)
        return "\(Self.weekdays[parts.weekday]), \(Self.two(parts.day)) "
            + "\(Self.months[parts.month - 1]) \(parts.year) "
            + "\(Self.two(parts.hour)):\(Self.two(parts.minute)):\(Self.two(parts.second)) \(zone)"
    }

    /// The zone as a number, such as `+0900` (RFC 5322 §3.3).
    package var zone: String {
        let ahead = offsetMinutes < 0 ? -offsetMinutes : offsetMinutes
        return (offsetMinutes < 0 ? "-" : "+") + Self.two(ahead / 60) + Self.two(ahead % 60)
    }

    /// `day 1 09:00:00`, as the prompt shows it.
    package static func dayAndTime(_ moment: Instant) -> String {
        let day = floorDivide(moment.nanoseconds, 86_400_000_000_000) + 1
        return "day \(day) \(timeOfDay(moment))"
    }

    /// `09:00:00`.
    package static func timeOfDay(_ moment: Instant) -> String {
        let seconds = floorDivide(moment.nanoseconds, 1_000_000_000)
        let rest = Int(seconds - floorDivide(seconds, 86_400) * 86_400)
        return "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }

    /// `09:00:00.031`.
    package static func timeWithMilliseconds(_ moment: Instant) -> String {
        let milliseconds = floorDivide(moment.nanoseconds, 1_000_000)
        let rest = Int(milliseconds - floorDivide(milliseconds, 1_000) * 1_000)
        return timeOfDay(moment) + "." + (rest < 100 ? "0" : "") + two(rest)
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar, counting years from March.
    package static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    package static func civil(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
