import Testing

@testable import Ciphers

@Suite("Keys from passwords that are remembered")
struct DerivedKeysTests {
    private func recipe(_ password: String, _ salt: String = "salt") -> DerivedKeys.Recipe {
        DerivedKeys.recipe(Array(password.utf8), Array(salt.utf8), 10, 20, .sha1)
    }

    @Test("everything that a key depends on is in its recipe")
    func recipes() {
        let password = Array("pencil".utf8)
        let salt = Array("salt".utf8)
        let all: [DerivedKeys.Recipe] = [
            recipe("pencil"), recipe("pencils"), recipe("pencil", "salts"),
            // The border between the two counts.
            recipe("tpencil", "sal"),
            DerivedKeys.recipe(password, salt, 11, 20, .sha1),
            DerivedKeys.recipe(password, salt, 10, 21, .sha1),
            DerivedKeys.recipe(password, salt, 10, 20, .sha256),
        ]
        #expect(Set(all).count == all.count)
        #expect(recipe("pencil") == recipe("pencil"))
    }

    @Test("the oldest keys go when there are too many")
    func bounds() {
        let memory = DerivedKeys()
        for number in 0..<DerivedKeys.limit + 10 {
            memory.keep([UInt8(number % 251)], madeBy: recipe("\(number)"))
            memory.keep([255], madeBy: recipe("\(number)"))
        }
        #expect(memory.count == DerivedKeys.limit)
        #expect(memory[recipe("9")] == nil)
        #expect(memory[recipe("10")] == [10])
        #expect(memory[recipe("\(DerivedKeys.limit + 9)")] == [UInt8((265) % 251)])
    }

    @Test("a key from memory is the key that was made")
    func sameKey() {
        for kind in DigestKind.allCases {
            let keys = (0..<3).map { _ in
                KeyDerivation.fromPassword(
                    Array("a pencil, twice".utf8), salt: [1, 2, 3], iterations: 100,
                    count: kind.count, kind)
            }
            #expect(keys[0] == keys[1] && keys[1] == keys[2])
            #expect(keys[0].count == kind.count)
        }
    }
}
