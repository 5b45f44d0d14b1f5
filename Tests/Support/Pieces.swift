/// `octets` cut into pieces of `size`.
package func pieces(of octets: [UInt8], size: Int) -> [[UInt8]] {
    stride(from: 0, to: octets.count, by: size).map {
        Array(octets[$0..<min(octets.count, $0 + size)])
    }
}
