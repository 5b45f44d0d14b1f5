/// The date of a Date field, as it is written there (RFC 5322 §3.3).
package struct HeaderDate: Hashable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    /// Minutes that the zone is ahead of UTC.
    package let offsetMinutes: Int

    static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads an unfolded value, or gives nil.
    ///
    ///     [day-name ","] day month year hour ":" minute [":" second] zone
    package init?(parsing value: [UInt8]) {
        var cursor = HeaderCursor(value)
        func number(_ cursor: inout HeaderCursor, digits: ClosedRange<Int>) -> Int? {
            cursor.skipSpaceAndComments()
            let text = cursor.takeWhile { $0 >= 0x30 && $0 <= 0x39 }
            return digits.contains(text.count) ? Int(String(decoding: text, as: UTF8.self)) : nil
        }
        func isLetter(_ octet: UInt8) -> Bool { ASCII.lower(octet) >= 0x61 && octet <= 0x7A }
        cursor.skipSpaceAndComments()
        if cursor.peek.map(isLetter) == true {
            _ = cursor.takeWhile(isLetter)
            cursor.skipSpaceAndComments()
            _ = cursor.take(0x2C)
        }
        guard let day = number(&cursor, digits: 1...2), (1...31).contains(day) else { return nil }
        cursor.skipSpaceAndComments()
        let name = cursor.takeWhile(isLetter).map(ASCII.lower)
        guard let month = Self.months.firstIndex(of: String(decoding: name, as: UTF8.self)),
            let written = number(&cursor, digits: 2...4)
        else { return nil }
        // Years of two or three digits are obsolete (RFC 5322 §4.3).
        year = written >= 1_000 ? written : written < 50 ? written + 2_000 : written + 1_900
        self.month = month + 1
        self.day = day
        hour = min(number(&cursor, digits: 1...2) ?? 0, 23)
        minute = cursor.take(0x3A) ? min(number(&cursor, digits: 1...2) ?? 0, 59) : 0
        second = cursor.take(0x3A) ? min(number(&cursor, digits: 1...2) ?? 0, 60) : 0
        cursor.skipSpaceAndComments()
        let isBehind = cursor.peek == 0x2D
        if isBehind || cursor.peek == 0x2B { cursor.advance() }
        let zone = number(&cursor, digits: 4...4) ?? 0
        let minutes = zone / 100 * 60 + zone % 100
        offsetMinutes = isBehind ? -minutes : minutes
    }
}
