import Simulation

extension EventText {
    /// What a learner changed at a firewall or a policy.
    func policySentence(_ action: Action) -> String {
        switch action {
        case .setOP25B(let host, let isOn, let verdict):
            return words(
                isOn ? "shell.event.op25b-on" : "shell.event.op25b-off",
                ["host": host, "verdict": verdict.map { verdictName($0.rawValue) } ?? "-"])
        case .setOP25BStage(let host, let stage):
            return words(
                "shell.event.op25b-stage",
                ["host": host, "stage": words("shell.stage.\(stage.rawValue)")])
        case .setIP25B(let host, let isOn, let verdict):
            return words(
                isOn ? "shell.event.ip25b-on" : "shell.event.ip25b-off",
                ["host": host, "verdict": verdict.map { verdictName($0.rawValue) } ?? "-"])
        case .setClientRefusal(let host, let point):
            return words(
                point == nil ? "shell.event.ip25b-server-off" : "shell.event.ip25b-server-on",
                ["host": host, "point": point.map { words("shell.ip25b.\($0.rawValue)") } ?? "-"])
        case .changeFirewall(let host, let change):
            return changeSentence(change, at: host)
        case .send, .fetch, .resolve, .connect, .startTLS, .say, .disconnect, .changeLink,
            .placeTap, .removeTap, .crash, .restart, .probe, .set,
            .placeAttacker, .removeAttacker, .signIn, .guest,
            .drawSecret, .publish, .shutDown:
            return ""
        }
    }

    private func changeSentence(_ change: FirewallChange, at host: String) -> String {
        switch change {
        case .add(let rule, _): words("shell.event.rule-added", ["host": host, "rule": rule])
        case .remove(let rule): words("shell.event.rule-removed", ["host": host, "rule": rule])
        case .define(let set, let addresses):
            words(
                "shell.event.set-defined",
                ["host": host, "set": set, "addresses": addresses])
        case .forget(let set): words("shell.event.set-forgotten", ["host": host, "set": set])
        case .setDefault(let verdict):
            words(
                "shell.event.firewall-default",
                ["host": host, "verdict": verdictName(verdict?.rawValue ?? "accept")])
        case .resetCounters: words("shell.event.counters-reset", ["host": host])
        }
    }
}
