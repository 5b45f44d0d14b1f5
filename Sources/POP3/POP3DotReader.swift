/// Takes a multi-line response apart: octets in, octets without stuffed dots out.
///
/// Only CRLF ends a line. The end is CRLF, a dot and CRLF, whatever else looks like it
/// (RFC 1939 §3).
struct POP3DotReader: Hashable, Sendable {
    private enum State: Hashable, Sendable {
        case lineStart
        case dot
        case dotCR
        case inLine
        case inLineCR
        case finished
    }

    private var state = State.lineStart
    private(set) var octets: [UInt8] = []

    var isFinished: Bool { state == .finished }

    /// Takes octets up to the end of the response; returns how many were taken.
    mutating func take(_ input: [UInt8]) -> Int {
        octets.reserveCapacity(octets.count + input.count)
        var index = 0
        while index < input.count, state != .finished {
            let octet = input[index]
            index += 1
            switch (state, octet) {
            case (.lineStart, UInt8(ascii: ".")): state = .dot
            case (.dot, 0x0D): state = .dotCR
            case (.dotCR, 0x0A): state = .finished
            case (.dotCR, _):
                octets.append(0x0D)
                append(octet)
            case (.inLineCR, 0x0A):
                octets.append(octet)
                state = .lineStart
            case (.lineStart, _), (.dot, _), (.inLine, _), (.inLineCR, _): append(octet)
            case (.finished, _): break
            }
        }
        return index
    }

    private mutating func append(_ octet: UInt8) {
        octets.append(octet)
        state = octet == 0x0D ? .inLineCR : .inLine
    }
}
