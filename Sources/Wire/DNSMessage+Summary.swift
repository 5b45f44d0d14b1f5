extension DNSMessage {
    /// The message on one English line, such as `MX example.jp?`, `MX example.jp 10
    /// mail.example.jp` or `MX nobody.example NXDOMAIN`.
    package var summary: String {
        let asked = questions.first.map { "\($0)" }
        guard header.isResponse else {
            guard header.opcode == 0 else { return "OPCODE\(header.opcode)" }
            return asked.map { "\($0)?" } ?? "no question"
        }
        let cut = header.isTruncated ? " (truncated)" : ""
        return [asked, outcome].compactMap { $0 }.joined(separator: " ") + cut
    }

    /// What the response says, without the question.
    private var outcome: String {
        if code != .noError { return code.description }
        let wanted = questions.first?.type
        let parts = answers.map { record in
            switch record.data {
            case .cname(let target) where wanted != .cname: "CNAME \(target)"
            case let data where wanted == .any: "\(record.type) \(data)"
            case let data: "\(data)"
            }
        }
        if !parts.isEmpty { return parts.joined(separator: ", ") }
        if header.isTruncated { return "nothing" }
        let servers = authority.compactMap { record -> String? in
            guard case .ns(let server) = record.data else { return nil }
            return server.description
        }
        if let cut = authority.first(where: { $0.type == .ns }), !header.isAuthoritative {
            return "referral to \(cut.name): " + servers.joined(separator: ", ")
        }
        return "no data"
    }
}
