import Ciphers
import Clockwork
import PostOffice
import SASL
import Session

extension SendOrder {
    /// The names by which a person asks for a way to log in.
    package static let wayNames = SASLWay.all.map(\.name)

    /// The way of a name in any case, or nil.
    package static func way(named name: String) -> SASLWay? { SASLWay(named: name) }
}

/// What a server keeps of one account.
package struct StoredAccount: Sendable {
    package let login: String
    package let host: String
    /// `clear` or `scram`.
    package let storage: String
    /// What stands on the disk.
    package let lines: [String]
}

/// The access token of an account.
package struct AccountToken: Sendable {
    package let login: String
    package let token: String
    package let expiry: Instant
    package let isExpired: Bool
}

/// What was found out about a mechanism by trying it.
package struct MechanismRow: Hashable, Sendable {
    /// What a listener reads of the secret.
    package enum Wire: String, Hashable, Sendable {
        case password, token, proof
    }

    /// What the server must keep.
    package enum Disk: String, Hashable, Sendable {
        case password, verifier, nothing
    }

    package let name: String
    package let wire: Wire
    package let isReplayable: Bool
    /// The rounds that one guess costs; nil where there is nothing to guess.
    package let guessRounds: Int?
    package let isBound: Bool
    package let provesServer: Bool
    package let disk: Disk

    init(_ trial: SASLTrial) {
        name = "\(trial.method)"
        wire = trial.showsPassword ? .password : trial.showsToken ? .token : .proof
        isReplayable = trial.isReplayable
        guessRounds = trial.guessRounds
        isBound = trial.isBound
        provesServer = trial.provesServer
        disk =
            trial.method.takesToken
            ? .nothing : trial.worksWithVerifier ? .verifier : .password
    }

    init(_ trial: APOPTrial) {
        name = "APOP"
        wire = trial.showsPassword ? .password : .proof
        isReplayable = trial.isReplayable
        guessRounds = trial.guessRounds
        // Nothing of the connection is in the digest, and the server says only +OK.
        isBound = false
        provesServer = false
        disk = trial.worksWithVerifier ? .verifier : .password
    }
}

extension Workbench {
    /// Every name that `auth-mechanisms` knows.
    package static let mechanismNames = MailAuthentication.allNames

    /// The mechanisms that a mail server offers, and in which form it keeps passwords.
    package func authentication(of host: String) -> (names: [String], storage: String)? {
        let machine = world.machines.first { $0.plan.name == host }
        guard let authentication = machine?.mailHost?.configuration.authentication else {
            return nil
        }
        return (authentication.names, authentication.storage.rawValue)
    }

    /// What lies on the servers' disks, account for account.
    package var storedAccounts: [StoredAccount] {
        world.machines.flatMap { machine in
            (machine.plan.mail?.accounts ?? []).compactMap { plan -> StoredAccount? in
                guard let host = machine.mailHost, let account = host.accounts[plan.login] else {
                    return nil
                }
                return StoredAccount(
                    login: plan.login, host: machine.plan.name,
                    storage: host.configuration.authentication.storage.rawValue,
                    lines: account.stored.lines)
            }
        }
    }

    /// The access tokens, in the order of the world file.
    package var accountTokens: [AccountToken] {
        world.machines.flatMap { machine in
            (machine.plan.mail?.accounts ?? []).compactMap { plan -> AccountToken? in
                guard let accounts = machine.mailHost?.accounts,
                    let token = accounts.token(for: plan.login),
                    let expiry = accounts[plan.login]?.tokenExpiry
                else { return nil }
                return AccountToken(
                    login: plan.login, token: token,
                    expiry: world.blueprint.calendar.instant(unixSeconds: expiry),
                    isExpired: world.unixSeconds(world.now) > expiry)
            }
        }
    }

