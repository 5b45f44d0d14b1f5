import Simulation

/// What a provider offers.
let networkCommands: [Command] = [
    Command(
        "set", .network,
        usage: "set HOST cleartext-passwords on|off | auth-mechanisms LIST",
        places: [
            .host, .oneOf(["cleartext-passwords", "auth-mechanisms"]),
            .oneOf(["on", "off"] + Workbench.mechanismNames),
        ],
        examples: [
            "set mail.example.com cleartext-passwords on",
            "set mail.example.jp auth-mechanisms plain,login,cram-md5,apop",
            "set mail.example.com auth-mechanisms scram-sha-256-plus",
        ]
    ) { (shell, arguments) throws(Trouble) in
        let view = try shell.knownHost(arguments.place(0))
        let what = try arguments.oneOf(["cleartext-passwords", "auth-mechanisms"], at: 1)
        if what == "auth-mechanisms" {
            let names = try arguments.place(2).split(separator: ",").map(String.init)
            try shell.workbench.perform(.setMechanisms(host: view.name, names: names))
            shell.tell(
                "shell.set.mechanisms", ["host": view.name, "list": names.joined(separator: ", ")])
            return
        }
        let isOn = try arguments.oneOf(["on", "off"], at: 2) == "on"
        try shell.workbench.perform(.setCleartextPasswords(host: view.name, isOn: isOn))
        shell.tell(isOn ? "shell.set.cleartext-on" : "shell.set.cleartext-off", ["host": view.name])
    }
]
