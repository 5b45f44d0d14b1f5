/// Cuts a stream of IMAP into lines and literals, with not one octet changed.
///
/// What is in a literal is nobody's command: `{5}` at the end of a line says that five octets of
/// any kind follow, and then the rest of the line (RFC 3501 §4.3; `{5+}` RFC 7888 §3).
struct IMAPCutter: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        /// The beginning of a command or response, as far as its first literal.
        case start([UInt8])
        /// Octets of a literal, or the rest of a line behind one.
        case more([UInt8])
    }

    private var lines = LineCutter()
    private var literal = 0
    private var isContinued = false

    var pendingCount: Int { lines.pendingCount }

    mutating func append(_ octets: [UInt8]) { lines.append(octets) }

    mutating func next() -> Piece? {
        if literal > 0 {
            let octets = lines.take(literal)
            literal -= octets.count
            return octets.isEmpty ? nil : .more(octets)
        }
        guard let line = lines.nextLine() else { return nil }
        let wasContinued = isContinued
        literal = Self.literal(text(line)) ?? 0
        // An empty literal is followed by the rest of its line as well.
        isContinued = Self.literal(text(line)) != nil
        return wasContinued ? .more(line) : .start(line)
    }

    /// The size that stands at the end of a line in braces.
    private static func literal(_ line: String) -> Int? {
        guard line.last == "}", let brace = line.lastIndex(of: "{") else { return nil }
        var digits = line[line.index(after: brace)...].dropLast()
        if digits.last == "+" { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(digits)
    }
}
