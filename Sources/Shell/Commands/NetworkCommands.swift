import Simulation

/// What a host offers and speaks.
let networkCommands: [Command] = [
    Command(
        "set", .network, usage: "set HOST SETTING VALUE",
        places: [.host, .oneOf(SettingName.allCases.map(\.rawValue)), .setting],
        examples: [
            "set mail.example.com cleartext-passwords on",
            "set mail.example.jp auth-mechanisms plain,login,cram-md5,apop",
            "set mail.example.jp tls-versions 1.0-1.1",
            "set mail.example.jp certificate expired",
        ]
    ) { (shell, arguments) throws(Trouble) in
        let view = try shell.knownHost(arguments.place(0))
        let names = SettingName.allCases.map(\.rawValue)
        guard let name = SettingName(rawValue: try arguments.oneOf(names, at: 1)) else { return }
        let setting = try name.setting(arguments)
        try shell.workbench.perform(.set(host: view.name, setting))
        shell.tell(setting, of: view.name)
    }
]

/// The settings of `set`, by the names that world files use.
enum SettingName: String, CaseIterable {
    case cleartextPasswords = "cleartext-passwords"
    case mechanisms = "auth-mechanisms"
    case tlsVersions = "tls-versions"
    case certificate

    /// Every value that may be typed.
    var values: [String] {
        switch self {
        case .cleartextPasswords: ["on", "off"]
        case .mechanisms: Workbench.mechanismNames
        case .tlsVersions: TLSVersionPlan.choices
        case .certificate:
            CertificatePlan.allCases.filter { $0 != .none }.map(\.rawValue)
        }
    }

    func setting(_ arguments: Arguments) throws(Trouble) -> HostSetting {
        if self == .mechanisms {
            return .mechanisms(try arguments.place(2).split(separator: ",").map(String.init))
        }
        let value = try arguments.oneOf(values, at: 2)
        switch self {
        case .mechanisms: break
        case .cleartextPasswords: return .cleartextPasswords(value == "on")
        case .tlsVersions:
            if let plan = TLSVersionPlan(value) { return .tlsVersions(plan) }
        case .certificate:
            if let plan = CertificatePlan(rawValue: value) { return .certificate(plan) }
        }
        throw Trouble(
            "shell.not-one-of", ["word": value, "choices": values.joined(separator: ", ")])
    }
}

extension Interpreter {
    fileprivate mutating func tell(_ setting: HostSetting, of host: String) {
        switch setting {
        case .cleartextPasswords(true): tell("shell.set.cleartext-on", ["host": host])
        case .cleartextPasswords(false): tell("shell.set.cleartext-off", ["host": host])
        case .mechanisms(let names):
            tell("shell.set.mechanisms", ["host": host, "list": names.joined(separator: ", ")])
        case .tlsVersions(let plan):
            tell("shell.set.versions", ["host": host, "versions": plan.text])
        case .certificate(let plan):
            tell(
                "shell.set.certificate",
                ["host": host, "certificate": words("shell.certificate.\(plan.rawValue)")])
        }
    }
}
