/// What is wrong with a command: the text behind BAD says it.
package enum IMAPSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    case badTag
    case unknownCommand(String)
    /// Something else was expected, so many octets into the command.
    case expected(String, at: Int)
    case tooDeep(limit: Int)
    case badMailboxName

    package var description: String {
        switch self {
        case .badTag: "A command begins with a tag and a space"
        case .unknownCommand(let verb): "Unknown command \(verb)"
        case .expected(let what, let place): "Expected \(what) at octet \(place + 1)"
        case .tooDeep(let limit): "Parentheses nested deeper than \(limit)"
        case .badMailboxName: "The mailbox name is not modified UTF-7"
        }
    }
}
