import Support
import Testing

@testable import Session

/// What a framer gave: a line, or a fault by its name.
enum Framed: Equatable, CustomStringConvertible {
    case line(String)
    case bareLineEnd
    case tooLong

    var description: String {
        switch self {
        case .line(let text): "line \(text.debugDescription)"
        case .bareLineEnd: "bare line end"
        case .tooLong: "too long"
        }
    }
}

@Suite("LineFramer")
struct LineFramerTests {
    @Test("cuts lines at CRLF, however they come in", arguments: Seeds.pieceSizes)
    func everyCut(size: Int) {
        let text = "EHLO a\r\n\r\nMAIL FROM:<a@b>\r\n.\r\n..x\r\nhalf"
        let expected = ["EHLO a", "", "MAIL FROM:<a@b>", ".", "..x"].map { Framed.line($0) }
        var framer = LineFramer(limit: 512)
        #expect(lines(of: text, size: size, framer: &framer) == expected)
        #expect(framer.pendingCount == 4)
        #expect(lines(of: " done\r\n", size: size, framer: &framer) == [.line("half done")])
        #expect(framer.pendingCount == 0)
    }

    @Test(
        "takes nothing but CRLF for a line's end",
        arguments: [
            ("a\nb\r\n", [Framed.bareLineEnd, .line("b")]), ("a\rb\r\n", [.bareLineEnd]),
            ("\n", [.bareLineEnd]), ("\r\r\n", [.bareLineEnd]),
            ("\n\r\n", [.bareLineEnd, .line("")]),
            ("a\n.\r\nb\r\n", [.bareLineEnd, .line("."), .line("b")]),
            ("a\r.\r\n", [.bareLineEnd]), ("a\r\n.\n", [.line("a"), .bareLineEnd]),
            ("a\r\n.\r", [.line("a")]), ("a\u{0}\r\n", [.line("a\u{0}")]),
            ("a\r\u{0}\n", [.bareLineEnd]),
        ])
    func bareLineEnds(sample: (text: String, framed: [Framed])) {
        for size in Seeds.pieceSizes {
            var framer = LineFramer(limit: 100)
            let framed = lines(of: sample.text, size: size, framer: &framer)
            #expect(framed == sample.framed, "in pieces of \(size)")
        }
    }

    @Test("drops a line that is too long, all of it, and goes on", arguments: Seeds.pieceSizes)
    func tooLong(size: Int) {
        for length in [9, 10, 11, 12, 50, 500] {
            var framer = LineFramer(limit: 12)
            let text = "a\r\n" + String(repeating: "x", count: length) + "\r\nb\r\n"
            let middle: Framed =
                length > 10 ? .tooLong : .line(String(repeating: "x", count: length))
            #expect(
                lines(of: text, size: size, framer: &framer) == [.line("a"), middle, .line("b")],
                "\(length) octets in pieces of \(size)")
        }
    }

    @Test("keeps little of a line that never ends")
    func boundedMemory() {
        var framer = LineFramer(limit: 1_000)
        var most = 0
        for _ in 0..<2_000 {
            framer.append([UInt8](repeating: 0x78, count: 997))
            #expect(throws: Never.self) { try framer.nextLine() == nil }
            most = max(most, framer.pendingCount)
        }
        #expect(most < 3_000)
        #expect(lines(of: "\r\nb\r\n", size: 1, framer: &framer) == [.tooLong, .line("b")])
    }

    @Test("the CR of a line's end may come alone, at the limit too")
    func splitLineEnd() {
        var framer = LineFramer(limit: 4)
        #expect(lines(of: "ab\r", size: 1, framer: &framer) == [])
        #expect(lines(of: "\nabc\r", size: 1, framer: &framer) == [.line("ab")])
        #expect(lines(of: "\n", size: 1, framer: &framer) == [.tooLong])
    }

    @Test("gives octets as they are, between lines", arguments: Seeds.pieceSizes)
    func take(size: Int) {
        var framer = LineFramer(limit: 100)
        var literal: [UInt8] = []
        var framed: [Framed] = []
        for piece in pieces(of: Array("{6}\r\na\r\n\nb\0 rest\r\n".utf8), size: size) {
            framer.append(piece)
            if framed.isEmpty, let line = try? framer.nextLine() {
                framed.append(.line(String(decoding: line, as: UTF8.self)))
            }
            if !framed.isEmpty, literal.count < 6 { literal += framer.take(6 - literal.count) }
            if literal.count == 6 { framed += next(&framer) }
        }
        #expect(literal == Array("a\r\n\nb\0".utf8))
        #expect(framed == [.line("{6}"), .line(" rest")])
        #expect(framer.take(-1) == [] && framer.take(.max) == [])
    }

    @Test("forgets everything at STARTTLS, and takes everything when told")
    func discard() {
        var framer = LineFramer(limit: 10)
        framer.append(Array("STARTTLS\r\nRSET\r\nha".utf8))
        #expect(throws: Never.self) {
            #expect(try framer.nextLine() == Array("STARTTLS".utf8))
        }
        framer.discardAll()
        #expect(framer.pendingCount == 0)
        #expect(lines(of: "lf\r\n", size: 1, framer: &framer) == [.line("lf")])
        #expect(lines(of: "0123456789abc", size: 1, framer: &framer) == [])
        framer.discardAll()
        #expect(lines(of: "x\r\n", size: 1, framer: &framer) == [.line("x")])
        framer.append(Array("a\r\nb".utf8))
        #expect(framer.takeAll() == Array("a\r\nb".utf8))
        #expect(framer.takeAll() == [])
        #expect(lines(of: "c\r\n", size: 3, framer: &framer) == [.line("c")])
    }

    /// The framer's cost must grow with the octets, not with their square: with the square, each
    /// of these would take many minutes.
    @Test("ten million octets in small pieces", .timeLimit(.minutes(2)))
    func manySmallPieces() {
        let piece = [UInt8](repeating: 0x78, count: 640)
        var framer = LineFramer(limit: 20_000_000)
        for _ in 0..<15_625 {
            framer.append(piece)
            #expect(next(&framer) == [])
        }
        framer.append([0x0D, 0x0A])
        #expect(next(&framer).count == 1)

        for _ in 0..<15_625 {
            framer.append(piece)
            #expect(framer.take(640).count == 640)
        }
        #expect(framer.pendingCount == 0)
    }

    @Test("a long backlog is read while more comes", .timeLimit(.minutes(2)))
    func backlog() {
        var framer = LineFramer(limit: 1_000)
        let line = [UInt8](repeating: 0x78, count: 998) + [0x0D, 0x0A]
        framer.append(Array(repeatElement(line, count: 10_000).joined()))
        var count = 0
        for _ in 0..<10_000 {
            framer.append([0x0A])
            count += framer.take(1_000).count
        }
        #expect(count == 10_000_000)
        #expect(framer.pendingCount == 10_000)
    }

    private func lines(of text: String, size: Int, framer: inout LineFramer) -> [Framed] {
        var framed: [Framed] = []
        for piece in pieces(of: Array(text.utf8), size: size) {
            framer.append(piece)
            framed += next(&framer)
        }
        return framed
    }

    /// Everything that the framer gives now.
    private func next(_ framer: inout LineFramer) -> [Framed] {
        var framed: [Framed] = []
        while true {
            do {
                guard let line = try framer.nextLine() else { return framed }
                framed.append(.line(String(decoding: line, as: UTF8.self)))
            } catch {
                switch error {
                case .bareLineEnd: framed.append(.bareLineEnd)
                case .tooLong: framed.append(.tooLong)
                }
            }
        }
    }
}
