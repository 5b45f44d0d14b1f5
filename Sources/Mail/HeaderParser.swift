/// Reads the header of a letter or of a part of one.
///
///     fields = *(field-name ":" unstructured CRLF)      ; RFC 5322 §2.2
///
/// A line that begins with white space goes on with the field above it (RFC 5322 §2.2.3). Only
/// CRLF ends a line (RFC 5322 §2.1). A line that is no field is kept under an empty name, so that
/// the octets stay complete.
package enum HeaderParser {
    /// More fields than this are not told apart: the rest is one nameless field.
    package static let maximumFields = 2_000

    /// The header that begins at the start of `octets`, and the length of it with its empty line.
    package static func parse(_ octets: ArraySlice<UInt8>) -> (header: Header, length: Int) {
        var fields: [Header.Field] = []
        var position = octets.startIndex
        var fieldStart = position
        while position < octets.endIndex {
            let next = lineEnd(in: octets, from: position)
            if isEmptyLine(octets[position..<next]) {
                close(octets[fieldStart..<position], into: &fields)
                return (Header(fields: fields), next - octets.startIndex)
            }
            if !ASCII.isSpace(octets[position]), fields.count < maximumFields {
                close(octets[fieldStart..<position], into: &fields)
                fieldStart = position
            }
            position = next
        }
        close(octets[fieldStart...], into: &fields)
        return (Header(fields: fields), octets.count)
    }

    /// The index behind the CRLF that ends the line at `position`, or the end.
    static func lineEnd(in octets: ArraySlice<UInt8>, from position: Int) -> Int {
        octets.withUnsafeBufferPointer { buffer in
            let base = octets.startIndex
            var index = position - base
            while index < buffer.count {
                if buffer[index] == 0x0A, index > position - base, buffer[index - 1] == 0x0D {
                    return index + 1 + base
                }
                index += 1
            }
            return octets.endIndex
        }
    }

    private static func isEmptyLine(_ line: ArraySlice<UInt8>) -> Bool { line == [0x0D, 0x0A] }

    private static func close(_ octets: ArraySlice<UInt8>, into fields: inout [Header.Field]) {
        guard !octets.isEmpty else { return }
        let name = octets.prefix { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
        let afterName = octets[name.endIndex...].drop(while: ASCII.isSpace)
        guard !name.isEmpty, afterName.first == 0x3A else {
            fields.append(Header.Field(name: "", octets: Array(octets), valueStart: 0))
            return
        }
        // Space before the colon is obsolete, yet to be read (RFC 5322 §4.5).
        fields.append(
            Header.Field(
                name: String(decoding: name, as: UTF8.self), octets: Array(octets),
                valueStart: afterName.startIndex + 1 - octets.startIndex))
    }
}
