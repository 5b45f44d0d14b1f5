import Foundation
import Gateway
import Logging
import Testing

@Suite("The log of a server")
struct LogTests {
    private final class Page: @unchecked Sendable {
        var lines: [String] = []
    }

    private func lines(_ format: LogLines.Format, _ body: (Logger) -> Void) -> [String] {
        let page = Page()
        let handler = LogLines(label: "t", level: .info, format: format) { page.lines.append($0) }
        body(Logger(label: "t") { _ in handler })
        return page.lines
    }

    @Test("text: one line, whatever stands in a value; too low a level says nothing")
    func text() {
        let lines = lines(.text) { logger in
            logger.debug("not this")
            logger.warning("shut", metadata: ["b": "two words", "a": "x\ny"])
        }
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix(" warning t: shut a=\"x\\ny\" b=\"two words\""))
    }

    @Test("JSON: one object a line")
    func json() throws {
        let lines = lines(.json) { $0.info("open", metadata: ["address": "127.0.0.1:25"]) }
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: String])
        #expect(object["level"] == "info")
        #expect(object["message"] == "open")
        #expect(object["address"] == "127.0.0.1:25")
    }
}
