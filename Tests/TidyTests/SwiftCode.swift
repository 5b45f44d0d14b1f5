/// Takes comments and the text of string literals out of Swift source, line for line.
///
/// What is interpolated into a string is code and stays. The quotes stay too, so that a literal
/// can still be seen where it stood.
struct SwiftCode {
    private enum Place {
        case code
        /// Code within `\(…)`; the number of parentheses open inside it.
        case interpolation(Int)
        /// A literal that begins with so many `#`, in three quotes or in one.
        case string(hashes: Int, long: Bool)
    }

    private let octets: [UInt8]
    private var index = 0
    private var places: [Place] = [.code]
    private var lines: [String] = []
    private var line: [UInt8] = []

    /// The lines of `text` with nothing but code in them.
    static func strip(_ text: String) -> [String] {
        var scanner = SwiftCode(octets: Array(text.utf8))
        scanner.run()
        return scanner.lines
    }

    private init(octets: [UInt8]) { self.octets = octets }

    private mutating func run() {
        while index < octets.count {
            if octets[index] == UInt8(ascii: "\n") {
                endLine()
                index += 1
                continue
            }
            switch places.last ?? .code {
            case .code: readCode(depth: nil)
            case .interpolation(let depth): readCode(depth: depth)
            case .string(let hashes, let long): readString(hashes: hashes, long: long)
            }
        }
        if !line.isEmpty { endLine() }
    }

    private mutating func endLine() {
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
        // A literal in one quote ends with its line, even where the source is not well formed.
        if case .string(_, long: false) = places.last { places.removeLast() }
    }

    private mutating func readCode(depth: Int?) {
        if starts(with: "//") {
            skipToLineEnd()
        } else if starts(with: "/*") {
            skipBlockComment()
        } else if let hashes = hashesBeforeQuote() {
            index += hashes
            let long = starts(with: "\"\"\"")
            index += long ? 3 : 1
            line.append(UInt8(ascii: "\""))
            places.append(.string(hashes: hashes, long: long))
        } else {
            let octet = octets[index]
            index += 1
            if let depth {
                switch octet {
                case UInt8(ascii: "("): places[places.count - 1] = .interpolation(depth + 1)
                case UInt8(ascii: ")") where depth == 0: places.removeLast()
                case UInt8(ascii: ")"): places[places.count - 1] = .interpolation(depth - 1)
                default: break
                }
            }
            line.append(octet)
        }
    }

    private mutating func readString(hashes: Int, long: Bool) {
        let marks = String(repeating: "#", count: hashes)
        if starts(with: "\\" + marks + "(") {
            index += hashes + 2
            line += Array(" (".utf8)
            places.append(.interpolation(0))
        } else if octets[index] == UInt8(ascii: "\\"), starts(with: "\\" + marks) {
            index += hashes + 2
            if index <= octets.count, octets[index - 1] == UInt8(ascii: "\n") { index -= 1 }
        } else if starts(with: (long ? "\"\"\"" : "\"") + marks) {
            index += (long ? 3 : 1) + hashes
            line.append(UInt8(ascii: "\""))
            places.removeLast()
        } else {
            index += 1
        }
    }

    private mutating func skipToLineEnd() {
        while index < octets.count, octets[index] != UInt8(ascii: "\n") { index += 1 }
    }

    private mutating func skipBlockComment() {
        index += 2
        while index < octets.count, !starts(with: "*/") {
            if octets[index] == UInt8(ascii: "\n") { endLine() }
            index += 1
        }
        index = min(octets.count, index + 2)
    }

    /// How many `#` stand before a quote here; nil where no literal begins.
    private func hashesBeforeQuote() -> Int? {
        let octet = octets[index]
        guard octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "#") else { return nil }
        var ahead = index
        while ahead < octets.count, octets[ahead] == UInt8(ascii: "#") { ahead += 1 }
        guard ahead < octets.count, octets[ahead] == UInt8(ascii: "\"") else { return nil }
        return ahead - index
    }

    private func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= octets.count else { return false }
        for offset in 0..<count where octets[index + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    private func starts(with text: String) -> Bool {
        guard octets[index] == text.utf8.first else { return false }
        return octets[index...].starts(with: text.utf8)
    }
}
