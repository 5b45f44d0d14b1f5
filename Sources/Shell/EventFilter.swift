import Simulation

/// Which events a list shows: layers, hosts, connections, messages, ranges, and free text.
package struct EventFilter: Sendable {
    private var layers: [Event.Layer] = []
    private var hosts: [String] = []
    private var connection: Int?
    private var message: Int?
    private var range: ClosedRange<UInt64>?
    private var texts: [String] = []
    var text: EventText?

    /// A range of numbers was asked for: it is shown whole.
    package var hasRange: Bool { range != nil }

    package init(_ places: [String], hosts known: [String]) throws(Trouble) {
        var position = 0
        while position < places.count {
            let word = places[position]
            position += 1
            switch word.lowercased() {
            case "connection", "message":
                guard position < places.count else {
                    throw Trouble("shell.events.number", ["word": word.lowercased()])
                }
                let number = try Arguments.number(places[position])
                position += 1
                if word.lowercased() == "connection" {
                    connection = number
                } else {
                    message = number
                }
            default: add(word, known: known)
            }
        }
    }

    private mutating func add(_ word: String, known: [String]) {
        if let layer = Event.Layer(rawValue: word.lowercased()) {
            layers.append(layer)
        } else if known.contains(word) {
            hosts.append(word)
        } else if let range = Self.range(word) {
            self.range = range
        } else {
            texts.append(word.lowercased())
        }
    }

    private static func range(_ word: String) -> ClosedRange<UInt64>? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false).map {
            $0.hasPrefix("#") ? $0.dropFirst() : $0
        }
        let isNumbered = word.hasPrefix("#") || parts.count == 2
        guard isNumbered, (1...2).contains(parts.count),
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let first = UInt64(parts[0])
        else { return nil }
        let last = parts.count == 1 ? first : parts[1].isEmpty ? UInt64.max : UInt64(parts[1])
        guard let last, last >= first else { return nil }
        return first...last
    }

    /// The event is one of those that were asked for.
    package func takes(_ event: Event) -> Bool {
        if !layers.isEmpty, !layers.contains(event.layer) { return false }
        if !hosts.isEmpty, !hosts.contains(event.host) { return false }
        if let connection, event.connection != connection { return false }
        if let message, event.message != message { return false }
        if let range, !range.contains(event.number) { return false }
        guard !texts.isEmpty else { return true }
        let sentence = (event.host + " " + (text?.sentence(event) ?? "")).lowercased()
        return texts.allSatisfy { sentence.contains($0) }
    }
}
