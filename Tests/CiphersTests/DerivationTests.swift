import Ciphers
import Testing

@Suite("Keys from passwords and from other keys; ciphers of records")
struct DerivationTests {
    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The published vectors of PBKDF2 with HMAC-SHA-1 ("password", "salt").
    @Test func passwordKeys() {
        let cases = [
            (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
            (2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
            (4_096, "4b007901b765489abead49d926f721d065a429c1"),
        ]
        for (iterations, expected) in cases {
            let key = KeyDerivation.fromPassword(
                octets("password"), salt: octets("salt"), iterations: iterations, count: 20, .sha1)
            #expect(HexText.lower(key) == expected)
        }
        let empty = KeyDerivation.fromPassword(
            [], salt: octets("salt"), iterations: 2, count: 40, .sha256)
        #expect(empty.count == 40)
    }

    /// RFC 5802 §3: Hi is PBKDF2 with one block, written out here.
    @Test func againstTheDefinition() {
        for kind in DigestKind.allCases {
            var last = kind.code(octets("salt") + [0, 0, 0, 1], key: octets("pencil"))
            var sum = last
            for _ in 1..<50 {
                last = kind.code(last, key: octets("pencil"))
                sum = zip(sum, last).map { $0 ^ $1 }
            }
            let key = KeyDerivation.fromPassword(
                octets("pencil"), salt: octets("salt"), iterations: 50, count: kind.count, kind)
            #expect(key == sum)
        }
    }

    @Test(
        "an authenticated cipher opens what it sealed, and nothing else",
        arguments: RecordCipher.allCases)
    func seals(cipher: RecordCipher) {
        let key = [UInt8](repeating: 7, count: cipher.keyCount)
        guard cipher.isAuthenticated else {
            let vector = [UInt8](repeating: 9, count: 16)
            let plain = [UInt8](0..<48)
            let sealed = cipher.chain(plain, key: key, vector: vector, encrypts: true)
            #expect(sealed?.count == 48 && sealed != plain)
            #expect(
                cipher.chain(sealed ?? [], key: key, vector: vector, encrypts: false) == plain)
            #expect(cipher.chain([1, 2, 3], key: key, vector: vector, encrypts: true) == nil)
            return
        }
        let nonce = [UInt8](repeating: 9, count: 12)
        for count in [0, 1, 16, 1_000] {
            let plain = [UInt8](repeating: 5, count: count)
            let sealed = cipher.seal(plain, key: key, nonce: nonce, beside: [1, 2])
            #expect(sealed.count == count + 16)
            #expect(cipher.open(sealed[...], key: key, nonce: nonce, beside: [1, 2]) == plain)
            #expect(cipher.open(sealed[...], key: key, nonce: nonce, beside: [1]) == nil)
            #expect(cipher.open(sealed.dropLast(), key: key, nonce: nonce, beside: [1, 2]) == nil)
        }
        #expect(cipher.open([1, 2, 3], key: key, nonce: nonce, beside: []) == nil)
    }

    @Test func armour() {
        #expect(
            PEM.text("CERTIFICATE", [UInt8](repeating: 0, count: 50))
                == "-----BEGIN CERTIFICATE-----\n" + String(repeating: "A", count: 64) + "\nAAA=\n"
                + "-----END CERTIFICATE-----\n")
        #expect(PEM.text("X", []) == "-----BEGIN X-----\n-----END X-----\n")
    }
}
