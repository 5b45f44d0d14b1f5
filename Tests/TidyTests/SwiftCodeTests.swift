import Testing

@Suite("The reader of Swift code")
struct SwiftCodeTests {
    @Test(
        "leaves code and takes comments and literals",
        arguments: [
            ("let a = 1  // b", "let a = 1  "), ("let a = \"b\" + c", "let a = \"\" + c"),
            (#"let a = "b\"c" + d"#, "let a = \"\" + d"),
            (#"let a = "b\(f("x") + g(1))c" + d"#, "let a = \" (f(\"\") + g(1))\" + d"),
            ("let a = #\"b\"c\"# + d", "let a = \"\" + d"), ("a /* b */ c", "a  c"),
            ("let a = #line", "let a = #line"), ("/a\\/b/ + c", "/a\\/b/ + c"),
            (#"let a = "\\" + b"#, "let a = \"\" + b"), ("let a = \"http://x\"", "let a = \"\""),
        ])
    func line(sample: (text: String, code: String)) {
        #expect(SwiftCode.strip(sample.text) == [sample.code])
    }

    @Test("keeps the number of lines")
    func lines() {
        let text = "a\n/* b\nc */ d\nlet e = \"\"\"\n  f \\\n  g\n  \"\"\" + h\n\ni\n"
        #expect(
            SwiftCode.strip(text) == ["a", "", " d", "let e = \"", "", "", "\" + h", "", "i"])
        for file in House.sources + House.tests where file.path.hasSuffix(".swift") {
            #expect(file.code.count == file.lines.count, "\(file.path)")
        }
    }
}
