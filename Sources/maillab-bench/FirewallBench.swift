import Clockwork
import Internet
import Wire

/// What a firewall of a hundred rules costs: packets of a flow that stands, and first packets.
func firewallJudgements(count: Int) throws -> (standing: Double, first: Double) {
    var book = AddressBook()
    book.sets["pools"] = try RuleParser.addresses("203.0.113.0/25, 198.51.100.0/26", book: book)
    let rules = try (0..<100).map { number in
        try RuleParser.rule(
            "drop tcp from @pools except 203.0.113.\(number) "
                + "to 192.0.2.\(number) port \(number + 1)",
            book: book)
    }
    var firewall = try Firewall(rules: rules, book: book, op25b: Port25Policy())
    var packet = JudgedPacket(
        Flow(
            .tcp, from: Endpoint(IPAddress(203, 0, 113, 7), 49_152),
            to: Endpoint(IPAddress(192, 0, 2, 200), 443)), flags: .syn, octets: 1_500)
    _ = firewall.judge(packet, at: .zero)
    packet.flags = .ack
    var accepted = 0
    let standing = seconds {
        for _ in 0..<count where firewall.judge(packet, at: .zero).verdict == .accept {
            accepted += 1
        }
    }
    packet.flags = .syn
    let first = seconds {
        for number in 0..<count {
            // Always a flow that nobody knows; the table holds the last 65,536.
            packet.flow.source = Endpoint(
                .v4(0x0A00_0000 | UInt32(number >> 15)), UInt16(number & 0x7FFF) + 1_024)
            if firewall.judge(packet, at: .zero).verdict == .accept { accepted += 1 }
        }
    }
    precondition(accepted == count * 2, "every packet of the bench is accepted")
    return (Double(count) / standing, Double(count) / first)
}
