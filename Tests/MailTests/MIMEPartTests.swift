import Clockwork
import Mail
import Support
import Testing

/// Letters taken apart: parts, ranges, encodings.
@Suite struct MIMEPartTests {
    static func octets(_ text: String) -> [UInt8] {
        text.utf8.flatMap { (octet: UInt8) -> [UInt8] in octet == 0x0A ? [0x0D, 0x0A] : [octet] }
    }

    @Test("boundaries: padding, prefixes of other boundaries, a part cut off")
    func boundaries() {
        let letter = Self.octets(
            """
            Content-Type: multipart/mixed; boundary=a

            --a \t
            Content-Type: multipart/alternative; boundary="a b"

            --a b

            one
            --ab
            still one
            --a b
            Content-Type: text/html

            two
            --a

            three without an end
            """)
        let root = MIMEPart(parsing: letter)
        func text(_ path: [Int]) -> String? {
            root.part(at: path).map { String(decoding: letter[$0.bodyRange], as: UTF8.self) }
        }
        #expect(text([1, 1]) == "one\r\n--ab\r\nstill one")
        #expect(text([1, 2]) == "two")
        #expect(text([2]) == "three without an end")
        #expect(text([3]) == nil && text([1, 3]) == nil && text([0]) == nil)
        #expect(text([2, 1]) == nil)
        #expect(root.firstText.map { letter[$0.bodyRange] } == letter[...].firstRange("one"))
    }

    @Test("nesting has a floor, and a count of parts an end")
    func limits() {
        var letter = ""
        for level in 0..<200 {
            letter += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
        }
        var depth = 0
        var part: MIMEPart? = MIMEPart(parsing: Self.octets(letter))
        while case .multipart(let parts)? = part?.content {
            depth += 1
            part = parts.first
        }
        #expect(depth == MIMEPart.maximumDepth)
        #expect(part?.contentType == .octets)

        let many =
            "Content-Type: multipart/mixed; boundary=b\n\n"
            + String(repeating: "--b\n\nx\n", count: 3_000)
        guard case .multipart(let parts) = MIMEPart(parsing: Self.octets(many)).content else {
            Issue.record("no parts")
            return
        }
        #expect(parts.count == MIMEPart.maximumParts)

        let letters = String(repeating: "Content-Type: message/rfc822\n\n", count: 300)
        var inner: MIMEPart? = MIMEPart(parsing: Self.octets(letters))
        while case .letter(let next)? = inner?.content { inner = next }
        #expect(inner?.contentType == .octets)
    }

    @Test(
        "Content-Type",
        arguments: [
            ("text/plain", "text/plain", "us-ascii"),
            ("Text/HTML; Charset=\"UTF-8\"", "Text/HTML", "utf-8"),
            (" text / plain (comment) ; x=y ; charset=iso-8859-1", "text/plain", "iso-8859-1"),
            ("text/plain;;charset=x", "text/plain", "x"),
            ("text/plain; charset", "text/plain", "us-ascii"),
            ("text/plain; charset=\"a\\\"b", "text/plain", "a\"b"),
        ])
    func contentType(value: String, kind: String, charset: String) throws {
        let type = try #require(ContentType(parsing: Array(value.utf8)))
        #expect("\(type.type)/\(type.subtype)" == kind)
        #expect(type.charset == charset)
    }

    @Test("what is no Content-Type", arguments: ["", "text", "text/", "/plain", "a/b/c", "te(x/y"])
    func noContentType(value: String) {
        #expect(ContentType(parsing: Array(value.utf8)) == nil)
    }

    @Test("base64 and quoted-printable, there and back", arguments: Seeds.few)
    func encodings(seed: UInt64) {
        var dice = Dice(seed: seed)
        for length in 0..<200 {
            let octets = (0..<length).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
            #expect(Base64.decode(Base64.encode(octets)) == octets)
            #expect(TransferEncoding.base64.decode(Base64.encodeLines(octets)[...]) == octets)
            let quoted = QuotedPrintable.encode(octets)
            #expect(QuotedPrintable.decode(quoted[...]) == octets)
            let lines = quoted.split(separator: 0x0A, omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 77 })
            _ = QuotedPrintable.decode(octets[...])
            _ = Base64.decodeLoosely(octets[...])
        }
        #expect(Base64.decode(Array("QUJ".utf8)) == nil)
        #expect(Base64.decode(Array("QU=J".utf8)) == nil)
        #expect(Base64.decode(Array("====".utf8)) == nil)
        #expect(
            QuotedPrintable.decode(Array("a=3D=\r\nb= \r\nc=ZZ =".utf8)[...])
                == Array("a=bc=ZZ ".utf8))
    }

    @Test("random letters never trap, and ranges stay inside", arguments: Seeds.few)
    func hostile(seed: UInt64) {
        var dice = Dice(seed: seed)
        let words = [
            "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n",
            "--b\r\n", "--b--\r\n", "\r\n", "\r", "\n", "x", "--b", ":", " ", "(", "\"",
            "=?utf-8?Q?",
            "From: a@b\r\n", "\u{e9}",
        ]
        for _ in 0..<300 {
            var letter: [UInt8] = []
            for _ in 0..<dice.below(40) {
                letter += Array(words[Int(dice.below(UInt64(words.count)))].utf8)
            }
            func check(_ part: MIMEPart) {
                #expect(part.headerRange.upperBound == part.bodyRange.lowerBound)
                #expect(part.bodyRange.upperBound <= letter.count)
                #expect(part.lineCount(in: letter) <= part.bodyRange.count)
                _ = part.decodedText(of: letter)
                switch part.content {
                case .leaf: break
                case .letter(let inner): check(inner)
                case .multipart(let parts): parts.forEach(check)
                }
            }
            check(MIMEPart(parsing: letter))
            for field in Message(octets: letter).header.fields {
                _ = AddressList(parsing: field.unfolded).mailboxes
                _ = HeaderDate(parsing: field.unfolded)
                _ = ParameterizedValue(parsing: field.unfolded)
                #expect(!field.unfolded.contains { $0 == 0x0D || $0 == 0x0A })
            }
        }
    }
}

extension ArraySlice<UInt8> {
    /// From the first place where `text` stands to the end of the line behind it, for comparing.
    fileprivate func firstRange(_ text: String) -> ArraySlice<UInt8>? {
        let octets = Array(text.utf8)
        guard let start = indices.first(where: { self[$0...].starts(with: octets) }) else {
            return nil
        }
        return self[start..<start + "one\r\n--ab\r\nstill one".utf8.count]
    }
}
