import Ciphers

/// The secrets of connections, in the format that Wireshark and others read (NSS key log).
///
/// Whoever has these lines can read the connection: they are shown and saved only on request.
package struct KeyLog: Hashable, Sendable {
    /// One line a secret: what it is, the client's random number, and the secret, in hexadecimal.
    package private(set) var lines: [String] = []

    package init(lines: [String] = []) { self.lines = lines }

    package var isEmpty: Bool { lines.isEmpty }

    /// The lines as a file, or as the contents of a Decryption Secrets Block.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    /// Adds the secrets of another connection; both ends of one have the same, kept once.
    package mutating func add(_ other: KeyLog) {
        for line in other.lines where !lines.contains(line) { lines.append(line) }
    }

    /// Adds the secrets of a connection that none here is of.
    package mutating func append(_ other: KeyLog) { lines += other.lines }

    /// The secret of this kind of the connection with this random number of the client.
    func secret(_ kind: String, clientRandom: [UInt8]) -> [UInt8]? {
        let start = "\(kind) \(HexText.lower(clientRandom)) "
        guard let line = lines.first(where: { $0.hasPrefix(start) }) else { return nil }
        return HexText.octets(line.dropFirst(start.utf8.count))
    }
}