    /// Every mechanism, tried out.
    package static func mechanismRows() throws(Trouble) -> [MechanismRow] {
        var rows: [MechanismRow] = []
        do {
            for name in MailAuthentication.allNames {
                guard let method = SASLMethod(named: name) else { continue }
                rows.append(MechanismRow(try SASLTrial(method)))
            }
        } catch {
            throw Trouble(error.key)
        }
        return rows + [MechanismRow(APOPTrial())]
    }
}

/// What is to be typed next in an authentication by hand.
package struct HandExchange: Sendable {
    /// One line, and what it is.
    package struct Step: Sendable {
        /// The octets before base64, NUL as `·` and control-A as `^A`.
        package let plain: String
        /// What is typed.
        package let line: String
        package let parts: [Note]
    }

    package var steps: [Step] = []
    /// What the server is to say at the end, if it knows the password too.
    package var expected: String?
    /// A challenge has to come first.
    package var waitsForChallenge = false

    fileprivate mutating func add(_ octets: [UInt8], after challenge: [UInt8] = []) {
        let plain = String(decoding: octets, as: UTF8.self).map { character -> String in
            character == "\0" ? "·" : character == "\u{1}" ? "^A" : String(character)
        }
        steps.append(
            Step(
                plain: plain.joined(),
                line: String(decoding: SASLBase64.encode(octets), as: UTF8.self),
                parts: SASLExplainer.explain(octets, isFromServer: false, after: challenge)))
    }
}

extension Workbench {
    /// What to type for a mechanism, as `login`; `challenge` is what the server said, in base64.
    package func handExchange(
        _ name: String, as login: String, challenge: String?
    ) throws(Trouble) -> HandExchange {
        guard let method = SASLMethod(named: name) else {
            let known = Self.mechanismNames.dropLast().joined(separator: ", ")
            throw Trouble("trouble.unknown-mechanism", ["name": name, "known": known])
        }
        guard let host = world.mailHost(ofAccount: login),
            let account = world.machines[host].plan.mail?.accounts.first(where: {
                $0.login.lowercased() == login.lowercased()
            })
        else { throw Trouble("trouble.no-such-account", ["address": login]) }
        do {
            return try exchange(method, account, at: host, challenge)
        } catch {
            throw Trouble(error.key)
        }
    }

    private func exchange(
        _ method: SASLMethod, _ account: AccountPlan, at host: Int, _ challenge: String?
    ) throws(SASLFault) -> HandExchange {
        let heard: [UInt8]? =
            if let challenge { try SASLBase64.decode(Array(challenge.utf8)[...]) } else { nil }
        let bindings = world.terminals.last?.security?.saslBindings ?? []
        // The server's first message begins with our own nonce: it tells which one we had.
        let whole = heard.map { String(decoding: $0, as: UTF8.self) } ?? ""
        var chance = ChanceStream(
            seed: Array("\(world.seed) \(world.now.nanoseconds) \(account.login)".utf8))
        let fresh = String(decoding: SASLBase64.encode(chance.octets(18)), as: UTF8.self)
        let nonce = whole.hasPrefix("r=") ? String(whole.dropFirst(2).prefix(24)) : fresh
        let token = world.machines[host].mailHost?.accounts.token(for: account.login) ?? ""
        var client = try SASLClient(
            method, login: account.login,
            method.takesToken ? .token(token) : .password(account.password), nonce: nonce,
            bindings: bindings, serverBinds: true)
        var result = HandExchange()
        switch method {
        case .login:
            for word in ["Username:", "Password:"] {
                result.add(
                    try client.respond(to: Array(word.utf8)), after: Array(word.utf8))
            }
        case .cramMD5:
            guard let heard else {
                result.waitsForChallenge = true
                return result
            }
            result.add(try client.respond(to: heard))
        case .plain, .xoauth2, .oauthBearer:
            if let first = client.initialResponse() { result.add(first) }
        case .scram:
            guard let first = client.initialResponse() else { return result }
            guard let heard else {
                result.add(first)
                return result
            }
            result.add(try client.respond(to: heard))
            result.expected = client.expectedSignature.map {
                "v=" + String(decoding: SASLBase64.encode($0), as: UTF8.self)
            }
        }
        return result
    }
}
