import Ciphers
import Clockwork

/// Where the chance of one run of a world comes from.
///
/// What only has to repeat comes from `dice`. What has to stay unknown (keys, nonces, salts) comes
/// from `stream`: behind a secret seed stand all its 256 bits, and dice, whose numbers a guest may
/// well see, tell nothing of it.
struct WorldChance: Sendable {
    let dice: Dice
    private let secret: [UInt8]?
    private let run: Int

    /// `run` counts from zero how often the world has been started: each run has chance of its own.
    init(_ seed: Seed, run: Int) {
        self.run = run
        secret = seed.secret
        let first: Dice
        if let number = seed.number {
            first = Dice(seed: number)
        } else {
            var octets = Self.stream(secret ?? [], "dice")
            first = Dice(seed: octets.octets(8).reduce(0) { $0 << 8 | UInt64($1) })
        }
        dice = run == 0 ? first : first.stream("run \(run)")
    }

    /// Chance for a purpose of this run, that nobody can foresee who does not know the seed.
    func stream(_ purpose: String) -> ChanceStream {
        guard let secret else { return ChanceStream(dice.stream(purpose)) }
        return Self.stream(secret, (run == 0 ? "" : "run \(run) ") + purpose)
    }

    private static func stream(_ secret: [UInt8], _ purpose: String) -> ChanceStream {
        ChanceStream(seed: secret).stream(purpose)
    }

    /// Tells worlds apart in what everybody may read, such as a Message-ID.
    static func tag(of seed: Seed) -> String {
        guard let secret = seed.secret else { return "\(seed)" }
        var octets = stream(secret, "tag")
        return octets.octets(4).map { octet in
            (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }.joined()
    }
}
