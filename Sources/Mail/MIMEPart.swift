/// One part of a letter, as a range of the letter's octets, with the parts in it (RFC 2045 §2.5).
package struct MIMEPart: Hashable, Sendable {
    /// What a part holds.
    package indirect enum Content: Hashable, Sendable {
        case leaf
        /// Parts one behind the other; at least one.
        case multipart([MIMEPart])
        /// A letter within the letter (RFC 2046 §5.2.1).
        case letter(MIMEPart)
    }

    package let header: Header
    /// The header with the empty line behind it.
    package let headerRange: Range<Int>
    package let bodyRange: Range<Int>
    package let contentType: ContentType
    package let transferEncoding: TransferEncoding
    package let content: Content

    /// Deeper parts are leaves.
    package static let maximumDepth = 24
    /// Further parts are read as text of the last one.
    package static let maximumParts = 1_000

    /// Reads a whole letter.
    package init(parsing octets: [UInt8]) {
        var remaining = Self.maximumParts
        self.init(octets, octets.indices, isInDigest: false, depth: 0, &remaining)
    }

    init(
        _ octets: [UInt8], _ range: Range<Int>, isInDigest: Bool, depth: Int,
        _ remaining: inout Int
    ) {
        let (header, length) = HeaderParser.parse(octets[range])
        self.header = header
        headerRange = range.lowerBound..<range.lowerBound + length
        bodyRange = range.lowerBound + length..<range.upperBound
        transferEncoding = TransferEncoding(header["Content-Transfer-Encoding"])
        let declared = header.first("Content-Type")
        let type =
            declared.map { ContentType(parsing: $0.unfolded) ?? .plainText }
            ?? (isInDigest ? .letter : .plainText)
        let mayNest = depth < Self.maximumDepth && remaining > 0
        if type.matches("multipart") {
            // Without a boundary nothing can be told apart (RFC 2046 §5.1.1).
            guard mayNest, let boundary = type["boundary"], !boundary.isEmpty else {
                contentType = mayNest ? .plainText : .octets
                content = .leaf
                return
            }
            contentType = type
            let ranges = MultipartReader.parts(
                of: octets, in: bodyRange, boundary: boundary, limit: remaining)
            remaining -= ranges.count
            let isDigest = type.matches("multipart", "digest")
            var parts: [MIMEPart] = []
            for range in ranges {
                parts.append(
                    MIMEPart(octets, range, isInDigest: isDigest, depth: depth + 1, &remaining))
            }
            content = .multipart(parts)
        } else if type.matches("message", "rfc822") {
            contentType = mayNest ? type : .octets
            guard mayNest else {
                content = .leaf
                return
            }
            remaining -= 1
            content = .letter(
                MIMEPart(octets, bodyRange, isInDigest: false, depth: depth + 1, &remaining))
        } else {
            contentType = type
            content = .leaf
        }
    }

    /// The part with that number, such as `[2, 1]` for `2.1` (RFC 3501 §6.4.5).
    ///
    /// A letter that is no multipart has one part, number 1, which is its body.
    package func part(at path: [Int]) -> MIMEPart? {
        var entity = self
        for (index, number) in path.enumerated() {
            let found: MIMEPart
            switch entity.content {
            case .multipart(let parts):
                guard parts.indices.contains(number - 1) else { return nil }
                found = parts[number - 1]
            case .leaf, .letter:
                guard number == 1 else { return nil }
                found = entity
            }
            guard index + 1 < path.count else { return found }
            switch found.content {
            case .multipart: entity = found
            case .letter(let inner): entity = inner
            case .leaf: return nil
            }
        }
        return self
    }

    /// The lines of the body; a last line without CRLF counts too.
    package func lineCount(in octets: [UInt8]) -> Int {
        guard let range = clamped(bodyRange, octets), !range.isEmpty else { return 0 }
        let count = octets[range].withUnsafeBufferPointer { buffer in
            buffer.reduce(into: 0) { if $1 == 0x0A { $0 += 1 } }
        }
        return octets[range.upperBound - 1] == 0x0A ? count : count + 1
    }

    /// The first part that is text to be read.
    package var firstText: MIMEPart? {
        switch content {
        case .leaf: contentType.matches("text") ? self : nil
        case .multipart(let parts): parts.lazy.compactMap(\.firstText).first
        case .letter(let inner): inner.firstText
        }
    }

    /// The body with its transfer encoding undone.
    package func decodedBody(of octets: [UInt8]) -> [UInt8] {
        guard let range = clamped(bodyRange, octets) else { return [] }
        return transferEncoding.decode(octets[range])
    }

    /// The body as text; in a character set that we do not know, as if it were UTF-8.
    package func decodedText(of octets: [UInt8]) -> String {
        let body = decodedBody(of: octets)
        return EncodedWord.text(body, charset: contentType.charset)
            ?? String(decoding: body, as: UTF8.self)
    }

    private func clamped(_ range: Range<Int>, _ octets: [UInt8]) -> Range<Int>? {
        range.upperBound <= octets.count ? range : nil
    }
}

/// Finds the parts between the delimiter lines of a multipart body (RFC 2046 §5.1.1).
enum MultipartReader {
    /// The ranges of the parts; one empty range where no delimiter is found.
    ///
    ///     delimiter       = CRLF "--" boundary          ; the CRLF belongs to it
    ///     close-delimiter = delimiter "--"
    static func parts(
        of octets: [UInt8], in body: Range<Int>, boundary: [UInt8], limit: Int
    ) -> [Range<Int>] {
        let delimiter = [0x2D, 0x2D] + boundary
        var ranges: [Range<Int>] = []
        var partStart: Int?
        var position = body.lowerBound
        while position < body.upperBound {
            let next = HeaderParser.lineEnd(in: octets[body], from: position)
            let line = octets[position..<next]
            guard octets[position] == 0x2D, let isClose = kind(of: line, delimiter) else {
                position = next
                continue
            }
            if let start = partStart {
                ranges.append(start..<max(start, position - 2))
                partStart = nil
            }
            position = next
            if isClose || ranges.count >= limit { break }
            partStart = next
        }
        if let start = partStart { ranges.append(start..<body.upperBound) }
        return ranges.isEmpty ? [body.upperBound..<body.upperBound] : ranges
    }

    /// True for a closing delimiter, false for another delimiter, nil for an ordinary line.
    private static func kind(of line: ArraySlice<UInt8>, _ delimiter: [UInt8]) -> Bool? {
        guard line.starts(with: delimiter) else { return nil }
        var rest = line.dropFirst(delimiter.count)
        if rest.suffix(2) == [0x0D, 0x0A] { rest = rest.dropLast(2) }
        let isClose = rest.prefix(2) == [0x2D, 0x2D]
        if isClose { rest = rest.dropFirst(2) }
        // White space behind the boundary is padding of the transport.
        return rest.allSatisfy(ASCII.isSpace) ? isClose : nil
    }
}
