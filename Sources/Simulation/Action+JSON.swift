// Actions as `maillab run --json` prints them.
extension Action {
    /// The name of the action, and what it was given.
    var jsonPairs: [(String, JSONText)] {
        switch self {
        case .send(let order): order.jsonPairs
        case .fetch(let order): order.jsonPairs
        case .resolve(_, let name, let type, let server, let overTCP):
            [
                ("action", .string("resolve")), ("name", .string(name)), ("type", .string(type)),
                ("server", server.map { .string($0) } ?? .null), ("tcp", .bool(overTCP)),
            ]
        case .connect(_, let target, let port, let security):
            [
                ("action", .string("connect")), ("target", .string(target)),
                ("port", .integer(Int(port))),
                ("tls", security.map { .string($0.way.rawValue) } ?? .null),
            ]
        case .startTLS(let terminal, _):
            [("action", .string("starttls")), ("terminal", .integer(terminal))]
        case .say(let terminal, let text):
            [
                ("action", .string("say")), ("terminal", .integer(terminal)),
                ("text", .string(String(decoding: text.octets, as: UTF8.self))),
            ]
        case .disconnect(let terminal):
            [("action", .string("disconnect")), ("terminal", .integer(terminal))]
        case .changeLink(let change):
            [
                ("action", .string("link")), ("a", .string(change.a)), ("b", .string(change.b)),
                ("up", change.isUp.map { .bool($0) } ?? .null),
                ("loss", change.lossPerMillion.map { .integer($0) } ?? .null),
            ]
        case .placeTap(let a, let b): Self.tapPairs("tap", a, b)
        case .removeTap(let a, let b): Self.tapPairs("tap-off", a, b)
        case .crash(let host): [("action", .string("crash")), ("target", .string(host))]
        case .restart(let host): [("action", .string("restart")), ("target", .string(host))]
        case .probe(let order):
            [
                ("action", .string(order.isTraceroute ? "traceroute" : "ping")),
                ("target", .string(order.target)),
            ]
        case .setOP25B(_, let isOn, let verdict):
            [
                ("action", .string("op25b")), ("on", .bool(isOn)),
                ("verdict", verdict.map { .string($0.rawValue) } ?? .null),
            ]
        case .setOP25BStage(_, let stage):
            [("action", .string("op25b-stage")), ("stage", .string(stage.rawValue))]
        case .setIP25B(_, let isOn, let verdict):
            [
                ("action", .string("ip25b")), ("on", .bool(isOn)),
                ("verdict", verdict.map { .string($0.rawValue) } ?? .null),
            ]
        case .setClientRefusal(_, let point):
            [
                ("action", .string("ip25b-server")),
                ("at", point.map { .string($0.rawValue) } ?? .null),
            ]
        case .changeFirewall(_, let change): [("action", .string("firewall"))] + change.jsonPairs
        case .set(_, let setting): setting.jsonPairs
        case .placeAttacker(let order): order.jsonPairs
        case .removeAttacker(let host):
            [("action", .string("attack-off")), ("target", .string(host))]
        case .guest(let order): order.jsonPairs
        // The secret itself is nobody's business.
        case .drawSecret: [("action", .string("draw-secret"))]
        case .publish(let host): [("action", .string("publish")), ("target", .string(host))]
        case .shutDown(let host): [("action", .string("shut-down")), ("target", .string(host))]
        case .signIn(let login): [("action", .string("sign-in")), ("account", .string(login))]
        }
    }

    private static func tapPairs(_ name: String, _ a: String, _ b: String) -> [(String, JSONText)] {
        [("action", .string(name)), ("a", .string(a)), ("b", .string(b))]
    }
}

extension SendOrder {
    fileprivate var jsonPairs: [(String, JSONText)] {
        [
            ("action", .string("send")), ("from", .string(from)), ("to", .strings(recipients)),
            ("subject", .string(subject)),
        ]
    }
}

extension FetchOrder {
    fileprivate var jsonPairs: [(String, JSONText)] {
        [
            ("action", .string("fetch")), ("account", .string(login)),
            ("protocol", .string(using.rawValue)), ("deletes", .bool(deletes)),
        ]
    }
}
