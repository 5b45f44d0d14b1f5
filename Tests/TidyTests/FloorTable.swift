import Foundation

/// One row of the floors: a room and what it may import.
struct FloorRow: Hashable, Sendable {
    var room: String
    var floor = 0
    var imports: [String] = []
    var isBuilt = true
}

/// Readers of the two tables that must agree: Docs/Architecture.md and Package.swift.
enum FloorTable {
    /// The rows of the house, as Docs/Architecture.md tells them.
    static let documented = rows(inArchitecture: House.architecture.text)
    /// The rows of the house, as Package.swift builds them.
    static let declared = rows(inPackage: House.package.text)

    /// The rooms of floors 1 to 5: what happens there must be the same in every run.
    static let deterministicRooms = documented.filter { 1...5 ~= $0.floor }.map(\.room)

    /// Reads the table whose head is `| floor | room | imports | state |`.
    static func rows(inArchitecture text: String) -> [FloorRow] {
        var rows: [FloorRow] = []
        var isInTable = false
        for line in splitLines(text) {
            let cells = line.split(separator: "|").map { trimmed($0) }
            if cells.prefix(3) == ["floor", "room", "imports"] {
                isInTable = true
            } else if !line.hasPrefix("|") {
                isInTable = false
            } else if isInTable, cells.count == 4, let floor = Int(cells[0]) {
                for room in names(in: cells[1]) {
                    rows.append(
                        FloorRow(
                            room: room, floor: floor, imports: names(in: cells[2]),
                            isBuilt: cells[3] != "not built yet"))
                }
            }
        }
        return rows
    }

    /// Reads each `Room(name: …, rooms: […], products: [(…, …)])`.
    static func rows(inPackage text: String) -> [FloorRow] {
        guard let start = text.range(of: "let rooms: [Room] = [") else { return [] }
        let table = text[start.upperBound...].components(separatedBy: "\n]")[0]
        return table.components(separatedBy: "Room(").dropFirst().map { piece in
            let name = between("name:", ",", in: piece) ?? piece
            let rooms = between("rooms: [", "]", in: piece) ?? ""
            let products = between("products: [", "]", in: piece) ?? ""
            let modules = products.components(separatedBy: "(").dropFirst()
                .compactMap { literals(in: $0).first }
            return FloorRow(
                room: literals(in: name).first ?? "", imports: literals(in: rooms) + modules)
        }
    }

    private static func names(in cell: String) -> [String] {
        cell.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty && $0 != "–" }
    }

    private static func between(_ open: String, _ close: String, in text: String) -> String? {
        guard let start = text.range(of: open) else { return nil }
        return text[start.upperBound...].components(separatedBy: close)[0]
    }

    private static func literals(in text: String) -> [String] {
        let pieces = text.components(separatedBy: "\"")
        return stride(from: 1, to: pieces.count, by: 2).map { pieces[$0] }
    }
}

/// `text` without spaces around it.
func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
}
