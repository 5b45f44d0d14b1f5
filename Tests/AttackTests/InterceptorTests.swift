import Clockwork
import Session
import Testing
import Wire

@testable import Attack

@Suite("The interceptor between two connections")
struct InterceptorTests {
    static let client = Endpoint(IPAddress(192, 0, 2, 1), 50_000)
    static let server = Endpoint(IPAddress(198, 51, 100, 1), 587)

    /// What it does, in words.
    private func give(_ interceptor: inout Interceptor, _ input: AttackInput) -> [String] {
        var log = CausalLog<AttackAct>(startingAt: 1)
        interceptor.handle(input, at: .zero, because: nil, into: &log)
        return log.items.map { item in
            switch item.entry {
            case .connect(let key, let to, let client, let isSecured):
                "connect \(key) \(to.port) as \(client.port)\(isSecured ? " tls" : "")"
            case .send(let key, let octets):
                "send \(key) \(String(decoding: octets, as: UTF8.self).filter { $0 != "\r\n" })"
            case .startTLS(let key): "tls \(key)"
            case .close(let key): "close \(key)"
            case .abort(let key): "abort \(key)"
            case .deed(let key, let deed): "deed \(key) \("\(deed)".prefix(8))"
            }
        }
    }

    private func accepted(_ plan: AttackPlan, isSecured: Bool = false) -> (Interceptor, [String]) {
        var interceptor = Interceptor(plan)
        let acts = give(
            &interceptor,
            .accepted(5, client: Self.client, server: Self.server, isSecured: isSecured))
        return (interceptor, acts)
    }

    @Test("it calls the server as the client, and keeps what comes too early")
    func opening() {
        var (interceptor, acts) = accepted(AttackPlan(.inject))
        #expect(acts == ["connect -1 587 as 50000"])
        #expect(interceptor.partner(of: 5) == -1 && interceptor.partner(of: -1) == 5)
        #expect(give(&interceptor, .received(5, octets("EHLO me"))).isEmpty)
        #expect(give(&interceptor, .opened(-1)) == ["send -1 EHLO me"])
        #expect(give(&interceptor, .received(-1, octets("220 hi"))) == ["send 5 220 hi"])
    }

    @Test("the end of one side is the end of the other; a failure breaks it off")
    func ending() {
        var (interceptor, _) = accepted(AttackPlan(.inject))
        _ = give(&interceptor, .opened(-1))
        #expect(give(&interceptor, .closedByPeer(5)) == ["close -1"])
        #expect(give(&interceptor, .received(-1, octets("221 bye"))) == ["send 5 221 bye"])
        #expect(give(&interceptor, .closedByPeer(-1)) == ["close 5"])
        #expect(interceptor.partner(of: 5) == nil)
        #expect(give(&interceptor, .failed(5, .reset, because: nil)).isEmpty)

        var (second, _) = accepted(AttackPlan(.inject))
        #expect(give(&second, .failed(-1, .refused, because: nil)) == ["abort 5"])
        #expect(give(&second, .received(5, [1])).isEmpty)

        var (third, _) = accepted(AttackPlan(.inject))
        #expect(give(&third, .closedByPeer(5)).isEmpty)
        #expect(give(&third, .opened(-1)) == ["close -1"])
    }

    @Test("TLS from the first octet: with both ends, and nothing but a relay")
    func secure() {
        var (interceptor, acts) = accepted(AttackPlan(.swap), isSecured: true)
        #expect(acts == ["deed 5 swapped(", "connect -1 587 as 50000 tls"])
        _ = give(&interceptor, .opened(-1))
        #expect(give(&interceptor, .received(5, octets("STARTTLS"))) == ["send -1 STARTTLS"])
        // A client that does not trust has no pair: it is told of all the same.
        let note = Note("tls.cert-unknown-authority")
        #expect(
            give(&interceptor, .failed(9, .notSecured, because: note)) == ["deed 9 swapRefu"])
    }

    @Test("not too many at a time, and not too much before the server is there")
    func limits() {
        var interceptor = Interceptor(AttackPlan(.strip))
        for key in 1...Interceptor.limit {
            let acts = give(
                &interceptor,
                .accepted(key, client: Self.client, server: Self.server, isSecured: false))
            #expect(acts.count == 1)
        }
        let one = AttackInput.accepted(
            9_999, client: Self.client, server: Self.server, isSecured: false)
        #expect(give(&interceptor, one) == ["abort 9999"])
        _ = give(&interceptor, .failed(1, .reset, because: nil))
        #expect(give(&interceptor, one).first?.hasPrefix("connect") == true)
        let flood = [UInt8](repeating: 0x41, count: heldLimit + 1)
        #expect(give(&interceptor, .received(2, flood)) == ["abort 2", "abort -2"])
        #expect(interceptor.partner(of: 2) == nil)
    }
}
