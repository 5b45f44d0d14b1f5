/// The three numbers that say more than the reply code: class, subject, detail (RFC 3463 §2).
package struct EnhancedStatusCode: Hashable, Sendable, CustomStringConvertible {
    /// 2 for success, 4 for what may pass, 5 for what stays.
    package let kind: Int
    package let subject: Int
    package let detail: Int

    package init(_ kind: Int, _ subject: Int, _ detail: Int) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    /// The code that `text` spells, or nil.
    ///
    ///     status-code = class "." subject "." detail          ; RFC 2034 §4
    ///     subject     = 1*3digit
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, ["2", "4", "5"].contains(parts[0]),
            parts.allSatisfy({
                (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) }
            }), let kind = Int(parts[0]), let subject = Int(parts[1]), let detail = Int(parts[2])
        else { return nil }
        self.init(kind, subject, detail)
    }

    package var description: String { "\(kind).\(subject).\(detail)" }
}
