import Testing

@Suite("Imports go down the floors, as the table says")
struct ImportTests {
    /// Parts of the system that the upper floors may use without a row.
    private static let system = [
        "Foundation", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization",
    ]

    @Test("the house imports what its rows name")
    func sources() {
        let found = House.sources.flatMap {
            Self.offences(in: $0, rows: FloorTable.declared)
        }
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("Package.swift and Docs/Architecture.md say the same")
    func tables() {
        #expect(FloorTable.documented.count > 15)
        #expect(FloorTable.declared.count > 15)
        let found = Self.differences(FloorTable.declared, FloorTable.documented)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test("every arrow of the table points down")
    func arrows() {
        let found = Self.upwardArrows(FloorTable.documented)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test("every folder of Sources has a row")
    func folders() {
        let known = FloorTable.documented.map(\.room)
        #expect(House.names(in: "Sources").filter { !known.contains($0) } == [])
    }

    @Test("refuses an import without a row, above the row, and in any spelling")
    func canFail() {
        let rows = [FloorRow(room: "SMTP", imports: ["Session", "Mail"])]
        let text = """
            import Session
            @testable import Mail
            package import Internet
            import struct Simulation.World
              import   Foundation
            @preconcurrency import IMAP
            // import Shell
            let text = "import Shell"
            """
        let file = HouseFile(path: "Sources/SMTP/Sample.swift", text: text)
        #expect(Self.offences(in: file, rows: rows).map(\.line) == [3, 4, 6])
        let stranger = HouseFile(path: "Sources/Attic/Sample.swift", text: "import Mail")
        #expect(Self.offences(in: stranger, rows: rows).count == 1)
    }

    @Test("refuses tables that differ")
    func tablesCanDiffer() {
        let package = FloorTable.rows(
            inPackage: """
                let rooms: [Room] = [
                    Room(name: "Wire"),
                    Room(
                        name: "Net", rooms: ["Wire", "Mail"],
                        products: [("HeapModule", collections), ("Yams", "Yams")]),
                    Room(name: "TLS"),
                ]
                """)
        #expect(package.map(\.room) == ["Wire", "Net", "TLS"])
        #expect(package[1].imports == ["Wire", "Mail", "HeapModule", "Yams"])
        let document = FloorTable.rows(
            inArchitecture: """
                | floor | room | imports | state |
                |---|---|---|---|
                | 2 | Net | Wire, HeapModule, Yams | built |
                | 2 | TLS | Wire | not built yet |
                | 1 | Wire, Mail | – | built |

                | 9 | Other | table | built |
                """)
        #expect(document.map(\.room) == ["Net", "TLS", "Wire", "Mail"])
        #expect(Self.differences(package, document).count == 3)
        #expect(Self.differences(Array(package.prefix(1)), [FloorRow(room: "Wire")]).isEmpty)
    }

    @Test("refuses an arrow that points up or to the side")
    func arrowsCanPointUp() {
        let table = [
            FloorRow(room: "Net", floor: 2, imports: ["Wire", "Heap"]),
            FloorRow(room: "Wire", floor: 1, imports: ["Net"]),
        ]
        #expect(Self.upwardArrows(table) == ["Wire imports Net, which is not below it"])
    }

    static func offences(in file: HouseFile, rows: [FloorRow]) -> [Offence] {
        let allowed = rows.first { $0.room == file.room }?.imports ?? []
        return file.offences("an import that the room's row does not name", in: file.code) {
            guard let module = importedModule($1) else { return false }
            return !allowed.contains(module) && !system.contains(module)
        }
    }

    /// The module that a line imports.
    static func importedModule(_ line: String) -> String? {
        guard finds("import", in: line) else { return nil }
        let words = line.split(separator: " ").drop {
            $0.hasPrefix("@") || ["public", "package", "internal", "private"].contains($0)
                || $0 == "fileprivate"
        }
        guard words.first == "import" else { return nil }
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = words.dropFirst().drop { kinds.contains(String($0)) }.first
        return name.map { String($0.split(separator: ".")[0]) }
    }

    private static func differences(_ package: [FloorRow], _ document: [FloorRow]) -> [String] {
        var found: [String] = []
        for row in package {
            guard let told = document.first(where: { $0.room == row.room }) else {
                found.append("\(row.room) is not in Docs/Architecture.md")
                continue
            }
            if !told.isBuilt { found.append("\(row.room) is built, the document says not yet") }
            if told.isBuilt, row.imports.sorted() != told.imports.sorted() {
                found.append(
                    "\(row.room): Package.swift has \(row.imports.sorted()), "
                        + "the document \(told.imports.sorted())")
            }
        }
        let ground = document.filter { $0.isBuilt && $0.floor > 0 }
        for row in ground where !package.contains(where: { $0.room == row.room }) {
            found.append("\(row.room) is not in Package.swift")
        }
        return found
    }

    private static func upwardArrows(_ table: [FloorRow]) -> [String] {
        table.enumerated().flatMap { index, row in
            row.imports.compactMap { name in
                guard let target = table.firstIndex(where: { $0.room == name }) else { return nil }
                guard target <= index || table[target].floor > row.floor else { return nil }
                return "\(row.room) imports \(name), which is not below it"
            }
        }
    }
}
