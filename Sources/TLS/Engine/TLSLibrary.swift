import Ciphers
import Clockwork

/// Where contexts are kept for the next session that needs the same.
///
/// A pure cache: with or without it every handshake comes out the same.
package final class TLSLibrary: @unchecked Sendable {
    /// The library that all worlds share.
    package static let shared = TLSLibrary(seeded: .shared)

    let seeded: SeededLibrary
    private var contexts = Lookup<TLSContext.Key, TLSContext>()
    /// The keys of `contexts`, oldest first.
    private var order: [TLSContext.Key] = []
    /// The most contexts that are kept.
    private static let limit = 64

    /// A library of its own, on chance of its own.
    package init(seeded: SeededLibrary = SeededLibrary()) { self.seeded = seeded }

    /// The context for `key`.
    ///
    /// Making one throws dice too: they are its own, so that no session can tell whether it is the
    /// first.
    func context(_ key: TLSContext.Key) throws(TLSFailure) -> TLSContext {
        var chance = ChanceStream(seed: Array("context".utf8))
        return try seeded.with(&chance) { library throws(TLSFailure) in
            // The lock of the library guards the cache as well.
            if let known = contexts[key] { return known }
            let made = try TLSContext(key, in: library)
            if order.count >= Self.limit { contexts.remove(order.removeFirst()) }
            contexts[key] = made
            order.append(key)
            return made
        }
    }
}
