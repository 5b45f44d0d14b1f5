import Wire

/// How doors are written on a command line.
package enum DoorText {
    /// `HOST:PORT` or `HOST:PORT=ADDRESS:PORT`.
    package static func published(_ text: String, from: String) throws(Trouble) -> Door {
        let (left, right) = halves(text)
        guard let (host, port) = hostAndPort(left), port > 0 else {
            throw Trouble("trouble.bad-door", ["text": text])
        }
        return Door(
            .port(host: host, port: port, from: from), at: try right.map(listening))
    }

    /// `HOST` or `HOST=ADDRESS:PORT`.
    package static func proxy(_ text: String) throws(Trouble) -> Door {
        let (left, right) = halves(text)
        guard !left.isEmpty, !left.contains(":") else {
            throw Trouble("trouble.bad-proxy", ["text": text])
        }
        return Door(.socks(host: left), at: try right.map(listening))
    }

    /// `ADDRESS:PORT`, `[ADDRESS]:PORT` with IPv6, or a port alone, on 127.0.0.1.
    package static func listening(_ text: String) throws(Trouble) -> Endpoint {
        if let port = UInt16(text) { return Endpoint(IPAddress(127, 0, 0, 1), port) }
        guard let (host, port) = hostAndPort(text) else {
            throw Trouble("trouble.bad-listening", ["text": text])
        }
        let address: IPAddress?
        if host.hasPrefix("["), host.hasSuffix("]") {
            address = IPAddress(host.dropFirst().dropLast())
        } else if host == "localhost" {
            address = IPAddress(127, 0, 0, 1)
        } else {
            address = IPAddress(host)
        }
        guard let address else { throw Trouble("trouble.bad-listening", ["text": text]) }
        return Endpoint(address, port)
    }

    private static func halves(_ text: String) -> (String, String?) {
        guard let place = text.firstIndex(of: "=") else { return (text, nil) }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }

    private static func hostAndPort(_ text: String) -> (String, UInt16)? {
        guard let place = text.lastIndex(of: ":"), place != text.startIndex,
            let port = UInt16(text[text.index(after: place)...])
        else { return nil }
        return (String(text[..<place]), port)
    }
}
