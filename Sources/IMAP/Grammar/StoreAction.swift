import Mail

/// What STORE does with flags (RFC 3501 §6.4.6).
package struct StoreAction: Hashable, Sendable {
    /// How the flags given meet the flags that are there.
    package enum Operation: Hashable, Sendable, CaseIterable {
        case replace, add, remove

        /// The flags afterwards.
        package func apply(_ flags: [Flag], to old: [Flag]) -> [Flag] {
            switch self {
            case .replace: flags
            case .add: old + flags.filter { !old.contains($0) }
            case .remove: old.filter { !flags.contains($0) }
            }
        }
    }

    package let operation: Operation
    /// Ordered, each once.
    package let flags: [Flag]
    /// `.SILENT`: the new flags are not told.
    package let isSilent: Bool

    package init(_ operation: Operation, _ flags: [Flag], isSilent: Bool = false) {
        self.operation = operation
        self.flags = flags
        self.isSilent = isSilent
    }

    ///     store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP
    ///                       (flag-list / (flag *(SP flag)))
    init(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        operation = cursor.take(0x2B) ? .add : cursor.take(0x2D) ? .remove : .replace
        guard cursor.takeExactly("FLAGS") else { throw cursor.expected("FLAGS") }
        isSilent = cursor.takeExactly(".SILENT")
        try cursor.space()
        flags = cursor.peek == 0x28 ? try Flag.list(&cursor) : try Flag.bareList(&cursor)
    }

    /// The action as a request.
    package var text: String {
        let sign =
            switch operation {
            case .replace: ""
            case .add: "+"
            case .remove: "-"
            }
        return sign + "FLAGS" + (isSilent ? ".SILENT" : "") + " " + Flag.text(flags)
    }
}

extension Flag {
    /// Longer lists are refused.
    static let maximumCount = 64
    /// Longer keywords are refused.
    static let longestKeyword = 128

    /// `(\Seen $Forwarded)`
    package static func text(_ flags: [Flag]) -> String {
        "(" + flags.map(\.rawValue).joined(separator: " ") + ")"
    }

    /// `flag-list = "(" [flag *(SP flag)] ")"`
    static func list(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> [Flag] {
        try cursor.require(0x28, "a list of flags")
        if cursor.take(0x29) { return [] }
        let flags = try bareList(&cursor)
        try cursor.require(0x29, "a closing parenthesis")
        return flags
    }

    static func bareList(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> [Flag] {
        var flags: [Flag] = []
        repeat {
            let flag = try one(&cursor)
            guard flags.count < maximumCount else {
                throw cursor.expected("no more than \(maximumCount) flags")
            }
            if !flags.contains(flag) { flags.append(flag) }
        } while cursor.take(0x20)
        return flags
    }

    /// `flag = "\Answered" / … / flag-keyword`; `\Recent` cannot be stored (RFC 3501 §2.3.2).
    private static func one(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> Flag {
        let place = cursor.place
        let isSystem = cursor.take(0x5C)
        let name = try cursor.atom("a flag")
        let flag = Flag((isSystem ? "\\" : "") + name)
        guard name.utf8.count <= longestKeyword, flag.isKeyword || system.contains(flag) else {
            throw IMAPSyntaxError.expected("a flag that can be stored", at: place)
        }
        return flag
    }
}
