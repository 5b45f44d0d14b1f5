/// A dictionary that can be asked and changed but not walked through.
///
/// Swift's dictionaries change their order from run to run; what cannot be iterated cannot leak
/// that order into a journal.
public struct Lookup<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var storage: [Key: Value] = [:]

    @inlinable public init() {}

    @inlinable public var count: Int { storage.count }
    @inlinable public var isEmpty: Bool { storage.isEmpty }

    @inlinable
    public subscript(key: Key) -> Value? {
        _read { yield storage[key] }
        _modify { yield &storage[key] }
    }

    @inlinable
    public subscript(key: Key, default fallback: @autoclosure () -> Value) -> Value {
        _read { yield storage[key, default: fallback()] }
        _modify { yield &storage[key, default: fallback()] }
    }

    @discardableResult
    @inlinable
    public mutating func remove(_ key: Key) -> Value? { storage.removeValue(forKey: key) }
}
