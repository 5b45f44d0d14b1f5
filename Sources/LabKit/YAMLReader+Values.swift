import Clockwork
import Phrases
import Simulation
import Wire
import Yams

extension YAMLReader {
    /// The longest text that is read, in octets.
    static let textLimit = 65_536

    /// A scalar's text as it is written; it may be empty.
    mutating func anyString(_ node: Node?) -> String? {
        guard let node else { return nil }
        guard let scalar = node.scalar else {
            note("file.expected-text", at: node)
            return nil
        }
        guard scalar.string.utf8.count <= Self.textLimit else {
            note("file.text-too-long", ["limit": "\(Self.textLimit)"], at: node)
            return nil
        }
        return scalar.string
    }

    /// A scalar's text that is not empty.
    mutating func string(_ node: Node?) -> String? {
        guard let text = anyString(node) else { return nil }
        guard !text.isEmpty else {
            note("file.expected-text", at: node)
            return nil
        }
        return text
    }

    /// A name: letters, digits, dots, hyphens and underscores, without spaces.
    mutating func name(_ node: Node?) -> String? {
        guard let text = string(node) else { return nil }
        let isName =
            text.utf8.count <= 255
            && text.utf8.allSatisfy { octet in
                switch octet {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
        guard isName, text.utf8.first != 0x2D, text.utf8.first != 0x2E else {
            note("file.expected-name", ["text": text], at: node)
            return nil
        }
        return text
    }

    mutating func integer(_ node: Node?, in range: ClosedRange<Int>) -> Int? {
        guard let text = string(node) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            note(
                "file.expected-number",
                ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"], at: node)
            return nil
        }
        return number
    }

    /// `on` or `off`.
    mutating func onOff(_ node: Node?) -> Bool? {
        oneOf(node, ["on", "off"]).map { $0 == "on" }
    }

    mutating func oneOf(_ node: Node?, _ choices: [String]) -> String? {
        guard let text = string(node) else { return nil }
        guard choices.contains(text) else {
            note("file.expected-one-of", ["choices": choices.joined(separator: ", ")], at: node)
            return nil
        }
        return text
    }

    /// One of the cases of `type`, by its raw value.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: Node?, of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        oneOf(node, type.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
    }

    /// A text in every language: `{en: …, ja: …}`.
    mutating func text(_ node: Node?) -> Text? {
        guard let node else { return nil }
        let languages = Language.allCases.map(\.rawValue)
        guard node.mapping != nil else {
            note("file.expected-languages", at: node)
            return nil
        }
        guard let fields = fields(node, optional: languages) else { return nil }
        for language in languages where fields[language] == nil {
            note("file.missing-language", ["language": language], at: node)
        }
        guard let en = string(fields["en"]), let ja = string(fields["ja"]) else { return nil }
        let isFolded = fields["ja"]?.scalar?.style == .folded
        return Text(en: trimmed(en), ja: isFolded ? Self.joined(trimmed(ja)) : trimmed(ja))
    }

    /// YAML puts a space where it folds a line, and Japanese has none there.
    ///
    /// Spaces beside code and beside the number of an event stay: they are meant.
    private static func joined(_ text: String) -> String {
        let all = Array(text)
        return String(
            all.indices.filter { place in
                guard all[place] == " ", place > 0, place + 1 < all.count else { return true }
                let sides = [all[place - 1], all[place + 1]]
                return !sides.contains(where: isJapanese) || sides.contains { "`{}".contains($0) }
            }.map { all[$0] })
    }

    private static func isJapanese(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x3000...0xFFEF).contains($0.value) } ?? false
    }

    /// Block texts of YAML end with a line end that nobody wants to show.
    private func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.last, last.isNewline || last == " " { text.removeLast() }
        return String(text)
    }

    mutating func address(_ node: Node?) -> IPAddress? {
        guard let text = string(node) else { return nil }
        guard let address = IPAddress(text) else {
            note("file.expected-address", ["text": text], at: node)
            return nil
        }
        return address
    }

    /// An address of one family.
    mutating func address(_ node: Node?, _ family: IPFamily) -> IPAddress? {
        guard let address = address(node) else { return nil }
        guard address.family == family else {
            note(
                "file.expected-family", ["text": "\(address)", "family": family.rawValue], at: node)
            return nil
        }
        return address
    }

    /// `address/length`, without host bits; a bare address stands for itself alone.
    mutating func prefix(_ node: Node?) -> IPPrefix? {
        guard let text = string(node) else { return nil }
        let bare = text.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
        guard let prefix = IPPrefix(text), prefix.base == IPAddress(bare) else {
            note("file.expected-prefix", ["text": text], at: node)
            return nil
        }
        return prefix
    }

    /// A length of time: `250us`, `5ms`, `30s`, `30min`, `2h`, `1d`.
    mutating func interval(_ node: Node?) -> Interval? {
        guard let text = string(node) else { return nil }
        let units: [(String, Int64)] = [
            ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000),
            ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
        ]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if let count = Int64(digits), count <= 1_000_000,
            let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) })
        {
            let (product, overflow) = count.multipliedReportingOverflow(by: unit.1)
            if !overflow, product <= 366 * 86_400_000_000_000 {
                return Interval(nanoseconds: product)
            }
        }
        note("file.expected-interval", ["text": text], at: node)
        return nil
    }

    /// A time of day 1: `09:00`.
    mutating func timeOfDay(_ node: Node?) -> Instant? {
        guard let text = string(node) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int? in
            part.utf8.count == 2 && part.utf8.allSatisfy { (48...57).contains($0) }
                ? Int(part) : nil
        }
        guard numbers.count == parts.count, (2...3).contains(numbers.count), numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else {
            note("file.expected-time", ["text": text], at: node)
            return nil
        }
        let seconds = numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        return .zero + .seconds(seconds)
    }

    /// Bits a second: `64kbit/s`, `100Mbit/s`, `1Gbit/s`.
    mutating func bandwidth(_ node: Node?) -> Int? {
        guard let text = string(node) else { return nil }
        if let bits = LineQuantity.bitsPerSecond(text) { return bits }
        note("file.expected-bandwidth", ["text": text], at: node)
        return nil
    }

    /// Packets of a million, written as `0%`, `1.5%`, at most four places.
    mutating func share(_ node: Node?) -> Int? {
        guard let text = string(node) else { return nil }
        if let share = LineQuantity.perMillion(text) { return share }
        note("file.expected-loss", ["text": text], at: node)
        return nil
    }

    /// Notes a `format` that this program does not know.
    mutating func checkFormat(_ fields: Fields) {
        guard let node = fields["format"] else { return }
        if node.scalar?.string != "1" {
            note("file.unknown-format", ["format": node.scalar?.string ?? "?"], at: node)
        }
    }
}
