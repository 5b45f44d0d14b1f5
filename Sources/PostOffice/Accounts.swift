import Ciphers
import Mail
import OrderedCollections

/// A person's account on a mail server.
package struct Account: Sendable {
    /// The whole address, as it was given when the account was made.
    package let login: String
    /// What the server keeps of the password.
    package var stored: StoredPassword
    package var store: MailboxStore
    /// The connection that has the maildrop open by POP3; it alone may (RFC 1939 §4).
    package var maildropLock: UInt64?
    /// The last second of its access token, after 1970-01-01 UTC.
    package internal(set) var tokenExpiry: Int64 = 0

    package init(
        login: String, password: String, store: MailboxStore, maildropLock: UInt64? = nil
    ) {
        self.login = login
        stored = password.isEmpty ? .nothing : .clear(password)
        self.store = store
        self.maildropLock = maildropLock
    }
}

/// The accounts of a mail server, in the order in which they were made.
package struct Accounts: Sendable {
    private var table: OrderedDictionary<String, Account> = [:]
    /// What only this server knows.
    package let secrets: ServerSecrets

    package init(secrets: ServerSecrets = ServerSecrets()) { self.secrets = secrets }

    package var count: Int { table.count }

    /// The logins, in the order in which the accounts were made.
    package var logins: [String] { table.values.map(\.login) }

    /// Adds an account; false, and nothing changed, when the login is taken.
    @discardableResult
    package mutating func add(_ account: Account) -> Bool {
        let key = Self.key(account.login)
        guard table[key] == nil else { return false }
        table[key] = account
        return true
    }

    /// Removes an account with its mail.
    package mutating func remove(_ login: String) { table.removeValue(forKey: Self.key(login)) }

    /// The account of a login, to be changed in place: `accounts[login]?.store.append(…)`.
    ///
    /// The domain's case does not matter; that of the local part does (RFC 5321 §2.4).
    package subscript(login: String) -> Account? {
        get { table[Self.key(login)] }
        _modify { yield &table[Self.key(login)] }
    }

    /// Whether the password is the account's; an unknown login takes as long as a wrong password.
    package func authenticate(login: String, password: String) -> Bool {
        let account = table[Self.key(login)]
        let isRight = (account?.stored ?? .nothing).fits(password)
        return isRight && account != nil && !password.isEmpty
    }

    /// The login of the account whose maildrop this connection has locked.
    package func login(lockedBy connection: UInt64) -> String? {
        table.values.first { $0.maildropLock == connection }?.login
    }

    /// Compares secrets by digests, whose lengths are the same whatever the secrets are.
    static func isSame(_ one: String, _ other: String) -> Bool {
        constantTimeEquals(Digest.sha256(Array(one.utf8)), Digest.sha256(Array(other.utf8)))
    }

    /// The login with its domain in lower case.
    static func key(_ login: String) -> String {
        guard let at = login.lastIndex(of: "@") else { return login }
        return login[..<at] + login[at...].lowercased()
    }
}
