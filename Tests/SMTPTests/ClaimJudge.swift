import SASL

extension SASLClaim {
    /// What a host says that knows Alice and her password, and the token `good`.
    func judged(saltOf salt: String) -> SASLVerdict {
        let (name, password) = ("alice@example.com", "wonderland")
        let accepted = SASLVerdict.accepted(login: name)
        switch self {
        case .password(let given):
            return given.login == name && given.password == password ? accepted : .refused
        case .digest(let login, let challenge, let code):
            let holds = CRAMProof.holds(code, challenge: challenge, password: password)
            return login == name && holds ? accepted : .refused
        case .verifier(_, let digest):
            return .verifier(
                SCRAMVerifier(password: password, salt: Array(salt.utf8), digest))
        case .token(let login, let token):
            return login == name && token == "good" ? accepted : .refused
        case .proved(let login, _): return login == name ? accepted : .refused
        case .disproved: return .refused
        }
    }
}
