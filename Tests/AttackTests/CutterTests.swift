import Testing

@testable import Attack

@Suite("The cutter")
struct CutterTests {
    @Test("so many octets of the server pass, whatever the pieces", arguments: [1, 3, Int.max])
    func limit(size: Int) {
        var stand = Stand(AttackPlan(.cut, octetsUntilCut: 8), port: 995, size: size)
        stand.client("anything")
        stand.expect(.server, "anything")
        stand.server("12345", "rest")
        // Five octets, the end of the line, and one more.
        stand.expect(.client, "12345", "r")
        #expect(stand.deeds == [.cut(after: 8)])
        #expect(stand.isEnded)
    }

    @Test("nothing at all passes where nothing may")
    func nothing() {
        var stand = Stand(AttackPlan(.cut, octetsUntilCut: 0), port: 110, size: 4)
        stand.server("+OK hi")
        #expect(stand.deeds == [.cut(after: 0)] && stand.isEnded)
    }
}
