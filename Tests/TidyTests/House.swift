import Foundation

/// One text file of the house, as the rules read it.
struct HouseFile: Sendable {
    /// The path from the top of the repository, such as `Sources/SMTP/SMTPReply.swift`.
    let path: String
    let text: String
    /// The lines as they are.
    let lines: [String]
    /// The lines without comments and without the text of string literals, for Swift files.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = splitLines(text)
        code = path.hasSuffix(".swift") ? SwiftCode.strip(text) : []
    }

    /// The room a source belongs to: `SMTP` for `Sources/SMTP/SMTPReply.swift`.
    var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// One offence for each line of which `isWrong` is true.
    func offences(
        _ what: String, in lines: [String], where isWrong: (Int, String) -> Bool
    ) -> [Offence] {
        lines.enumerated().compactMap { index, line in
            isWrong(index, line) ? Offence(path: path, line: index + 1, what: what) : nil
        }
    }
}

/// One place where a rule of the house is broken.
struct Offence: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}

/// The offences one a line, as a failing test prints them.
func report(_ offences: [Offence]) -> String {
    offences.prefix(40).map { "\n" + $0.description }.joined()
        + (offences.count > 40 ? "\n… and \(offences.count - 40) more" : "")
}

/// The files of the house, read once.
enum House {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = files(under: "Sources", endings: ["swift", "h", "modulemap"])
    static let tests = files(under: "Tests", endings: ["swift"])
    static let documents =
        files(under: "Docs", endings: ["md", "tsv", "1"])
        + ["README.md", "README.ja.md", "CHANGELOG.md"].compactMap(file)
    static let labs = files(under: "Labs", endings: ["yaml", "md", "txt"])
    static let package = file("Package.swift") ?? HouseFile(path: "Package.swift", text: "")
    static let architecture = file("Docs/Architecture.md") ?? HouseFile(path: "", text: "")

    /// One file, nil when it is not there.
    static func file(_ path: String) -> HouseFile? {
        guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else {
            return nil
        }
        return HouseFile(path: path, text: String(decoding: data, as: UTF8.self))
    }

    /// The names in a folder, sorted; none when it is not there.
    static func names(in folder: String) -> [String] {
        let path = root.appendingPathComponent(folder).path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    private static func files(under folder: String, endings: [String]) -> [HouseFile] {
        let path = root.appendingPathComponent(folder).path
        return ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? [])
            .filter { endings.contains(String($0.split(separator: ".").last ?? "")) }
            .sorted()
            .compactMap { file(folder + "/" + $0) }
    }
}

/// The lines of `text`; the empty piece behind the last line end is not a line.
func splitLines(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
}

/// Whether `line` holds `word`; a word that starts with a letter must not continue another one.
func finds(_ word: String, in line: String) -> Bool {
    guard strstr(line, word) != nil else { return false }
    guard let first = word.utf8.first, isNamePart(first) else { return true }
    var rest = Substring(line)
    while let range = rest.range(of: word) {
        if range.lowerBound == line.startIndex { return true }
        if !isNamePart(line.utf8[line.utf8.index(before: range.lowerBound)]) { return true }
        rest = rest[range.upperBound...]
    }
    return false
}

/// Whether an octet can be part of a Swift name.
func isNamePart(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: octet >= 0x80
    }
}
