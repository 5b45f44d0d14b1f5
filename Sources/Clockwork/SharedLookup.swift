import HashTreeCollections

/// A `Lookup` whose copies share all but what is changed in one of them.
///
/// A world is copied every few ticks (Docs/Decisions/0002). After a copy the first change of a
/// `Lookup` copies all of it; here it copies a few nodes of a tree. Reading is somewhat dearer.
public struct SharedLookup<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var storage: TreeDictionary<Key, Value> = [:]

    @inlinable public init() {}

    @inlinable public var count: Int { storage.count }
    @inlinable public var isEmpty: Bool { storage.isEmpty }

    @inlinable
    public subscript(key: Key) -> Value? {
        get { storage[key] }
        _modify { yield &storage[key] }
    }

    @discardableResult
    @inlinable
    public mutating func remove(_ key: Key) -> Value? { storage.removeValue(forKey: key) }
}
