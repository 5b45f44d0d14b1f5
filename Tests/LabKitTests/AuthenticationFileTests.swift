import LabKit
import PostOffice
import SASL
import Simulation
import Testing

@Suite("auth-mechanisms and password-storage in a world file")
struct AuthenticationFileTests {
    private func plan(_ more: String, cleartext: String = "on") throws -> MailAuthentication {
        let text = WorldFileTests.small.replacing(
            "cleartext-passwords: on", with: "cleartext-passwords: \(cleartext)\(more)")
        let mail = try WorldFile.parse(text, name: "w.yaml").hosts[1].mail
        return try #require(mail).authentication
    }

    @Test("without the keys a server is of 2005 or of today, by what it takes in the clear")
    func usual() throws {
        #expect(try plan("") == .of2005)
        #expect(try plan("", cleartext: "off") == .ofToday)
        let kept = try plan("\n      password-storage: scram")
        #expect(kept.names == ["plain", "login"] && kept.storage == .scram)
        #expect(try plan("\n      password-storage: clear", cleartext: "off").storage == .clear)
    }

    @Test("a list is read in its order; one that needs the passwords brings them along")
    func lists() throws {
        let list = "\n      auth-mechanisms: [SCRAM-SHA-256-PLUS, plain]"
        let today = try plan(list, cleartext: "off")
        #expect(today.names == ["scram-sha-256-plus", "plain"] && today.storage == .scram)
        let needy = try plan("\n      auth-mechanisms: [apop, cram-md5]", cleartext: "off")
        #expect(needy.names == ["cram-md5", "apop"] && needy.storage == .clear)
        #expect(try plan("\n      auth-mechanisms: []").names.isEmpty)
    }

    @Test(
        "mistakes have a place",
        arguments: [
            ("auth-mechanisms: [plain, kerberos]", "21:32 world.unknown-mechanism"),
            ("auth-mechanisms: [plain, PLAIN]", "21:32 world.mechanism-twice"),
            ("auth-mechanisms: plain", "21:24 file.expected-list"),
            ("password-storage: md5", "21:25 file.expected-one-of"),
            (
                "password-storage: scram\n      auth-mechanisms: [login, apop]",
                "22:32 world.mechanism-needs-password"
            ),
        ])
    func mistakes(more: String, expected: String) {
        let found = troubles(
            of: WorldFileTests.small, replacing: "cleartext-passwords: on",
            with: "cleartext-passwords: on\n      \(more)")
        #expect(found == [expected])
    }
}
