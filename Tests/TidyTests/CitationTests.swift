import Testing

@Suite("Every RFC that is cited is listed, and cited in one form")
struct CitationTests {
    /// The numbers in Docs/RFC.tsv.
    private static let listed = numbers(inTable: House.file("Docs/RFC.tsv")?.text ?? "")

    @Test("holds in the house")
    func holds() {
        let files = House.sources + House.labs + House.documents
        let found = files.flatMap { Self.offences(in: $0, listed: Self.listed) }
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("Docs/RFC.tsv has a number, a title, Yes, Part or No, and what is left out")
    func table() {
        let lines = splitLines(House.file("Docs/RFC.tsv")?.text ?? "")
        #expect(lines.first == "number\ttitle\tstatus\tleft out")
        #expect(Self.badRows(Array(lines.dropFirst())) == [])
        #expect(Self.listed == Self.listed.sorted())
    }

    @Test("refuses a row that is not whole")
    func tableCanFail() {
        let rows = [
            "1\tA\tYes\t", "2\tB\tPerhaps\t", "3\tC\tPart\t", "four\tD\tNo\tall", "5\tE\tNo",
        ]
        #expect(Self.badRows(rows) == Array(rows.dropFirst()))
    }

    @Test(
        "refuses an unlisted number and every other form",
        arguments: [
            "see RFC 9999 §1", "RFC5321 §4", "RFC-5321", "RFC 5321 section 4.5", "RFC 5321, §4.5",
            "RFC 5321 § 4.5", "RFC 5321 sec. 4", "RFC 5321 Section 4", "rfc 5321 §4", "RFC 5321§4",
            "RFC 5321 (§4.5)", "RFC 5321 §four",
        ])
    func canFail(line: String) {
        let file = HouseFile(path: "Docs/A.md", text: line)
        #expect(Self.offences(in: file, listed: [5321]).count == 1)
    }

    @Test(
        "lets the right form be",
        arguments: [
            "RFC 5321 §4.5.2", "(RFC 5321)", "RFC 5321 §4.1.1.4, RFC 5321 §3", "RFC822.SIZE",
            "RFC 5321 §A.1", "RFC 5321は", "RFC 5321 §3.3では", "message/rfc822", "RFC 5321, RFC 5321",
            "the RFC says", "RFC 5321 §4.1.2、§4.1.3",
        ])
    func canPass(line: String) {
        let file = HouseFile(path: "Docs/A.md", text: line)
        #expect(Self.offences(in: file, listed: [5321]) == [])
    }

    static func numbers(inTable text: String) -> [Int] {
        splitLines(text).compactMap { $0.split(separator: "\t").first.flatMap { Int($0) } }
    }

    private static func badRows(_ rows: [String]) -> [String] {
        rows.filter { row in
            let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 4, Int(cells[0]) != nil, !cells[1].isEmpty else { return true }
            // What is only partly there must say what is missing.
            return !(cells[2] == "Yes" || ["Part", "No"].contains(cells[2]) && !cells[3].isEmpty)
        }
    }

    static func offences(in file: HouseFile, listed: [Int]) -> [Offence] {
        file.lines.enumerated().compactMap { index, line in
            guard line.utf8.count > 3, finds("RFC", in: line) || finds("rfc", in: line),
                let what = wrongCitation(in: line, listed: listed)
            else { return nil }
            return Offence(path: file.path, line: index + 1, what: what)
        }
    }

    private static func wrongCitation(in line: String, listed: [Int]) -> String? {
        for match in line.matches(of: #/\b(RFC|rfc)([- ]?)(\d+)/#) {
            let (_, word, gap, digits) = match.output
            let rest = line[match.range.upperBound...]
            if digits == "822" && gap.isEmpty { continue }
            if word != "RFC" || gap != " " { return "write `RFC \(digits) §…`" }
            guard let number = Int(digits), listed.contains(number) else {
                return "RFC \(digits) is not in Docs/RFC.tsv"
            }
            if rest.prefixMatch(of: #/,? ?\(?([Ss]ec|§ |§[^0-9A-Z])/#) != nil
                || rest.prefixMatch(of: #/(, |,| \(|)§/#) != nil
            {
                return "write `RFC \(digits) §…`"
            }
        }
        return nil
    }
}
