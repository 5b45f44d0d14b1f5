import Ciphers
import SASL
import Session

extension Accounts {
    /// Judges what a client claims, at a moment in seconds after 1970-01-01 UTC; for the journal,
    /// also why, where that is more than a wrong password.
    package func judge(_ claim: SASLClaim, at now: Int64) -> (SASLVerdict, because: Note?) {
        switch claim {
        case .password(let credentials):
            let isRight = authenticate(login: credentials.login, password: credentials.password)
            guard isRight else { return (.refused, nil) }
            return admit(credentials.login, as: credentials.authorizationID)
        case .digest(let login, let challenge, let code):
            // An unknown name takes as long as a wrong password.
            let password = self[login]?.stored.password
            let holds = CRAMProof.holds(code, challenge: challenge, password: password ?? "")
            guard holds, password != nil else { return (.refused, nil) }
            return admit(login, as: "")
        case .verifier(let login, let digest):
            let verifier = self[login]?.stored.verifier(digest, salt: secrets.salt(of: login))
            return (.verifier(verifier ?? secrets.decoy(of: login, digest)), nil)
        case .token(let login, let text): return judgeToken(text, login, at: now)
        case .proved(let login, let authorizationID): return admit(login, as: authorizationID)
        case .disproved: return (.refused, nil)
        }
    }

    /// Nobody may act as somebody else: another authorization identity is refused.
    private func admit(
        _ login: String, as authorizationID: String
    ) -> (SASLVerdict, because: Note?) {
        guard let account = self[login] else { return (.refused, nil) }
        guard authorizationID.isEmpty || Self.key(authorizationID) == Self.key(login) else {
            return (
                .refused,
                Note(
                    "post.not-for-others", ["login": login, "other": authorizationID],
                    source: "RFC 4422 §3.4.1")
            )
        }
        return (.accepted(login: account.login), nil)
    }

    private func judgeToken(
        _ text: String, _ login: String, at now: Int64
    ) -> (SASLVerdict, because: Note?) {
        do {
            let token = try BearerToken(text, key: secrets.tokenKey, at: now)
            guard login.isEmpty || Self.key(login) == Self.key(token.login) else {
                return (.refused, Note("post.token-of-another", source: "RFC 7628 §3.2.1"))
            }
            return admit(token.login, as: "")
        } catch {
            return (.refused, Note(error.key, source: "RFC 7628 §3.2.2"))
        }
    }

    /// The access token that the sign-in page hands out for an account.
    ///
    /// It is made from the server's secret, the name and the last second of its life.
    package func token(for login: String) -> String? {
        guard let account = self[login] else { return nil }
        return BearerToken(login: account.login, expiry: account.tokenExpiry).text(
            key: secrets.tokenKey)
    }

    /// Hands out a token to every account.
    package mutating func issueTokens(until expiry: Int64) {
        for login in logins { self[login]?.tokenExpiry = expiry }
    }

    /// Keeps every password in this form from now on.
    ///
    /// What is a verifier stays one: there is no way back to the password.
    package mutating func keep(as storage: PasswordStorage) {
        guard storage == .scram else { return }
        for login in logins {
            guard let password = self[login]?.stored.password else { continue }
            let salt = secrets.salt(of: login)
            self[login]?.stored = .scram(
                SCRAMDigest.allCases.map { SCRAMVerifier(password: password, salt: salt, $0) })
        }
    }
}

extension BearerToken.Refusal {
    /// The key of the phrase that tells a person about it.
    var key: String {
        switch self {
        case .malformed: "post.token-malformed"
        case .forged: "post.token-forged"
        case .expired: "post.token-expired"
        }
    }
}
