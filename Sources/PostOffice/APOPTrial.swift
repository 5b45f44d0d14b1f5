import Ciphers
import Mail
import POP3

/// What one finds out about APOP by trying it (RFC 1939 §7); it is none of SASL's mechanisms.
package struct APOPTrial: Hashable, Sendable {
    /// The password's own octets were in what was said.
    package let showsPassword: Bool
    /// The same digest counts in another session.
    package let isReplayable: Bool
    /// A listener can try passwords against the digest; the rounds that one try costs.
    package let guessRounds: Int?
    /// It works where the server keeps a verifier only.
    package let worksWithVerifier: Bool

    private static let login = "alice@example.com"
    private static let password = "wonderland"

    /// Tries it against the desk that judges it.
    package init() {
        let stamp = "<1.2@server>"
        let said = Self.digest(stamp, Self.password)
        showsPassword = said.contains(Self.password)
        isReplayable = Self.isTaken(said, at: "<3.4@server>", .clear)
        let tells =
            Self.isTaken(said, at: stamp, .clear) && Self.digest(stamp, "looking glass") != said
        guessRounds = tells ? 1 : nil
        worksWithVerifier = Self.isTaken(said, at: stamp, .scram)
    }

    private static func digest(_ stamp: String, _ password: String) -> String {
        HexText.lower(Digest.md5(Array((stamp + password).utf8)))
    }

    private static func isTaken(
        _ digest: String, at stamp: String, _ storage: PasswordStorage
    ) -> Bool {
        var accounts = Accounts()
        accounts.add(
            Account(
                login: login, password: password, store: MailboxStore(uidValiditySeed: 1)))
        accounts.keep(as: storage)
        let (answer, _) = POP3Desk.answer(
            .authenticateAPOP(login: login, digest: digest, timestamp: stamp), connection: 1,
            accounts: &accounts, at: .zero)
        if case .verdict(.accepted) = answer { return true }
        return false
    }
}
