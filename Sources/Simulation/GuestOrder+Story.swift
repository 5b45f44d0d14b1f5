import Wire

// How a story file writes what a guest has done: octets as text where they are text.
extension GuestOrder: Codable {
    private enum Written: Codable {
        case connect(host: String, target: String, port: UInt16)
        case send(guest: Int, octets: OctetText)
        case close(guest: Int)
        case abort(guest: Int)
        case read(guest: Int, isOn: Bool)
        case ask(host: String, message: OctetText)
        case leave(guest: Int)
    }

    package init(from decoder: any Decoder) throws {
        switch try Written(from: decoder) {
        case .connect(let host, let target, let port):
            self = .connect(host: host, target: target, port: port)
        case .send(let guest, let text): self = .send(guest: guest, text.octets)
        case .close(let guest): self = .close(guest: guest)
        case .abort(let guest): self = .abort(guest: guest)
        case .read(let guest, let isOn): self = .read(guest: guest, isOn: isOn)
        case .ask(let host, let text): self = .ask(host: host, message: text.octets)
        case .leave(let guest): self = .leave(guest: guest)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        let written: Written =
            switch self {
            case .connect(let host, let target, let port):
                .connect(host: host, target: target, port: port)
            case .send(let guest, let octets): .send(guest: guest, octets: OctetText(octets))
            case .close(let guest): .close(guest: guest)
            case .abort(let guest): .abort(guest: guest)
            case .read(let guest, let isOn): .read(guest: guest, isOn: isOn)
            case .ask(let host, let message): .ask(host: host, message: OctetText(message))
            case .leave(let guest): .leave(guest: guest)
            }
        try written.encode(to: encoder)
    }
}
