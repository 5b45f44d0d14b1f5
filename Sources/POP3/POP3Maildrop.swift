/// What a session knows of its maildrop: messages have numbers, and marks for deletion.
///
/// The numbers stay as they were when the maildrop was opened, whatever is marked or arrives
/// (RFC 1939 §4, §5).
struct POP3Maildrop: Sendable {
    let login: String
    let entries: [POP3Listing]
    private var marked: [Bool]
    /// Messages that are not marked.
    private(set) var count: Int
    /// Their octets.
    private(set) var octetCount: Int

    static let none = POP3Maildrop(login: "", entries: [])

    init(login: String, entries: [POP3Listing]) {
        self.login = login
        self.entries = entries
        marked = Array(repeating: false, count: entries.count)
        count = entries.count
        octetCount = entries.reduce(0) { $0 &+ $1.size }
    }

    /// What a number means to the client.
    enum Found {
        case message(POP3Listing)
        case marked
        case none
    }

    func find(_ number: Int) -> Found {
        guard number >= 1, number <= entries.count else { return .none }
        return marked[number - 1] ? .marked : .message(entries[number - 1])
    }

    func isMarked(_ number: Int) -> Bool { marked[number - 1] }

    mutating func mark(_ number: Int) {
        guard case .message(let entry) = find(number) else { return }
        marked[number - 1] = true
        count -= 1
        octetCount = octetCount &- entry.size
    }

    mutating func unmarkAll() { self = POP3Maildrop(login: login, entries: entries) }

    var markedUIDs: [UInt32] {
        zip(entries, marked).compactMap { entry, isMarked in isMarked ? entry.uid : nil }
    }

    /// `2 messages (320 octets)`.
    var summary: String {
        "\(count) \(count == 1 ? "message" : "messages") (\(octetCount) octets)"
    }
}
