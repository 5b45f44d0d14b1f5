import SASL
import Session
import Testing

@Suite("What each mechanism shows, found out by trying it")
struct TrialTests {
    @Test("the table", arguments: SASLMethod.allCases)
    func table(method: SASLMethod) throws {
        let trial = try SASLTrial(method)
        switch method {
        case .plain, .login:
            #expect(trial.showsPassword && trial.isReplayable && trial.guessRounds == nil)
            #expect(!trial.isBound && !trial.provesServer && trial.worksWithVerifier)
        case .cramMD5:
            #expect(!trial.showsPassword && !trial.isReplayable && trial.guessRounds == 1)
            #expect(!trial.isBound && !trial.provesServer && !trial.worksWithVerifier)
        case .scram(_, let isBound):
            #expect(!trial.showsPassword && !trial.isReplayable && trial.guessRounds == 4_096)
            #expect(trial.isBound == isBound && trial.provesServer && trial.worksWithVerifier)
        case .xoauth2, .oauthBearer:
            #expect(trial.showsToken && !trial.showsPassword && trial.isReplayable)
            #expect(!trial.isBound && !trial.provesServer && trial.guessRounds == nil)
        }
    }

    @Test("each part of a message has its name")
    func parts() {
        func keys(_ text: String, _ isFromServer: Bool, after: String = "") -> [String] {
            SASLExplainer.explain(
                Array(text.utf8), isFromServer: isFromServer, after: Array(after.utf8)
            ).map { String($0.key.dropFirst("sasl.part.".utf8.count)) }
        }
        #expect(keys("Username:", true) == ["ask-name"])
        #expect(keys("tim", false, after: "Username:") == ["name"])
        #expect(keys("secret", false, after: "Password:") == ["password"])
        #expect(keys("\0tim\0secret", false) == ["plain"])
        #expect(keys("<1.2@lab.example>", true) == ["cram-challenge"])
        #expect(keys("tim b913a602c7eda7a495b4e6e7334d3890", false) == ["cram-answer"])
        #expect(keys("n,,n=user,r=fyko", false) == ["client-first", "unbound"])
        #expect(keys("y,,n=user,r=fyko", false) == ["client-first", "would-bind"])
        #expect(keys("p=tls-exporter,,n=u,r=f", false) == ["client-first", "bound"])
        #expect(keys("r=ab,s=QSXC,i=4096", true) == ["server-first"])
        #expect(keys("c=biws,r=ab,p=v0X8", false) == ["client-final"])
        #expect(keys("v=rmF9", true) == ["server-final"])
        #expect(keys("user=a@b\u{1}auth=Bearer x\u{1}\u{1}", false) == ["token"])
        #expect(keys("n,a=a@b,\u{1}auth=Bearer x\u{1}\u{1}", false) == ["token"])
        #expect(keys(#"{"status":"invalid_token"}"#, true) == ["token-error"])
        #expect(keys("\u{1}", false) == ["token-goodbye"])
        #expect(keys("whatever", false).isEmpty && keys("", true).isEmpty)
        #expect(SASLExplainer.explain([0xFF], isFromServer: true).isEmpty)
    }
}
