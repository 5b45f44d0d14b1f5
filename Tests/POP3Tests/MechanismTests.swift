import Ciphers
import Clockwork
import SASL
import Session
import Support
import Testing

@testable import POP3

/// AUTH with every mechanism (RFC 5034), client against server.
@Suite struct POP3MechanismTests {
    private func facts(_ octets: [UInt8]) -> TLSFacts {
        var facts = TLSFacts(protocolVersion: "TLS 1.3", cipherSuite: "lab")
        facts.channelBindings = [.init(kind: .exporter, octets: octets)]
        return facts
    }

    /// What became of a login; both sides talk in pieces.
    private func talk(
        _ way: SASLWay, password: String = ServerLab.password, tls: Bool,
        serverSide: [UInt8] = [1, 2, 3], size: Int = 10_000, timestamp: String? = nil
    ) -> (failure: POP3ClientFailure?, isIn: Bool) {
        var configuration = POP3ServerConfiguration(
            hostName: "mail.lab.example", apopTimestamp: timestamp)
        configuration.sasl = SASLOffer(SASLMethod.allCases, chance: ChanceStream(seed: [1]))
        var server = ServerLab(configuration)
        var user = ClientTests.User([.quit], password: password)
        var setup = user.session.configuration
        setup.identity = SASLIdentity(
            login: "ann", password: password, token: "good", way: way,
            chance: ChanceStream(seed: [2]))
        user.session = POP3ClientSession(configuration: setup)
        if tls {
            _ = server.give(.secured(facts(serverSide)))
            _ = user.give(.secured(facts([1, 2, 3])))
        }
        var toClient = sent(server.give(.opened))
        var toServer = user.give(.opened)
        var isIn = false
        for _ in 0..<5_000 {
            if server.session.isPausing, let deadline = server.session.nextDeadline {
                server.now = deadline
                toClient += sent(server.give(.deadlinePassed))
            }
            guard !toClient.isEmpty || !toServer.isEmpty else { break }
            let piece = Array(toClient.prefix(size))
            toClient.removeFirst(piece.count)
            toServer += user.give(.received(piece))
            let other = Array(toServer.prefix(size))
            toServer.removeFirst(other.count)
            toClient += sent(server.give(.received(other)))
            isIn = isIn || server.session.stateName == POP3Explainer.transaction
        }
        return (user.failure, isIn)
    }

    private func sent(_ heard: [Transcript.Heard]) -> [UInt8] {
        heard.flatMap { item -> [UInt8] in
            if case .octets(let octets) = item { octets } else { [] }
        }
    }

    @Test("both sides understand one another, in every cut", arguments: SASLMethod.allCases)
    func together(method: SASLMethod) {
        for size in Seeds.pieceSizes {
            let result = talk(.method(method), tls: true, size: size)
            #expect(result.failure == nil && result.isIn, "pieces of \(size)")
        }
        let clear = talk(.method(method), tls: false)
        #expect(clear.isIn == !(method.isBound || method.takesToken))
        let middle = talk(.method(method), tls: true, serverSide: [9])
        #expect(middle.isIn == !method.isBound)
        guard !method.takesToken else { return }
        let wrong = talk(.method(method), password: "x", tls: true)
        guard case .authenticationFailed(let status)? = wrong.failure else {
            Issue.record("\(String(describing: wrong.failure))")
            return
        }
        #expect(status.code == "AUTH" && !wrong.isIn)
    }

    @Test("APOP where it is, and why not where it is not; the best way takes what there is")
    func apop() {
        #expect(talk(.apop, tls: false).failure == .noTimestamp)
        let stamp = "<1896.697170952@dbc.mtview.ca.us>"
        // The digest of RFC 1939 §7 is Ann's too.
        #expect(talk(.apop, password: "tanstaaf", tls: false, timestamp: stamp).isIn)
        #expect(talk(.best, tls: true).isIn && talk(.best, tls: false).isIn)
        #expect(talk(.usual, tls: false).isIn)
    }
}
