/// Takes the octets behind DATA until CRLF.CRLF, and nothing but CRLF.CRLF (RFC 5321 §4.1.1.4).
///
/// Octets are looked at once and copied in runs. A letter that will be refused is no longer
/// kept, only read, so that memory is bounded by the limit.
struct SMTPBody: Hashable, Sendable {
    /// Why a letter is refused at its end.
    enum Fault: Hashable, Sendable {
        case tooLarge
        /// CR or LF alone: what another server might take for the end of a letter.
        case bareLineEnd
        /// NUL, which no letter may hold (RFC 2045 §2.8) and no IMAP client can fetch.
        case nul
    }

    private enum Place: Hashable, Sendable {
        case lineStart
        case afterDot
        case afterDotCR
        case inLine
        case afterCR
    }

    /// The most octets kept.
    let limit: Int
    /// The letter as far as it has come, dots unstuffed.
    private(set) var octets: [UInt8] = []
    /// How many octets the letter has, kept or not.
    private(set) var count = 0
    /// The first thing found wrong.
    private(set) var fault: Fault?
    private var place = Place.lineStart

    init(limit: Int) { self.limit = limit }

    /// Takes octets up to the end of the letter; returns where the next command begins, or nil
    /// when the letter goes on.
    mutating func take(_ input: [UInt8]) -> Int? {
        input.withUnsafeBufferPointer { take($0) }
    }

    /// Gives the letter away and is empty then.
    mutating func release() -> [UInt8] {
        let letter = octets
        octets = []
        return letter
    }

    private mutating func take(_ input: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < input.count {
            let octet = input[index]
            switch place {
            case .lineStart where octet == 0x2E:
                place = .afterDot
                index += 1
            case .lineStart, .inLine:
                index = takeRun(input, from: index)
            case .afterDot:
                // Other characters follow, so the dot was put in front by the client and goes.
                if octet == 0x0D {
                    place = .afterDotCR
                    index += 1
                } else {
                    place = .inLine
                }
            case .afterDotCR:
                if octet == 0x0A { return index + 1 }
                found(.bareLineEnd)
                append(0x0D)
                place = .inLine
            case .afterCR:
                if octet == 0x0A {
                    append(0x0D)
                    append(0x0A)
                    place = .lineStart
                    index += 1
                } else {
                    found(.bareLineEnd)
                    append(0x0D)
                    place = .inLine
                }
            }
        }
        return nil
    }

    /// Takes octets of one line up to a CR; returns where it stopped.
    private mutating func takeRun(_ input: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let end = input.count
        while index < end {
            let octet = input[index]
            if octet <= 0x0D {
                if octet == 0x0D { break }
                if octet == 0x0A { found(.bareLineEnd) }
                if octet == 0x00 { found(.nul) }
            }
            index += 1
        }
        count += index - start
        if count > limit { found(.tooLarge) }
        if fault == nil { octets.append(contentsOf: input[start..<index]) }
        guard index < end else {
            place = .inLine
            return index
        }
        place = .afterCR
        return index + 1
    }

    private mutating func append(_ octet: UInt8) {
        count += 1
        if count > limit { found(.tooLarge) }
        if fault == nil { octets.append(octet) }
    }

    private mutating func found(_ fault: Fault) {
        guard self.fault == nil else { return }
        self.fault = fault
        octets = []
    }
}
