import Ciphers
import Testing

/// Widely published test vectors.
@Suite struct DigestTests {
    @Test func md5() {
        #expect(HexText.lower(Digest.md5([])) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(HexText.lower(Digest.md5(Array("abc".utf8))) == "900150983cd24fb0d6963f7d28e17f72")
    }

    @Test("the APOP digest of RFC 1939 §7")
    func apop() {
        let text = "<1896.697170952@dbc.mtview.ca.us>tanstaaf"
        #expect(
            HexText.lower(Digest.md5(Array(text.utf8))) == "c4c9334bac560ecc979e58001b3e22fb")
    }

    @Test func sha() {
        #expect(
            HexText.lower(Digest.sha1(Array("abc".utf8)))
                == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(
            HexText.lower(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("the CRAM-MD5 example of RFC 2195 §2")
    func hmac() {
        let challenge = Array("<1896.697170952@postoffice.reston.mci.net>".utf8)
        #expect(
            HexText.lower(KeyedDigest.md5(challenge, key: Array("tanstaaftanstaaf".utf8)))
                == "b913a602c7eda7a495b4e6e7334d3890")
        #expect(KeyedDigest.sha256([], key: []).count == 32)
        #expect(
            HexText.lower(
                KeyedDigest.sha256(
                    Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func hexText() {
        #expect(HexText.octets("00ffAb") == [0, 255, 0xAB])
        #expect(HexText.octets("0") == nil)
        #expect(HexText.octets("0g") == nil)
        #expect(HexText.lower([]).isEmpty)
    }

    @Test func equality() {
        #expect(constantTimeEquals([1, 2], [1, 2]))
        #expect(constantTimeEquals([], []))
        #expect(!constantTimeEquals([1, 2], [1, 3]))
        #expect(!constantTimeEquals([1, 2], [1, 2, 3]))
    }
}
