import Clockwork
import Support
import Testing
import Wire

@Suite("Octets in files that people read")
struct OctetTextTests {
    @Test("plain text stands as it is, anything else in hexadecimal digits")
    func forms() {
        #expect(OctetText(Array("EHLO me\r\n".utf8)).text == "EHLO me\r\n")
        #expect(OctetText([]).text == "")
        #expect(OctetText([0x16, 0x03, 0x01]).text == "hex:160301")
        #expect(OctetText(Array("é".utf8)).text == "hex:c3a9")
        // What looks like the mark itself must not be taken for it.
        #expect(OctetText(Array("hex:16".utf8)).text == "hex:6865783a3136")
    }

    @Test("every row of octets is read as it was written", arguments: Seeds.few)
    func roundTrip(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<200 {
            let isText = dice.happens(1, in: 2)
            let octets = (0..<dice.below(40)).map { _ in
                isText ? UInt8(32 + dice.below(95)) : UInt8(dice.below(256))
            }
            let text = OctetText(octets).text
            #expect(OctetText(text: text)?.octets == octets, "\(Seeds.again(seed))")
        }
    }

    @Test("half a digit pair, and what is no digit, are refused")
    func refused() {
        #expect(OctetText(text: "hex:1") == nil)
        #expect(OctetText(text: "hex:1g") == nil)
        #expect(OctetText(text: "hex:AB") == nil)
        #expect(OctetText(text: "hex: 1") == nil)
    }
}
