import Clockwork

/// Moments as certificates write them: in UTC, to the second (RFC 5280 §4.1.2.5).
enum CertificateTime {
    /// UTCTime up to the year 2049, GeneralizedTime from 2050 on.
    static func element(_ unixSeconds: Int64) -> [UInt8] {
        let day = Int(floorDivide(unixSeconds, 86_400))
        let second = Int(unixSeconds - Int64(day) * 86_400)
        let (year, month, dayOfMonth) = Calendar.civil(daysSinceEpoch: day)
        let rest =
            two(month) + two(dayOfMonth) + two(second / 3_600) + two(second / 60 % 60)
            + two(second % 60) + "Z"
        return (1950...2049).contains(year)
            ? DER.element(.utcTime, Array((two(year % 100) + rest).utf8))
            : DER.element(.generalizedTime, Array((two(year / 100) + two(year % 100) + rest).utf8))
    }

    /// Seconds after 1970-01-01 00:00 UTC.
    static func read(_ element: DERReader.Element) throws(CertificateFault) -> Int64 {
        let yearDigits: Int
        switch element.tag {
        case DER.Tag.utcTime.rawValue: yearDigits = 2
        case DER.Tag.generalizedTime.rawValue: yearDigits = 4
        case _: throw .expected("a time")
        }
        let text = element.contents
        guard text.count == yearDigits + 11, text.last == UInt8(ascii: "Z") else {
            throw .expected("a time in UTC with seconds")
        }
        var numbers: [Int] = []
        var digits = text.dropLast()
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .expected("a time") }
        var width = yearDigits
        while !digits.isEmpty {
            numbers.append(digits.prefix(width).reduce(0) { $0 * 10 + Int($1 - 0x30) })
            digits = digits.dropFirst(width)
            width = 2
        }
        if yearDigits == 2 { numbers[0] += numbers[0] >= 50 ? 1900 : 2000 }
        guard (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] < 60
        else { throw .expected("a time that exists") }
        let days = Calendar.daysSinceEpoch(year: numbers[0], month: numbers[1], day: numbers[2])
        return Int64(days) * 86_400 + Int64(numbers[3] * 3_600 + numbers[4] * 60 + numbers[5])
    }

    /// Such as `2026-04-01 09:00:00 UTC`.
    static func text(_ unixSeconds: Int64) -> String {
        let day = floorDivide(unixSeconds, 86_400)
        let second = Int(unixSeconds - day * 86_400)
        let (year, month, dayOfMonth) = Calendar.civil(daysSinceEpoch: Int(day))
        return "\(year)-\(two(month))-\(two(dayOfMonth)) "
            + "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)) UTC"
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
