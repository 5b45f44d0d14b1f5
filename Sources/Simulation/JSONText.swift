/// A value of JSON text (RFC 8259), written with its keys in a fixed order.
package indirect enum JSONText: Sendable {
    case string(String)
    case number(Int64)
    case bool(Bool)
    case null
    case list([JSONText])
    case object([(String, JSONText)])

    package static func integer(_ value: Int) -> JSONText { .number(Int64(value)) }
    package static func strings(_ list: [String]) -> JSONText { .list(list.map { .string($0) }) }

    package var text: String {
        switch self {
        case .string(let value): Self.quoted(value)
        case .number(let value): "\(value)"
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .list(let list): "[" + list.map(\.text).joined(separator: ",") + "]"
        case .object(let pairs):
            "{" + pairs.map { "\(Self.quoted($0.0)):\($0.1.text)" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
