import Clockwork
import PostOffice

/// What `set` changes about a host.
package enum HostSetting: Hashable, Sendable, Codable {
    /// Whether its mail server takes passwords on connections without TLS.
    case cleartextPasswords(Bool)
    /// Which mechanisms its mail server offers, by their names in a world file.
    case mechanisms([String])
    /// Which versions of TLS its programs speak.
    case tlsVersions(TLSVersionPlan)
    /// What the certificate of its mail server is like.
    case certificate(CertificatePlan)
}

extension World {
    /// Changes a setting; connections that stand stay as they are.
    mutating func set(
        _ host: String, _ setting: HostSetting, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        switch setting {
        case .mechanisms(let names): return try setMechanisms(host, names, action)
        case .tlsVersions: break
        case .cleartextPasswords, .certificate:
            guard machines[index].mailHost != nil else {
                throw Trouble("trouble.no-mail-server", ["host": host])
            }
        }
        if case .certificate = setting, !serverHasCertificate(index) {
            throw Trouble("trouble.no-tls", ["host": host])
        }
        let cause = note(.action(action), on: index, because: nil)
        switch setting {
        case .mechanisms: break
        case .cleartextPasswords(let isOn):
            machines[index].plan.mail?.takesCleartextPasswords = isOn
            machines[index].mailHost?.setCleartextPasswords(isOn)
        case .tlsVersions(let plan): machines[index].plan.tlsVersions = plan
        case .certificate(let plan):
            machines[index].plan.mail?.certificate = plan
            trust.identities.remove(index)
            trust.revocationLists = nil
        }
        return cause
    }
}

extension HostSetting {
    var jsonPairs: [(String, JSONText)] {
        switch self {
        case .cleartextPasswords(let isOn):
            [("action", .string("cleartext-passwords")), ("on", .bool(isOn))]
        case .mechanisms(let names):
            [("action", .string("auth-mechanisms")), ("mechanisms", .strings(names))]
        case .tlsVersions(let plan):
            [("action", .string("tls-versions")), ("versions", .string(plan.text))]
        case .certificate(let plan):
            [("action", .string("certificate")), ("certificate", .string(plan.rawValue))]
        }
    }
}
