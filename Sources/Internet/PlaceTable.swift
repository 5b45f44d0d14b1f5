import Wire

/// What a `PlaceTable` can be asked for.
protocol PlaceKey: Equatable, Sendable {
    /// A key that is never asked for: it stands in empty slots.
    static var none: Self { get }
    /// The key's bits, mixed so that the highest ones depend on all of them.
    var mixed: UInt64 { get }
}

/// Places in a list by key: open addressing, one cheap mixing, the same in every run.
///
/// Swift's dictionaries mix with a secret of the process and take several times as long; this one
/// is asked for every packet. It cannot be walked through, so its order cannot leak.
struct PlaceTable<Key: PlaceKey>: Sendable {
    private struct Slot: Sendable {
        var key: Key
        /// -1 in an empty slot.
        var place: Int32
    }

    private var slots: [Slot] = []
    private(set) var count = 0
    /// How far the mixed bits are moved to the right to give a slot.
    private var shift: UInt64 = 64

    private func start(_ key: Key) -> Int { Int(truncatingIfNeeded: key.mixed >> shift) }

    /// The place under a key.
    subscript(key: Key) -> Int? {
        guard count > 0 else { return nil }
        let mask = slots.count - 1
        var index = start(key)
        while true {
            let slot = slots[index]
            if slot.place < 0 { return nil }
            if slot.key == key { return Int(slot.place) }
            index = (index + 1) & mask
        }
    }

    /// Puts a place under a key, instead of the one that was there.
    mutating func set(_ key: Key, to place: Int) {
        if (count + 1) * 2 > slots.count { grow() }
        let mask = slots.count - 1
        var index = start(key)
        while slots[index].place >= 0, slots[index].key != key { index = (index + 1) & mask }
        if slots[index].place < 0 { count += 1 }
        slots[index] = Slot(key: key, place: Int32(truncatingIfNeeded: place))
    }

    /// Takes a key out; those behind it that were pushed aside by it move up.
    mutating func remove(_ key: Key) {
        guard count > 0 else { return }
        let mask = slots.count - 1
        var hole = start(key)
        while slots[hole].key != key || slots[hole].place < 0 {
            if slots[hole].place < 0 { return }
            hole = (hole + 1) & mask
        }
        count -= 1
        var index = hole
        while true {
            index = (index + 1) & mask
            guard slots[index].place >= 0 else { break }
            // It may fill the hole unless its own slot lies behind the hole.
            let distance = (index - start(slots[index].key)) & mask
            if distance >= (index - hole) & mask {
                slots[hole] = slots[index]
                hole = index
            }
        }
        slots[hole] = Slot(key: .none, place: -1)
    }

    private mutating func grow() {
        let old = slots
        let size = max(8, old.count * 2)
        slots = Array(repeating: Slot(key: .none, place: -1), count: size)
        shift = UInt64(64 - size.trailingZeroBitCount)
        count = 0
        for slot in old where slot.place >= 0 { set(slot.key, to: Int(slot.place)) }
    }
}

/// One round of mixing: a product whose two halves are folded together.
func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: b ^ 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
}

/// A number as a key.
struct NumberKey: PlaceKey {
    let number: Int
    static let none = NumberKey(number: -1)
    var mixed: UInt64 { UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15 }
}

/// The bits of an address of either family, as a key within one family.
struct AddressKey: PlaceKey {
    var high: UInt64
    var low: UInt64

    static let none = AddressKey(high: 0, low: 0)

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ address: IPAddress) {
        switch address {
        case .v4(let bits): (high, low) = (UInt64(bits) << 32, 0)
        case .v6(let first, let second): (high, low) = (first, second)
        }
    }

    var mixed: UInt64 { mix(high, low) }

    /// The first `length` bits.
    func prefix(_ length: Int) -> AddressKey {
        let highMask: UInt64 = length <= 0 ? 0 : UInt64.max << UInt64(64 - min(64, length))
        let lowMask: UInt64 = length <= 64 ? 0 : UInt64.max << UInt64(128 - min(128, length))
        return AddressKey(high: high & highMask, low: low & lowMask)
    }
}
