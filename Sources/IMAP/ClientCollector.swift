import Mail

/// What came during one command.
struct ClientCollector: Hashable, Sendable {
    var octetCount = 0
    private var mailbox = SelectedMailbox(name: "")
    private var listed: [ListedMailbox] = []
    private var fetched: [FetchedMessage] = []
    private var found: [UInt32] = []
    private var expunged: [UInt32] = []
    private var status: [StatusCount] = []

    /// Further responses of one command are passed over.
    private static let limit = 1_000_000

    mutating func take(_ response: IMAPResponse) {
        switch response {
        case .exists(let count): mailbox.exists = count
        case .recent(let count): mailbox.recent = count
        case .flags(let flags): mailbox.flags = flags
        case .status(let status):
            mailbox.uidValidity = status.number("UIDVALIDITY") ?? mailbox.uidValidity
            mailbox.uidNext = status.number("UIDNEXT") ?? mailbox.uidNext
            mailbox.firstUnseen = status.number("UNSEEN") ?? mailbox.firstUnseen
        case .list(let mailbox), .lsub(let mailbox):
            if listed.count < Self.limit { listed.append(mailbox) }
        case .search(let numbers):
            if found.count < Self.limit { found += numbers }
        case .mailboxStatus(_, let numbers): status = numbers
        case .expunge(let number):
            if expunged.count < Self.limit { expunged.append(number) }
        case .fetch(let message):
            if fetched.count < Self.limit { fetched.append(message) }
        case .continuation, .tagged, .capability, .other: break
        }
    }

    func result(of command: IMAPClientAnswer, _ completion: IMAPStatus) -> IMAPClientResult {
        switch command {
        case .select(let name), .examine(let name):
            var selected = mailbox
            selected.name = name
            selected.isReadOnly = completion.code.first == "READ-ONLY"
            return .selected(selected)
        case .list: return .listed(listed)
        case .status(let name, _): return .status(name, status)
        case .fetch, .store: return .fetched(fetched)
        case .search: return .found(found)
        case .expunge: return .expunged(expunged)
        case .append:
            let code = completion.code
            guard code.first == "APPENDUID", code.count == 3 else {
                return .appended(uidValidity: nil, uid: nil)
            }
            return .appended(uidValidity: UInt32(code[1]), uid: UInt32(code[2]))
        case .create, .delete, .subscribe, .copy, .noop, .close, .logout: return .done
        }
    }
}
