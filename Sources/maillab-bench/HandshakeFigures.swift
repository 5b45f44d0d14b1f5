import TLS

/// Handshakes a second by our engines, beside OpenSSL doing the same with its own chance.
func printHandshakeFigures() throws {
    for version in [TLSVersion.tls13, .tls12] {
        let race = HandshakeRace(version)
        // Contexts are made, and caches are warm.
        _ = race.withEngines(50) + race.withBareLibrary(50)
        let count = 1_000
        var done = 0
        let ours = seconds { done += race.withEngines(count) }
        let bare = seconds { done += race.withBareLibrary(count) }
        guard done == 2 * count else { throw HandshakesFailed() }
        line("\(version) handshakes, both ends", "\(Int(Double(count) / ours)) a second")
        line("  with the bare library", "\(Int(Double(count) / bare)) a second")
        line("  cost against it", "\(Int(ours / bare * 100)) %")
    }
}

/// Not every handshake came about, so the figures would mean nothing.
struct HandshakesFailed: Error {}
