/// Virtual time as people write and read it; nanoseconds since midnight of day 1.
package enum VirtualTime {
    static let second: Int64 = 1_000_000_000
    static let day: Int64 = 86_400 * second

    /// `day 1 09:00:00`.
    package static func dayAndTime(_ nanoseconds: Int64) -> String {
        "day \(floorDivide(nanoseconds, day) + 1) \(timeOfDay(nanoseconds))"
    }

    /// `09:00:00`.
    package static func timeOfDay(_ nanoseconds: Int64) -> String {
        let seconds = Int(rest(nanoseconds, day) / second)
        return [seconds / 3_600, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
    }

    /// `09:00:00.031`.
    package static func precise(_ nanoseconds: Int64) -> String {
        let milliseconds = Int(rest(nanoseconds, second) / 1_000_000)
        return timeOfDay(nanoseconds) + "." + String("\(1_000 + milliseconds)".dropFirst())
    }

    /// A length of time, such as `133.4 s` or `2 h 05 min`.
    package static func length(_ nanoseconds: Int64) -> String {
        let milliseconds = nanoseconds / 1_000_000
        if milliseconds < 1_000 { return "\(milliseconds) ms" }
        if milliseconds < 600_000 { return "\(milliseconds / 1_000).\(milliseconds / 100 % 10) s" }
        let minutes = milliseconds / 60_000
        if minutes < 60 { return "\(minutes) min" }
        if minutes < 48 * 60 { return "\(minutes / 60) h \(two(Int(minutes % 60))) min" }
        return "\(minutes / 1_440) d \(minutes / 60 % 24) h"
    }

    /// A short length to a tenth of a millisecond, such as `10.4 ms`; longer ones as `length`.
    package static func fine(_ nanoseconds: Int64) -> String {
        guard nanoseconds < second else { return length(nanoseconds) }
        let tenths = (nanoseconds + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    /// A length such as `2h`, `1h30m`, `10s`, `500ms` or `1d`; nil when it is none.
    package static func parseLength(_ text: some StringProtocol) -> Int64? {
        var total: Int64 = 0
        var digits = ""
        var unit = ""
        func flush() -> Bool {
            guard let count = Int64(digits), let size = units.first(where: { $0.name == unit })
            else { return false }
            let (part, tooMuch) = count.multipliedReportingOverflow(by: size.nanoseconds)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !tooMuch, !overflow, sum <= 36_500 * day else { return false }
            total = sum
            digits = ""
            unit = ""
            return true
        }
        for character in text.lowercased() {
            if character.isASCII, character.isNumber {
                if !unit.isEmpty, !flush() { return nil }
                digits.append(character)
            } else {
                unit.append(character)
            }
        }
        return !digits.isEmpty && flush() ? total : nil
    }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("s", second), ("sec", second), ("m", 60 * second),
        ("min", 60 * second), ("h", 3_600 * second), ("d", day), ("day", day), ("days", day),
    ]

    /// A time such as `day 2 09:00`, `09:00:30` (the next such time) or `+2h`; nil when it is none.
    package static func parseMoment(_ words: [String], now: Int64) -> Int64? {
        var words = words
        if words.count == 1, words[0].hasPrefix("+") {
            return parseLength(words[0].dropFirst()).map { now + $0 }
        }
        var start: Int64?
        if words.first?.lowercased() == "day", words.count >= 2 {
            guard let number = Int64(words[1]), (1...36_500).contains(number) else { return nil }
            start = (number - 1) * day
            words.removeFirst(2)
            if words.isEmpty { return start }
        }
        guard words.count == 1, let time = parseTimeOfDay(words[0]) else { return nil }
        if let start { return start + time }
        let today = floorDivide(now, day) * day + time
        return today
    }

    private static func parseTimeOfDay(_ text: String) -> Int64? {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count) else { return nil }
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count <= 2 ? Int64($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count,
            (0...24).contains(numbers[0]), numbers.dropFirst().allSatisfy({ (0..<60).contains($0) })
        else { return nil }
        var fraction: Int64 = 0
        if halves.count == 2 {
            guard (1...9).contains(halves[1].count), let digits = Int64(halves[1]), digits >= 0
            else { return nil }
            fraction = digits
            for _ in halves[1].count..<9 { fraction *= 10 }
        }
        let seconds = numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        return seconds * second + fraction
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static func rest(_ number: Int64, _ divisor: Int64) -> Int64 {
        number - floorDivide(number, divisor) * divisor
    }
}
