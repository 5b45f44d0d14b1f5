import Clockwork
import Testing

@Suite("Seeds")
struct SeedTests {
    @Test("a number is written in decimal digits and read again", arguments: [0, 7, UInt64.max])
    func numbers(number: UInt64) throws {
        let seed = Seed(number)
        #expect(seed.description == "\(number)")
        #expect(try #require(Seed("\(number)")) == seed)
        #expect(seed.number == number && seed.secret == nil && !seed.isSecret)
    }

    @Test("a secret has 256 bits, all of which are written and read again")
    func secrets() throws {
        var dice = Dice(seed: 3)
        let seed = Seed(drawnFrom: &dice)
        #expect(seed.isSecret && seed.number == nil)
        #expect(seed.secret?.count == 32)
        #expect(seed.description.utf8.count == 64)
        #expect(Seed(seed.description) == seed)
        #expect(Seed(seed.description.uppercased()) == seed)
        #expect(Seed(drawnFrom: &dice) != seed)
        // Leading zeros count.
        let zero = try #require(Seed(String(repeating: "0", count: 64)))
        #expect(zero.isSecret && zero != 0)
        #expect(zero.description == String(repeating: "0", count: 64))
    }

    @Test(
        "anything else is no seed",
        arguments: [
            "", "-1", "+1", "1.5", "0x10", "18446744073709551616", "seed", " 1",
            String(repeating: "g", count: 64), String(repeating: "0", count: 63),
            "+" + String(repeating: "0", count: 63), "-" + String(repeating: "0", count: 63),
            String(repeating: "é", count: 32),
        ])
    func refused(text: String) { #expect(Seed(text) == nil) }
}
