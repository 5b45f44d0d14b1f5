/// Gives each incarnation of a mailbox a number of its own, which never comes again.
///
/// A client that kept UIDs compares it, and forgets them when it changed (RFC 3501 §2.3.1.1).
struct UIDValidityCounter: Hashable, Sendable {
    private(set) var next: UInt32

    /// A counter that starts at `seed`; zero is no UIDVALIDITY, so it becomes one.
    init(seed: UInt32) { next = max(1, seed) }

    mutating func take() -> UInt32 {
        let taken = next
        next = next == .max ? 1 : next + 1
        return taken
    }

    /// Leaves numbers alone that are in use already.
    mutating func skip(past used: UInt32) {
        guard used >= next, used < .max else { return }
        next = used + 1
    }
}
