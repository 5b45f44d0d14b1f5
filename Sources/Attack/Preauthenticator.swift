/// Turns the greeting of an IMAP server into one that says that the client is logged in already.
///
/// STARTTLS is for those who are not (RFC 3501 §6.2.1): a client that goes on stays in the clear.
struct Preauthenticator: Tampering {
    private var server = LineCutter()
    private var hasGreeted = false

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(.client, let octets): outbox.append(.send(.server, octets))
        case .received(.server, let octets):
            server.append(octets)
            if !hasGreeted, let line = server.nextLine() {
                hasGreeted = true
                outbox.append(.send(.client, forge(line, into: &outbox)))
            }
            if hasGreeted, server.pendingCount > 0 {
                outbox.append(.send(.client, server.takeAll()))
            }
        case .secured: break
        }
    }

    private func forge(_ line: [UInt8], into outbox: inout [TamperOutput]) -> [UInt8] {
        let said = text(line)
        guard said.uppercased().hasPrefix("* OK") else { return line }
        let forged = "* PREAUTH" + said.dropFirst(4)
        outbox.append(.deed(.preauthenticated(before: said, after: forged)))
        return octets(forged)
    }
}
