/// Whether two secrets are equal, in a time that does not tell where they differ.
///
/// Only the lengths can leak; for passwords compare digests.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
