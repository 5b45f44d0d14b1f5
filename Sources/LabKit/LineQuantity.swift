/// Quantities of a link as people write them, in world files and at the prompt.
package enum LineQuantity {
    /// A share such as `0%`, `1%` or `0.25%`, as so many of a million; at most four places.
    package static func perMillion(_ text: String) -> Int? {
        guard text.hasSuffix("%") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy {
            !$0.isEmpty && $0.utf8.count <= 4 && $0.utf8.allSatisfy { (48...57).contains($0) }
        }
        guard isDigits, (1...2).contains(parts.count), let whole = Int(parts[0]), whole <= 100
        else { return nil }
        let places = parts.count == 2 ? String(parts[1]) : ""
        let fraction = Int(places + String(repeating: "0", count: 4 - places.utf8.count)) ?? 0
        let sum = whole * 10_000 + fraction
        return sum <= 1_000_000 ? sum : nil
    }

    /// Bits a second: `64kbit/s`, `100Mbit/s`, `1Gbit/s`.
    package static func bitsPerSecond(_ text: String) -> Int? {
        let units = [("kbit/s", 1_000), ("mbit/s", 1_000_000), ("gbit/s", 1_000_000_000)]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(digits.count).lowercased()
        guard let count = Int(digits), (1...10_000).contains(count),
            let unit = units.first(where: { $0.0 == rest })
        else { return nil }
        return count * unit.1
    }

    /// A share as people read it: `1 %`, `0.25 %`.
    package static func share(_ perMillion: Int) -> String {
        let (whole, rest) = (perMillion / 10_000, perMillion % 10_000)
        guard rest > 0 else { return "\(whole) %" }
        var places = String("\(10_000 + rest)".dropFirst())
        while places.last == "0" { places.removeLast() }
        return "\(whole).\(places) %"
    }

    /// A bandwidth as people read it: `100 Mbit/s`.
    package static func rate(_ bitsPerSecond: Int) -> String {
        for (unit, name) in [(1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s"), (1_000, "kbit/s")]
        where bitsPerSecond >= unit && bitsPerSecond % unit == 0 {
            return "\(bitsPerSecond / unit) \(name)"
        }
        return "\(bitsPerSecond) bit/s"
    }
}
