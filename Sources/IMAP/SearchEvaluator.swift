import Clockwork
import Mail

/// Tells whether a message is what SEARCH looks for (RFC 3501 §6.4.4).
struct SearchEvaluator {
    let key: SearchKey
    let calendar: Calendar

    /// A key made ready for one mailbox: numbers resolved, texts folded.
    init(_ key: SearchKey, in view: MailboxView, calendar: Calendar) {
        self.key = Self.ready(key, view)
        self.calendar = calendar
    }

    private static func ready(_ key: SearchKey, _ view: MailboxView) -> SearchKey {
        switch key {
        case .numbers(let set):
            let count = UInt32(clamping: view.entries.count)
            return .among(
                set.ranges(largest: count).compactMap { range in
                    let first = max(range.lowerBound, 1)
                    let last = min(range.upperBound, count)
                    guard first <= last else { return nil }
                    return view.entries[Int(first) - 1].uid...view.entries[Int(last) - 1].uid
                })
        case .uids(let set): return .among(set.ranges(largest: view.largestUID))
        case .field(let field, let text): return .field(field, SearchText.fold(text))
        case .header(let name, let text): return .header(name: name, SearchText.fold(text))
        case .body(let text): return .body(SearchText.fold(text))
        case .text(let text): return .text(SearchText.fold(text))
        case .and(let keys): return .and(keys.map { ready($0, view) })
        case .or(let first, let second): return .or(ready(first, view), ready(second, view))
        case .not(let inner): return .not(ready(inner, view))
        case .all, .flag, .new, .recent, .internalDate, .sentDate, .larger, .smaller, .among:
            return key
        }
    }

    /// True or false; nil if the letter's octets are needed and not given.
    func matches(_ entry: MailboxView.Entry, letter: [UInt8]?) -> Bool? {
        evaluate(key, entry, letter.map(Message.init))
    }

    private func evaluate(
        _ key: SearchKey, _ entry: MailboxView.Entry, _ letter: Message?
    ) -> Bool? {
        switch key {
        case .all: return true
        case .flag(let flag, let isSet): return entry.flags.contains(flag) == isSet
        case .new: return entry.isRecent && !entry.flags.contains(.seen)
        case .recent(let isRecent): return entry.isRecent == isRecent
        case .larger(let size): return entry.size > size
        case .smaller(let size): return entry.size < size
        case .internalDate(let order, let date):
            let parts = calendar.parts(entry.internalDate)
            return Self.compare(
                Calendar.daysSinceEpoch(year: parts.year, month: parts.month, day: parts.day),
                order, date)
        case .among(let ranges):
            let index = ranges.partitionIndex(where: { $0.upperBound >= entry.uid })
            return index < ranges.count && ranges[index].contains(entry.uid)
        case .numbers, .uids:
            return false  // `ready` has made `among` of them.
        case .and(let keys):
            var isUnknown = false
            for key in keys {
                switch evaluate(key, entry, letter) {
                case false: return false
                case nil: isUnknown = true
                default: break
                }
            }
            return isUnknown ? nil : true
        case .or(let first, let second):
            let results = [evaluate(first, entry, letter), evaluate(second, entry, letter)]
            return results.contains(true) ? true : results.contains(nil) ? nil : false
        case .not(let inner): return evaluate(inner, entry, letter).map { !$0 }
        case .field, .header, .body, .text, .sentDate:
            return letter.map { found(key, in: $0) }
        }
    }

    private func found(_ key: SearchKey, in letter: Message) -> Bool {
        switch key {
        case .field(let field, let text):
            return Self.holds(letter.header, Array(field.rawValue.utf8), text)
        case .header(let name, let text): return Self.holds(letter.header, name, text)
        case .body(let text): return Self.bodyHolds(letter, text)
        case .text(let text):
            return letter.header.fields.contains {
                SearchText.contains(SearchText.fold($0.octets), text)
                    || SearchText.contains(SearchText.fold($0.decoded), text)
            } || Self.bodyHolds(letter, text)
        case .sentDate(let order, let date):
            // Zone and time of day are not looked at.
            guard let field = letter.header.first("Date"),
                let sent = HeaderDate(parsing: field.unfolded),
                let day = IMAPDate(year: sent.year, month: sent.month, day: sent.day)
            else { return false }
            return Self.compare(day.number, order, date)
        case .all, .flag, .new, .recent, .internalDate, .larger, .smaller, .numbers, .uids,
            .among, .and, .or, .not:
            return false
        }
    }

    private static func compare(_ day: Int, _ order: SearchKey.Order, _ date: IMAPDate) -> Bool {
        switch order {
        case .before: day < date.number
        case .on: day == date.number
        case .since: day >= date.number
        }
    }

    /// An empty text is found in every field of that name.
    private static func holds(_ header: Header, _ name: [UInt8], _ text: [UInt8]) -> Bool {
        header.fields.contains {
            ASCII.equal($0.name.utf8, name)
                && SearchText.contains(SearchText.fold($0.decoded), text)
        }
    }

    private static func bodyHolds(_ letter: Message, _ text: [UInt8]) -> Bool {
        holds(letter.root, letter.octets, text)
    }

    private static func holds(_ part: MIMEPart, _ octets: [UInt8], _ text: [UInt8]) -> Bool {
        switch part.content {
        case .multipart(let parts): return parts.contains { holds($0, octets, text) }
        case .letter(let inner):
            return SearchText.contains(SearchText.fold(octets[inner.headerRange]), text)
                || holds(inner, octets, text)
        case .leaf:
            if part.contentType.matches("text") {
                return SearchText.contains(SearchText.fold(part.decodedText(of: octets)), text)
            }
            // Of pictures and the like only the octets as they stand can be meant.
            return SearchText.contains(SearchText.fold(octets[part.bodyRange]), text)
        }
    }
}

/// Finds a text within another without regard to case.
enum SearchText {
    /// Letters in lower case; octets that are no UTF-8 stand for themselves among ASCII.
    static func fold(_ octets: some Collection<UInt8>) -> [UInt8] {
        octets.allSatisfy { $0 < 0x80 }
            ? octets.map(ASCII.lower) : fold(String(decoding: octets, as: UTF8.self))
    }

    static func fold(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }

    /// True if `pattern` is in `text`; the work grows with the sum of both lengths only.
    static func contains(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        guard !pattern.isEmpty else { return true }
        guard text.count >= pattern.count else { return false }
        // Knuth, Morris and Pratt: how much of the pattern is still matched after a mismatch.
        var fallback = Array(repeating: 0, count: pattern.count)
        var length = 0
        for index in 1..<pattern.count {
            while length > 0, pattern[index] != pattern[length] { length = fallback[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            fallback[index] = length
        }
        var matched = 0
        for octet in text {
            while matched > 0, octet != pattern[matched] { matched = fallback[matched - 1] }
            if octet == pattern[matched] { matched += 1 }
            if matched == pattern.count { return true }
        }
        return false
    }
}

extension Array {
    /// The index of the first element for which `belongs` holds, where all that hold come last.
    fileprivate func partitionIndex(where belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
