/// Where all chance of a world begins.
///
/// A *number* is what somebody has chosen: whoever knows it can live the same story again, and can
/// compute every key in it. A *secret* is 256 bits of a system's chance, which nobody knows who has
/// not been told: what real programs trust is made from one.
package struct Seed: Hashable, Sendable {
    private enum Kind: Hashable {
        case number(UInt64)
        case secret([UInt64])
    }

    private let kind: Kind

    /// How many words of 64 bits a secret has.
    private static let words = 4
    private static let digits = 16

    package init(_ number: UInt64) { kind = .number(number) }

    /// A secret that is drawn from a source of chance; a real one, unless it is for a test.
    package init(drawnFrom chance: inout some RandomNumberGenerator) {
        kind = .secret((0..<Self.words).map { _ in chance.next() })
    }

    /// The number, if it is one.
    package var number: UInt64? {
        switch kind {
        case .number(let number): number
        case .secret: nil
        }
    }

    package var isSecret: Bool { number == nil }

    /// All bits of a secret; of a number nothing, since chance has another way to begin there.
    package var secret: [UInt8]? {
        switch kind {
        case .number: nil
        case .secret(let words):
            words.flatMap { word in
                stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
            }
        }
    }
}

extension Seed: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: UInt64) { self.init(value) }
}

/// A number in decimal digits; a secret in exactly 64 hexadecimal ones.
extension Seed: LosslessStringConvertible {
    package init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count == Self.words * Self.digits else {
            guard let number = UInt64(text), octets.first != UInt8(ascii: "+"), octets.count <= 20
            else { return nil }
            kind = .number(number)
            return
        }
        var words: [UInt64] = []
        for start in stride(from: 0, to: octets.count, by: Self.digits) {
            let digits = String(decoding: octets[start..<start + Self.digits], as: UTF8.self)
            guard !digits.hasPrefix("+"), !digits.hasPrefix("-"),
                let word = UInt64(digits, radix: 16)
            else { return nil }
            words.append(word)
        }
        kind = .secret(words)
    }

    package var description: String {
        switch kind {
        case .number(let number): "\(number)"
        case .secret(let words):
            words.map { word in
                let hex = String(word, radix: 16)
                return String(repeating: "0", count: Self.digits - hex.count) + hex
            }.joined()
        }
    }
}

extension Seed: RawRepresentable, Codable {
    package init?(rawValue text: String) { self.init(text) }
    package var rawValue: String { description }
}
