import Testing

@Suite("Functions of at most 70 lines")
struct FunctionLengthTests {
    @Test("holds in the house")
    func holds() {
        let found = (House.sources + House.tests + [House.package]).flatMap(Self.offences)
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test(
        "refuses a body that is too long",
        arguments: [
            "func f(a: Int) {", "init?(\n    a: Int\n) {", "private static func f() -> Int\n{",
            "subscript(a: Int) -> Int {", "var a: Int {", "func f<A>(a: A) -> Int\nwhere A: B {",
        ])
    func canFail(opening: String) {
        let body = String(repeating: "    let text = \"}{\"  // }\n", count: 69)
        let file = HouseFile(
            path: "Sources/A/B.swift", text: "\nstruct B {\n" + opening + "\n" + body + "}\n}\n")
        #expect(Self.offences(in: file).map(\.line) == [3])
    }

    @Test("counts from the declaration to the brace, and knows what has no body")
    func canPass() {
        let body = String(repeating: "    a()\n", count: 68)
        let requirements = "protocol P {\n    func f(a: Int)\n    init()\n}\n"
        let many = String(repeating: "func f() {\n    a()\n}\n", count: 40)
        let table = "let list: [Int] = [\n" + String(repeating: "    1,\n", count: 90) + "]\n"
        let text = requirements + "func f() {\n" + body + "}\n" + many + table
        #expect(Self.offences(in: HouseFile(path: "Sources/A/B.swift", text: text)).isEmpty)
    }

    static func offences(in file: HouseFile) -> [Offence] {
        file.code.indices.compactMap { index in
            guard declares(file.code[index]), let end = endOfBody(from: index, in: file.code),
                end - index + 1 > 70
            else { return nil }
            return Offence(
                path: file.path, line: index + 1, what: "a function of \(end - index + 1) lines")
        }
    }

    private static let modifiers = [
        "package", "public", "internal", "private", "fileprivate", "static", "mutating",
        "nonmutating", "override", "final", "convenience", "required", "indirect", "nonisolated",
        "@discardableResult", "@inlinable", "@usableFromInline", "@MainActor",
    ]

    /// Whether a function, initialiser, subscript or computed property begins in this line.
    private static func declares(_ line: String) -> Bool {
        guard
            finds("func", in: line) || finds("init", in: line) || finds("subscript", in: line)
                || (finds("var", in: line) && line.hasSuffix("{") && !line.contains("="))
        else { return false }
        let words = line.split(separator: " ").drop { modifiers.contains(String($0)) }
        guard let word = words.first else { return false }
        return ["func", "var"].contains(word)
            || ["init(", "init?(", "init<", "subscript(", "subscript<"].contains {
                word.hasPrefix($0)
            }
    }

    /// The line of the brace that closes the body; nil where there is no body.
    private static func endOfBody(from first: Int, in code: [String]) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in first..<code.count {
            for octet in code[index].utf8 {
                switch octet {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{") where parentheses == 0 || braces > 0: braces += 1
                case UInt8(ascii: "}") where braces > 0:
                    braces -= 1
                    if braces == 0 { return index }
                default: break
                }
            }
            if braces == 0, parentheses == 0, !goesOn(after: index, in: code) { return nil }
        }
        return nil
    }

    /// Whether a declaration without a brace so far goes on in the next line.
    private static func goesOn(after index: Int, in code: [String]) -> Bool {
        guard index + 1 < code.count else { return false }
        let line = trimmed(code[index])
        let next = trimmed(code[index + 1])
        return line.hasSuffix("<") || line.hasSuffix(",") || line.hasSuffix("->")
            || ["{", "->", "where ", "throws", "async", ">", ")"].contains { next.hasPrefix($0) }
    }
}
