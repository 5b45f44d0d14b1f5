/// A large value that lies in a place of its own, so that whoever holds it is one pointer wide.
///
/// For tables that move their entries about, as trees do, and for enums that are nearly always
/// something smaller. It is a value all the same: copies share the place until one of them is
/// changed, as arrays do. Public for the same reason as `EventQueue`.
public struct Apart<Value: Sendable>: Sendable {
    /// Where the value lies; only whoever holds the place alone writes there.
    @usableFromInline
    final class Place: @unchecked Sendable {
        @usableFromInline var value: Value

        @inlinable
        init(_ value: Value) { self.value = value }
    }

    @usableFromInline var place: Place

    @inlinable
    public init(_ value: Value) { place = Place(value) }

    @inlinable public var value: Value {
        // Not `_read`: see `SocketTable`.
        get { place.value }
        _modify {
            if !isKnownUniquelyReferenced(&place) { place = Place(place.value) }
            yield &place.value
        }
    }
}
