import Simulation

/// What a provider offers.
let networkCommands: [Command] = [
    Command(
        "set", .network, usage: "set HOST cleartext-passwords on|off",
        places: [.host, .oneOf(["cleartext-passwords"]), .oneOf(["on", "off"])],
        examples: ["set mail.example.com cleartext-passwords on"]
    ) { (shell, arguments) throws(Trouble) in
        let view = try shell.knownHost(arguments.place(0))
        _ = try arguments.oneOf(["cleartext-passwords"], at: 1)
        let isOn = try arguments.oneOf(["on", "off"], at: 2) == "on"
        try shell.workbench.perform(.setCleartextPasswords(host: view.name, isOn: isOn))
        shell.tell(isOn ? "shell.set.cleartext-on" : "shell.set.cleartext-off", ["host": view.name])
    }
]
