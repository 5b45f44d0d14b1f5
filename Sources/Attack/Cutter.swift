import Session

/// Ends a conversation in the server's name once so many octets of the server have passed.
///
/// A FIN carries no proof of who sent it: only what stands in the stream can tell that the end was
/// meant, such as TLS's close_notify (RFC 8446 §6.1).
struct Cutter: Tampering {
    /// Octets of the server that still pass.
    private var left: Int
    private let limit: Int

    init(after limit: Int) {
        self.limit = limit
        left = limit
    }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(.client, let octets): outbox.append(.send(.server, octets))
        case .received(.server, let octets):
            guard octets.count >= left else {
                left -= octets.count
                return outbox.append(.send(.client, octets))
            }
            if left > 0 { outbox.append(.send(.client, Array(octets.prefix(left)))) }
            left = 0
            outbox += [.deed(.cut(after: limit)), .end]
        case .secured: break
        }
    }
}
