import COpenSSL
import Clockwork

/// The keys that were made from passwords last, so that the same one need not be made again.
///
/// A pure cache: with or without it every key comes out the same. A mail program proves its
/// password with every letter that it hands in, and going back in a story proves it once more;
/// thousands of rounds for each would be the dearest part of a letter's way. Servers that keep
/// passwords hashed have such a memory too. What is kept tells as much as what a server has on its
/// disk: no password, but a key that proves it.
final class DerivedKeys: @unchecked Sendable {
    /// What one key is made by: a digest of the password and all else that counts.
    typealias Recipe = [UInt8]

    /// The memory of the whole process.
    static let shared = DerivedKeys()

    /// The most keys that are kept; then the oldest goes.
    static let limit = 256

    private let lock: UnsafeMutableRawPointer
    private var keys = Lookup<Recipe, [UInt8]>()
    /// The recipes in a ring; the next one takes the place of the oldest.
    private var ring: [Recipe] = []
    private var next = 0

    init() {
        guard let lock = CRYPTO_THREAD_lock_new() else {
            preconditionFailure("OpenSSL has no memory left for a lock")
        }
        self.lock = lock
    }

    deinit { CRYPTO_THREAD_lock_free(lock) }

    /// How many keys are kept.
    var count: Int { guarded { keys.count } }

    /// The key that was made by a recipe, if it is still known.
    subscript(recipe: Recipe) -> [UInt8]? { guarded { keys[recipe] } }

    /// Remembers a key.
    func keep(_ key: [UInt8], madeBy recipe: Recipe) {
        guarded {
            // Two threads may have made the same one at once.
            guard keys[recipe] == nil else { return }
            keys[recipe] = key
            if ring.count < Self.limit { return ring.append(recipe) }
            keys.remove(ring[next])
            ring[next] = recipe
            next = (next + 1) % Self.limit
        }
    }

    /// Says in one digest what a key is made by; each part says first how long it is.
    static func recipe(
        _ password: [UInt8], _ salt: [UInt8], _ iterations: Int, _ count: Int, _ kind: DigestKind
    ) -> Recipe {
        let head = "\(kind) \(iterations) \(count) \(salt.count) "
        return Digest.sha256(Array(head.utf8) + salt + password)
    }

    private func guarded<Result>(_ body: () -> Result) -> Result {
        CRYPTO_THREAD_write_lock(lock)
        defer { CRYPTO_THREAD_unlock(lock) }
        return body()
    }
}
