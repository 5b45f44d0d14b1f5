import Testing

@testable import Attack

/// An attack's engine with both its ends in hand.
struct Stand {
    var engine: Engine
    /// What the client and the server have got since it was last asked.
    private var got: (client: [UInt8], server: [UInt8]) = ([], [])
    private(set) var deeds: [Deed] = []
    private(set) var upgrades: [Side] = []
    private(set) var isAborted = false
    /// In how long pieces octets come.
    let size: Int

    init(_ plan: AttackPlan, port: UInt16, size: Int = .max) {
        engine = Engine(plan, port: port, isSecured: false)
        self.size = size
    }

    mutating func give(_ input: TamperInput) {
        var outbox: [TamperOutput] = []
        engine.handle(input, into: &outbox)
        for output in outbox {
            switch output {
            case .send(.client, let octets): got.client += octets
            case .send(.server, let octets): got.server += octets
            case .startTLS(let side): upgrades.append(side)
            case .deed(let deed): deeds.append(deed)
            case .abort: isAborted = true
            }
        }
    }

    /// Lines of one side.
    mutating func say(_ side: Side, _ lines: String...) {
        let all = Array(lines.map { $0 + "\r\n" }.joined().utf8)
        var start = 0
        while start < all.count {
            let end = min(all.count, size == .max ? all.count : start + size)
            give(.received(side, Array(all[start..<end])))
            start = end
        }
    }

    mutating func client(_ lines: String...) {
        for line in lines { say(.client, line) }
    }

    mutating func server(_ lines: String...) {
        for line in lines { say(.server, line) }
    }

    /// The lines that a side has got since it was last asked.
    mutating func lines(_ side: Side) -> [String] {
        let octets = side == .client ? got.client : got.server
        if side == .client { got.client = [] } else { got.server = [] }
        return String(decoding: octets, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// Expects these lines, and no others, to have come to a side.
    mutating func expect(
        _ side: Side, _ wanted: String..., at location: SourceLocation = #_sourceLocation
    ) {
        let found = lines(side)
        #expect(found == wanted, "pieces of \(size)", sourceLocation: location)
    }
}
