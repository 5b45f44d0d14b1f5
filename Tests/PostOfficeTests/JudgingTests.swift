import Ciphers
import Mail
import PostOffice
import SASL
import Testing

@Suite("Claims and what the accounts say to them")
struct JudgingTests {
    private func accounts(_ storage: PasswordStorage) -> Accounts {
        var accounts = Accounts(secrets: ServerSecrets(ChanceStream(seed: [5])))
        for (login, password) in [("bob@example.jp", "builder"), ("postmaster@example.jp", "")] {
            accounts.add(
                Account(login: login, password: password, store: MailboxStore(uidValiditySeed: 1)))
        }
        accounts.keep(as: storage)
        accounts.issueTokens(until: 1_000)
        return accounts
    }

    private let challenge = Array("<1.2@mail.example.jp>".utf8)

    private func digest(_ password: String) -> SASLClaim {
        .digest(
            login: "bob@EXAMPLE.jp", challenge: challenge,
            code: KeyedDigest.md5(challenge, key: Array(password.utf8)))
    }

    @Test(
        "passwords fit in both forms; a digest needs the password",
        arguments: PasswordStorage.allCases)
    func forms(storage: PasswordStorage) {
        let accounts = accounts(storage)
        func judge(_ login: String, _ password: String, as other: String = "") -> SASLVerdict {
            accounts.judge(
                .password(
                    Credentials(authorizationID: other, login: login, password: password)), at: 0
            ).0
        }
        #expect(judge("bob@EXAMPLE.jp", "builder") == .accepted(login: "bob@example.jp"))
        #expect(judge("bob@example.jp", "builder", as: "bob@example.jp") != .refused)
        for (login, password, other) in [
            ("bob@example.jp", "Builder", ""), ("Bob@example.jp", "builder", ""),
            ("bob@example.jp", "", ""), ("postmaster@example.jp", "", ""),
            ("postmaster@example.jp", "x", ""), ("bob@example.jp", "builder", "carol@example.jp"),
        ] {
            #expect(judge(login, password, as: other) == .refused, "\(login) \(password)")
        }
        let accepted = SASLVerdict.accepted(login: "bob@example.jp")
        #expect(
            accounts.judge(digest("builder"), at: 0).0
                == (storage == .clear ? accepted : .refused))
        #expect(accounts.judge(digest(""), at: 0).0 == .refused)
    }

    @Test("the verifier is the same in both forms; nobody can tell who has an account")
    func verifiers() {
        let (clear, scram) = (accounts(.clear), accounts(.scram))
        for digest in SCRAMDigest.allCases {
            let claim = SASLClaim.verifier(login: "bob@example.jp", digest)
            #expect(clear.judge(claim, at: 0).0 == scram.judge(claim, at: 0).0)
            let nobody = SASLClaim.verifier(login: "nobody@example.jp", digest)
            guard case .verifier(let decoy) = clear.judge(nobody, at: 0).0,
                case .verifier(let real) = clear.judge(claim, at: 0).0
            else {
                Issue.record("no verifier")
                return
            }
            #expect(decoy.iterations == real.iterations && decoy.salt.count == real.salt.count)
            #expect(decoy.salt != real.salt && clear.judge(nobody, at: 0).0 == .verifier(decoy))
        }
        #expect(clear.judge(.disproved(login: "bob@example.jp"), at: 0).0 == .refused)
        #expect(
            clear.judge(.proved(login: "nobody@example.jp", authorizationID: ""), at: 0).0
                == .refused)
    }

    @Test("a token: its last second, another's, one of another server")
    func tokens() throws {
        let accounts = accounts(.clear)
        let bob = "bob@example.jp"
        let token = try #require(accounts.token(for: bob))
        func judge(_ login: String, _ token: String, _ now: Int64) -> (SASLVerdict, String?) {
            let (verdict, because) = accounts.judge(.token(login: login, token), at: now)
            return (verdict, because?.key)
        }
        #expect(judge(bob, token, 1_000).0 == .accepted(login: bob))
        #expect(judge("", token, 1_000).0 == .accepted(login: bob))
        #expect(judge(bob, token, 1_001) == (.refused, "post.token-expired"))
        #expect(judge("postmaster@example.jp", token, 0) == (.refused, "post.token-of-another"))
        #expect(judge(bob, "x", 0) == (.refused, "post.token-malformed"))
        let other = BearerToken(login: bob, expiry: 1_000).text(key: [1])
        #expect(judge(bob, other, 0) == (.refused, "post.token-forged"))
    }

    @Test("APOP: no replay, one round for a guess, and the password on the disk")
    func apop() {
        let trial = APOPTrial()
        #expect(!trial.showsPassword && !trial.isReplayable && !trial.worksWithVerifier)
        #expect(trial.guessRounds == 1)
    }
}
