import Clockwork

/// A day as SEARCH writes it: `1-Feb-1994` (RFC 3501 §9, `date`).
package struct IMAPDate: Hashable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// The date, or nil if it is not in the calendar.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day), (0...9_999).contains(year) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Days since 1970-01-01, for comparing.
    package var number: Int { Calendar.daysSinceEpoch(year: year, month: month, day: day) }

    package var description: String { "\(day)-\(Calendar.months[month - 1])-\(padded(year, 4))" }

    ///     date = date-text / DQUOTE date-text DQUOTE
    init(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        let isQuoted = cursor.take(0x22)
        self = try Self.text(&cursor, isFixed: false)
        if isQuoted { try cursor.require(0x22, "the closing quote") }
    }

    /// `date-day "-" date-month "-" date-year`; in a date-time the day has two places.
    static func text(
        _ cursor: inout IMAPCursor, isFixed: Bool
    ) throws(IMAPSyntaxError) -> IMAPDate {
        if isFixed { _ = cursor.take(0x20) }
        let day = try cursor.number("a day of the month")
        try cursor.require(0x2D, "a hyphen")
        let name = cursor.takeWhile { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
        let word = String(decoding: name, as: UTF8.self).lowercased()
        let month = Calendar.months.firstIndex { $0.lowercased() == word }
        try cursor.require(0x2D, "a hyphen")
        let year = try cursor.number("a year")
        guard let month,
            let date = IMAPDate(
                year: Int(clamping: year), month: month + 1, day: Int(clamping: day))
        else { throw cursor.expected("a date such as 1-Feb-1994") }
        return date
    }
}

/// A moment as APPEND and INTERNALDATE write it: `" 1-Feb-1994 21:52:25 -0800"`.
package struct IMAPDateTime: Hashable, Sendable {
    /// Seconds since 1970-01-01 00:00 UTC.
    package let unixSeconds: Int64

    package init(unixSeconds: Int64) { self.unixSeconds = unixSeconds }

    ///     date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
    init(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        try cursor.require(0x22, "a quoted date and time")
        let date = try IMAPDate.text(&cursor, isFixed: true)
        try cursor.space()
        let hour = try cursor.number("the hour")
        try cursor.require(0x3A, "a colon")
        let minute = try cursor.number("the minute")
        try cursor.require(0x3A, "a colon")
        let second = try cursor.number("the second")
        try cursor.space()
        let isBehind = cursor.take(0x2D)
        if !isBehind { try cursor.require(0x2B, "a zone such as +0900") }
        let zone = try cursor.number("a zone such as +0900")
        try cursor.require(0x22, "the closing quote")
        guard hour < 24, minute < 60, second <= 60, zone <= 1_400 else {
            throw cursor.expected("a time of day before this place")
        }
        let offset = Int64(zone / 100 * 60 + zone % 100) * (isBehind ? -60 : 60)
        unixSeconds =
            Int64(date.number) * 86_400 + Int64(hour) * 3_600 + Int64(minute) * 60
            + Int64(second) - offset
    }

    /// `" 1-Feb-1994 21:52:25 +0900"` with its quotes, in the calendar's zone.
    package static func text(_ moment: Instant, _ calendar: Calendar) -> String {
        let parts = calendar.parts(moment)
        let day = parts.day < 10 ? " \(parts.day)" : "\(parts.day)"
        return "\"\(day)-\(Calendar.months[parts.month - 1])-\(padded(parts.year, 4)) "
            + "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2)) "
            + "\(calendar.zone)\""
    }
}

/// `number` with zeros before it, at least `width` wide.
func padded(_ number: Int, _ width: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
