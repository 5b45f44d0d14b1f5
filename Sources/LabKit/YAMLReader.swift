import Foundation
import Yams

/// Reads a YAML file strictly, and keeps a list of everything that is not as it should be.
///
/// Each reading function answers nil after having noted what it expected and where, so that one
/// pass over a file finds as many troubles as possible.
struct YAMLReader {
    /// The largest file that is read, in octets.
    static let sizeLimit = 1_048_576
    /// The longest list or mapping that is read.
    static let countLimit = 1_000

    /// The file's name as the person gave it.
    let file: String
    private(set) var items: [FileTrouble.Item] = []

    init(file: String) { self.file = file }

    /// The trouble with everything that was found, or nil when all is well.
    var trouble: FileTrouble? { items.isEmpty ? nil : FileTrouble(items) }

    mutating func note(
        _ key: String, _ values: KeyValuePairs<String, String> = [:], at node: Node?
    ) {
        note(key, values, line: node?.mark?.line ?? 0, column: node?.mark?.column ?? 0)
    }

    mutating func note(
        _ key: String, _ values: KeyValuePairs<String, String> = [:], line: Int, column: Int
    ) {
        note(key, values: values.map { ($0.key, $0.value) }, line: line, column: column)
    }

    mutating func note(
        _ key: String, values: [(name: String, text: String)], line: Int, column: Int
    ) {
        // A file that is wrong throughout need not fill the screen.
        guard items.count < 100 else { return }
        items.append(
            FileTrouble.Item(
                file: file, line: line, column: column, key: key,
                values: values.map { .init(name: $0.name, text: $0.text) }))
    }

    /// The text of the file at `path`; throws when it cannot be had.
    static func contents(of path: String, shownAs name: String) throws(FileTrouble) -> String {
        var reader = YAMLReader(file: name)
        // The manager reads what a plain file holds; a folder or a missing file gives nil.
        guard let data = FileManager.default.contents(atPath: path) else {
            reader.note("file.cannot-read", line: 0, column: 0)
            throw FileTrouble(reader.items)
        }
        guard data.count <= sizeLimit else {
            reader.note("file.too-large", ["limit": "\(sizeLimit)"], line: 0, column: 0)
            throw FileTrouble(reader.items)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            reader.note("file.not-utf8", line: 0, column: 0)
            throw FileTrouble(reader.items)
        }
        return text
    }

    /// The root of the one document in `text`, or nil after noting why there is none.
    mutating func root(of text: String) -> Node? {
        guard text.utf8.count <= Self.sizeLimit else {
            note("file.too-large", ["limit": "\(Self.sizeLimit)"], line: 0, column: 0)
            return nil
        }
        do {
            guard let node = try Yams.compose(yaml: text) else {
                note("file.empty", line: 1, column: 1)
                return nil
            }
            return node
        } catch let error as YamlError {
            noteNotYAML(error)
        } catch {
            note("file.not-yaml", ["problem": "\(error)"], line: 1, column: 1)
        }
        return nil
    }

    private mutating func noteNotYAML(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            note("file.not-yaml", ["problem": problem], line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            note(
                "file.duplicate-key", ["key": duplicates.sorted().joined(separator: ", ")],
                line: context.mark.line, column: context.mark.column)
        case .reader(let problem, _, _, _):
            note("file.not-yaml", ["problem": problem], line: 1, column: 1)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            note("file.not-yaml", ["problem": "\(error)"], line: 1, column: 1)
        }
    }
}

/// A mapping whose keys are all known.
struct Fields {
    /// The mapping itself, for its place.
    let node: Node
    private let pairs: [(key: String, place: Node, value: Node)]

    init(node: Node, pairs: [(key: String, place: Node, value: Node)]) {
        self.node = node
        self.pairs = pairs
    }

    /// The keys in the order of the file.
    var keys: [String] { pairs.map(\.key) }

    subscript(key: String) -> Node? { pairs.first { $0.key == key }?.value }

    /// The node of the key itself, for its place.
    func place(of key: String) -> Node? { pairs.first { $0.key == key }?.place }
}

extension YAMLReader {
    /// A mapping with the keys `required` and no others than these and `optional`.
    mutating func fields(
        _ node: Node, required: [String] = [], optional: [String] = []
    ) -> Fields? {
        guard let mapping = node.mapping else {
            note(
                "file.expected-mapping", ["keys": (required + optional).joined(separator: ", ")],
                at: node)
            return nil
        }
        var pairs: [(key: String, place: Node, value: Node)] = []
        for (key, value) in mapping.prefix(Self.countLimit) {
            guard let name = key.scalar?.string, (required + optional).contains(name) else {
                note(
                    "file.unknown-key",
                    [
                        "key": key.scalar?.string ?? "?",
                        "known": (required + optional).joined(separator: ", "),
                    ], at: key)
                continue
            }
            pairs.append((name, key, value))
        }
        for name in required where !pairs.contains(where: { $0.key == name }) {
            note("file.missing-key", ["key": name], at: node)
        }
        return Fields(node: node, pairs: pairs)
    }

    /// The elements of a list.
    mutating func list(_ node: Node?, limit: Int = countLimit) -> [Node] {
        guard let node else { return [] }
        guard let sequence = node.sequence else {
            note("file.expected-list", at: node)
            return []
        }
        if sequence.count > limit {
            note("file.too-many", ["limit": "\(limit)"], at: node)
        }
        return Array(sequence.prefix(limit))
    }

    /// Each element of a list, read by `body`; those that are wrong are left out.
    mutating func each<Value>(
        _ node: Node?, limit: Int = countLimit, _ body: (inout YAMLReader, Node) -> Value?
    ) -> [Value] {
        list(node, limit: limit).compactMap { body(&self, $0) }
    }
}
