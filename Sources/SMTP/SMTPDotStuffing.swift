/// Makes a letter ready for DATA: a dot doubled at the head of a line, the last line ended, and
/// the line that ends it all (RFC 5321 §4.5.2).
enum SMTPDotStuffing {
    /// The octets to send, or nil where CR or LF stands alone: no client may send that
    /// (RFC 5321 §2.3.8), because another server might find the end of the letter there.
    static func wire(_ letter: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(letter.count + letter.count / 64 + 5)
        let isClean = letter.withUnsafeBufferPointer { stuff($0, into: &result) }
        guard isClean else { return nil }
        if !letter.isEmpty, result.last != 0x0A { result += [0x0D, 0x0A] }
        result += [0x2E, 0x0D, 0x0A]
        return result
    }

    private static func stuff(
        _ letter: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]
    ) -> Bool {
        var start = 0
        while start < letter.count {
            if letter[start] == 0x2E { result.append(0x2E) }
            var end = start
            while end < letter.count, letter[end] != 0x0A, letter[end] != 0x0D { end += 1 }
            guard end < letter.count else {
                result.append(contentsOf: letter[start...])
                return true
            }
            guard letter[end] == 0x0D, end + 1 < letter.count, letter[end + 1] == 0x0A else {
                return false
            }
            result.append(contentsOf: letter[start..<end + 2])
            start = end + 2
        }
        return true
    }
}
