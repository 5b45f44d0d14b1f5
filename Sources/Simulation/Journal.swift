import Session

/// Everything that happened, in order; the single source that all views read.
///
/// Events are kept in chunks, so that a copy of the world shares all but the last of them.
package struct Journal: Sendable, RandomAccessCollection {
    private static let chunkSize = 256
    private var full: [[Event]] = []
    private var last: [Event] = []
    /// How many of the first events have been let go: a server that runs for weeks has no use for
    /// all of them. Their places stay, so that numbers go on meaning what they meant.
    package private(set) var forgottenCount = 0

    package init() {}

    package var startIndex: Int { 0 }
    package var endIndex: Int { full.count * Self.chunkSize + last.count }

    package subscript(position: Int) -> Event {
        guard position >= forgottenCount else { return Self.forgotten(position) }
        let chunk = position / Self.chunkSize
        return chunk < full.count
            ? full[chunk][position % Self.chunkSize] : last[position - chunk * Self.chunkSize]
    }

    /// The event with this number, if there is one; numbers start at 1.
    package subscript(number number: UInt64) -> Event? {
        number > UInt64(forgottenCount) && number <= UInt64(count) ? self[Int(number) - 1] : nil
    }

    /// The number that the next event gets.
    package var nextNumber: UInt64 { UInt64(count) + 1 }

    /// Lets go of events before a place, whole chunks of them.
    mutating func forget(before position: Int) {
        let chunks = Swift.min(position / Self.chunkSize, full.count)
        var chunk = forgottenCount / Self.chunkSize
        while chunk < chunks {
            full[chunk] = []
            chunk += 1
        }
        forgottenCount = Swift.max(forgottenCount, chunks * Self.chunkSize)
    }

    /// What stands in the place of an event that was let go.
    private static func forgotten(_ position: Int) -> Event {
        Event(
            number: UInt64(position) + 1, moment: .zero, tick: 0, host: "",
            what: .note(Note("sim.forgotten")))
    }

    mutating func append(_ event: Event) {
        last.append(event)
        if last.count == Self.chunkSize {
            full.append(last)
            last = []
            last.reserveCapacity(Self.chunkSize)
        }
    }

    /// The chain of causes of an event, itself first, the first cause last.
    package func chain(of number: UInt64) -> [Event] {
        var chain: [Event] = []
        var next: UInt64? = number
        while let number = next, let event = self[number: number] {
            chain.append(event)
            // A cause always comes before its effect, so this walk ends.
            next = event.cause.flatMap { $0 < number ? $0 : nil }
        }
        return chain
    }
}
