/// A dictionary that can be asked and changed but not walked through.
///
/// Swift's dictionaries change their order from run to run; what cannot be iterated cannot leak
/// that order into a journal.
package struct Lookup<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var storage: [Key: Value] = [:]

    package init() {}

    package var count: Int { storage.count }
    package var isEmpty: Bool { storage.isEmpty }

    package subscript(key: Key) -> Value? {
        _read { yield storage[key] }
        _modify { yield &storage[key] }
    }

    package subscript(key: Key, default fallback: @autoclosure () -> Value) -> Value {
        _read { yield storage[key, default: fallback()] }
        _modify { yield &storage[key, default: fallback()] }
    }

    @discardableResult
    package mutating func remove(_ key: Key) -> Value? { storage.removeValue(forKey: key) }
}
