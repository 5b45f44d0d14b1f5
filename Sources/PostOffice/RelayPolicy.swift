import Mail
import SMTP
import Wire

/// For whom a mail server takes letters: never for everybody.
///
/// Protocol says when RCPT may come; this says whether we take it. A server takes mail for its own
/// domains, from authenticated users, and from the source prefixes it was told to relay for.
package struct RelayPolicy: Sendable {
    package var localDomains: [String]
    package var relayFor: [IPPrefix]
    package var backups: [BackupDomain] = []

    /// What is to be done with a recipient.
    package enum Judgement: Sendable {
        /// Into the mailbox of this login.
        case local(login: String)
        case relay
        case refused(SMTPReply)
    }

    func isLocal(_ domain: String) -> Bool { localDomains.contains(domain.lowercased()) }

    /// Judges a recipient; `login` is the authenticated user, if any.
    package func judge(
        _ path: ForwardPath, peer: IPAddress, login: String?, accounts: Accounts
    ) -> Judgement {
        let address: MailAddress
        switch path {
        case .postmaster:
            guard let domain = localDomains.first ?? backups.first?.domain else {
                return .refused(Self.noSuchUser(path))
            }
            address = MailAddress(localPart: "postmaster", domain: domain)
        case .address(let given): address = given
        }
        if isLocal(address.domain) {
            guard let login = Self.login(of: address, in: accounts) else {
                return .refused(Self.noSuchUser(path))
            }
            return .local(login: login)
        }
        if let backup = backups.first(where: { $0.domain == address.domain.lowercased() }) {
            return backup.has(address) ? .relay : .refused(Self.noSuchUser(path))
        }
        if login != nil || relayFor.contains(where: { $0.contains(peer) }) { return .relay }
        return .refused(
            SMTPReply(
                code: 554, enhanced: EnhancedStatusCode(5, 7, 1),
                "Relay access denied: \(path) is not ours; authenticate on port 587"))
    }

    /// The account that an address names; `postmaster` in any case (RFC 5321 §4.5.1).
    static func login(of address: MailAddress, in accounts: Accounts) -> String? {
        let local = address.localPart.lowercased()
        return accounts.logins.first { $0.lowercased() == "\(local)@\(address.domain)" }
    }

    static func noSuchUser(_ path: ForwardPath) -> SMTPReply {
        SMTPReply(
            code: 550, enhanced: EnhancedStatusCode(5, 1, 1), "\(path): no such mailbox here")
    }
}

/// A domain whose mail is taken for another server, which is away, and kept until it is back.
///
/// A backup that took mail for anybody would have to bounce much of it later, to forged senders;
/// so it knows the domain's recipients.
package struct BackupDomain: Hashable, Sendable {
    package let domain: String
    private let recipients: [String]

    /// `recipients` are whole addresses.
    package init(_ domain: String, recipients: [String]) {
        self.domain = domain.lowercased()
        self.recipients = recipients.map { $0.lowercased() }
    }

    /// Whether the address is there; `postmaster` always is (RFC 5321 §4.5.1).
    func has(_ address: MailAddress) -> Bool {
        let local = address.localPart.lowercased()
        return local == "postmaster" || recipients.contains("\(local)@\(domain)")
    }
}
