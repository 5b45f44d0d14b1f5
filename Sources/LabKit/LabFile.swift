import Foundation
import Phrases
import Simulation
import Yams

/// A lab as a teacher writes it: a folder with `lab.yaml`, `guide.en.md` and `guide.ja.md`.
package enum LabFile {
    /// The most steps of a lab.
    package static let stepLimit = 50

    /// Reads the lab in `folder`, with its world from `worlds/` beside the folder.
    package static func read(folder: String) throws(FileTrouble) -> Lab {
        let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let path = folder + "/lab.yaml"
        let text = try YAMLReader.contents(of: path, shownAs: path)
        return try parse(text, folder: folder)
    }

    /// Reads a lab from the text of its `lab.yaml`; guides and world come from the file system.
    package static func parse(_ text: String, folder: String) throws(FileTrouble) -> Lab {
        try parse(text, folder: folder) { path throws(FileTrouble) in
            try YAMLReader.contents(of: path, shownAs: path)
        }
    }

    /// Reads a lab from the text of its `lab.yaml`; `contents` gives the text of other files.
    package static func parse(
        _ text: String, folder: String,
        contents: (_ path: String) throws(FileTrouble) -> String
    ) throws(FileTrouble) -> Lab {
        var parser = LabParser(reader: YAMLReader(file: folder + "/lab.yaml"))
        var troubles: [FileTrouble.Item] = []
        let draft = parser.lab(text) { path in
            do throws(FileTrouble) { return try contents(Self.parent(of: folder) + path) } catch {
                troubles += error.items
                return nil
            }
        }
        var guides: [(text: String, name: String)] = []
        for language in Language.allCases {
            let path = folder + "/guide.\(language.rawValue).md"
            do throws(FileTrouble) { guides.append((try contents(path), path)) } catch {
                troubles += error.items
            }
        }
        troubles = parser.reader.items + troubles
        guard let draft, guides.count == 2 else {
            throw FileTrouble(troubles.isEmpty ? [Self.unreadable(folder)] : troubles)
        }
        let guide = Guide.reading(
            en: guides[0], ja: guides[1], steps: draft.steps.map(\.id), into: &troubles)
        guard troubles.isEmpty else { throw FileTrouble(troubles) }
        return Lab(
            id: Self.name(of: folder), title: draft.title, summary: draft.summary,
            world: draft.world, worldPath: Self.parent(of: folder) + draft.worldPath,
            seed: draft.seed, setup: draft.setup, steps: draft.steps, guide: guide)
    }

    /// The path of the folder that holds `path`, with a slash at its end.
    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func unreadable(_ folder: String) -> FileTrouble.Item {
        .init(file: folder, line: 0, column: 0, key: "file.cannot-read", values: [])
    }
}

/// The labs of a folder: which there are, and which one is meant.
package enum LabShelf {
    /// The names of the labs in `folder`, in order: folders with a `lab.yaml`.
    package static func list(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/lab.yaml")
        }.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// The name of the lab that a person means: `1`, `01`, `first-letter` or `01-first-letter`.
    package static func find(_ query: String, in folder: String) -> String? {
        let names = list(folder)
        if let name = names.first(where: { $0 == query }) { return name }
        return names.first { name in
            let digits = name.prefix { $0.isASCII && $0.isNumber }
            if let wanted = Int(query), let number = Int(digits) { return wanted == number }
            return !digits.isEmpty && name.dropFirst(digits.count) == "-" + query
        }
    }
}
