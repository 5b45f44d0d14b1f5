// What guests have done, as other programs read it.
extension GuestOrder {
    var jsonPairs: [(String, JSONText)] {
        switch self {
        case .connect(_, let target, let port):
            [
                ("action", .string("guest-connect")), ("target", .string(target)),
                ("port", .integer(Int(port))),
            ]
        case .send(let guest, let octets):
            [
                ("action", .string("guest-send")), ("guest", .integer(guest)),
                ("text", .string(String(decoding: octets, as: UTF8.self))),
                ("octets", .integer(octets.count)),
            ]
        case .close(let guest):
            [("action", .string("guest-close")), ("guest", .integer(guest))]
        case .abort(let guest):
            [("action", .string("guest-abort")), ("guest", .integer(guest))]
        case .read(let guest, let isOn):
            [
                ("action", .string("guest-read")), ("guest", .integer(guest)),
                ("on", .bool(isOn)),
            ]
        case .ask(_, let message):
            [("action", .string("guest-ask")), ("octets", .integer(message.count))]
        case .leave(let guest):
            [("action", .string("guest-leave")), ("guest", .integer(guest))]
        }
    }
}
