import Ciphers
import Clockwork
import PostOffice
import SASL
import Wire

// How mail programs and mail servers prove who they are.
extension World {
    /// For how long an access token counts, in seconds: as long as most providers' do.
    static let tokenLife: Int64 = 3_600

    /// A moment of the world, in seconds after 1970-01-01 UTC.
    func unixSeconds(_ moment: Instant) -> Int64 {
        blueprint.calendar.unixNanoseconds(moment) / 1_000_000_000
    }

    /// Who the sender is for the server, if the sender has an account there.
    func identity(
        for order: SendOrder, server: Courier.Target?
    ) throws(Trouble) -> SASLIdentity? {
        guard order.way != .apop else {
            throw Trouble("trouble.apop-is-pop3")
        }
        guard case .server(let name, _, let address) = server,
            let host = mailHost(ofAccount: order.from),
            machines[host].plan.name == name
                || address.map({ machines[host].plan.addresses.contains($0) }) ?? false,
            let account = machines[host].plan.mail?.accounts.first(where: {
                $0.login.lowercased() == order.from.lowercased()
            })
        else { return nil }
        return identity(account, at: host, order.way)
    }

    /// Who a mail program is that was set up for an account.
    func identity(_ account: AccountPlan, at host: Int, _ way: SASLWay) -> SASLIdentity {
        SASLIdentity(
            login: account.login, password: account.password,
            token: machines[host].mailHost?.accounts.token(for: account.login), way: way,
            chance: chance.stream("login \(taskCount)"))
    }

    mutating func setMechanisms(
        _ host: String, _ names: [String], _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard let present = machines[index].mailHost?.configuration.authentication else {
            throw Trouble("trouble.no-mail-server", ["host": host])
        }
        let wanted: MailAuthentication
        do {
            wanted = try MailAuthentication(names: names, storage: present.storage)
        } catch {
            throw error.trouble(host: host)
        }
        let cause = note(.action(action), on: index, because: nil)
        machines[index].mailHost?.setMechanisms(wanted)
        return cause
    }

    mutating func signIn(_ login: String, _ action: Action) throws(Trouble) -> Cause {
        guard let index = mailHost(ofAccount: login) else {
            throw Trouble("trouble.no-such-account", ["address": login])
        }
        let cause = note(.action(action), on: index, because: nil)
        let expiry = unixSeconds(now) + Self.tokenLife
        machines[index].mailHost?.issueToken(for: login, until: expiry)
        return cause
    }
}

extension MailAuthentication.Mistake {
    /// What is wrong with a list of mechanisms, and what could stand there.
    func trouble(host: String) -> Trouble {
        let known = MailAuthentication.allNames.joined(separator: ", ")
        return switch self {
        case .unknown(let name):
            Trouble("trouble.unknown-mechanism", ["name": name, "known": known])
        case .twice(let name): Trouble("trouble.mechanism-twice", ["name": name])
        case .needsPassword(let name):
            Trouble("trouble.mechanism-needs-password", ["name": name, "host": host])
        }
    }
}
