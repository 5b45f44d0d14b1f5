/// A large value that lies in a place of its own, so that whoever holds it is one pointer wide.
///
/// For tables that move their entries about, as trees do. It is a value all the same: copies share
/// the place until one of them is changed. Public for the same reason as `EventQueue`.
public struct Apart<Value: Sendable>: Sendable {
    /// The value alone: an array is a place that copies share until one of them writes to it.
    @usableFromInline var place: [Value]

    @inlinable
    public init(_ value: Value) { place = [value] }

    @inlinable public var value: Value {
        get { place[0] }
        _modify { yield &place[0] }
    }
}
