/// Rows under headings, aligned whatever the language.
package struct Table: Sendable {
    /// On which side a column is flush.
    package enum Side: Sendable { case left, right }

    private let headings: [String]
    private let sides: [Side]
    private var rows: [[String]] = []

    package init(_ headings: [String], sides: [Side] = []) {
        self.headings = headings
        self.sides = headings.indices.map { $0 < sides.count ? sides[$0] : .left }
    }

    package mutating func add(_ cells: [String]) { rows.append(cells) }
    package var isEmpty: Bool { rows.isEmpty }

    /// The lines; the last column is cut where the page ends.
    package func lines(_ paint: Paint, page: Int = Width.page) -> [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in
            all.map { column < $0.count ? Width.of($0[column]) : 0 }.max() ?? 0
        }
        return all.enumerated().map { index, row in
            let line = self.line(row, widths: widths, page: page)
            return index == 0 ? paint(.faint, line) : line
        }
    }

    private func line(_ row: [String], widths: [Int], page: Int) -> String {
        var line = ""
        var used = 0
        for column in widths.indices {
            let isLast = column == widths.count - 1
            var cell = column < row.count ? row[column] : ""
            if isLast { cell = Width.cut(cell, to: max(8, page - used)) }
            let padded =
                sides[column] == .right
                ? Width.padLeft(cell, to: widths[column])
                : isLast ? cell : Width.pad(cell, to: widths[column])
            line += padded + (isLast ? "" : "  ")
            used += widths[column] + 2
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
