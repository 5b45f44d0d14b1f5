/// SipHash-2-4: a short hash that nobody can foresee who does not know its key.
///
/// It is the F of RFC 6528 §3, which wants a pseudorandom function with a key of 128 bits.
struct KeyedHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var count: UInt64 = 0

    init(key: (UInt64, UInt64)) {
        v0 = key.0 ^ 0x736F_6D65_7073_6575
        v1 = key.1 ^ 0x646F_7261_6E64_6F6D
        v2 = key.0 ^ 0x6C79_6765_6E65_7261
        v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    private mutating func round() {
        v0 &+= v1
        v1 = (v1 << 13 | v1 >> 51) ^ v0
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v3
        v3 = (v3 << 16 | v3 >> 48) ^ v2
        v0 &+= v3
        v3 = (v3 << 21 | v3 >> 43) ^ v0
        v2 &+= v1
        v1 = (v1 << 17 | v1 >> 47) ^ v2
        v2 = v2 << 32 | v2 >> 32
    }

    /// Takes eight octets, the first in the lowest bits.
    mutating func add(_ word: UInt64) {
        count += 8
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    /// The hash of all that was added.
    var value: UInt64 {
        var last = self
        let ending = count << 56
        last.add(ending)
        last.v2 ^= 0xFF
        for _ in 0..<4 { last.round() }
        return last.v0 ^ last.v1 ^ last.v2 ^ last.v3
    }
}
