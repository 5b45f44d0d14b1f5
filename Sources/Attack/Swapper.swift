/// Lets client and server agree on TLS, and speaks it with both of them itself.
struct Swapper: Tampering {
    private var watch: UpgradeWatch
    private var client = LineCutter()
    private var server = LineCutter()
    private var isShakingHands = false
    private var secured: [Side] = []
    /// What came from a side before the other was ready for it.
    private var held: (client: [UInt8], server: [UInt8]) = ([], [])

    init(_ spoken: AttackedProtocol) { watch = UpgradeWatch(spoken) }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch input {
        case .received(let side, let octets) where isShakingHands:
            if secured.contains(side.other) {
                outbox.append(.send(side.other, octets))
            } else if side == .client {
                held.client += octets
            } else {
                held.server += octets
            }
            if held.client.count + held.server.count > heldLimit { outbox.append(.abort) }
        case .received(.client, let octets):
            client.append(octets)
            passClient(into: &outbox)
        case .received(.server, let octets):
            server.append(octets)
            passServer(into: &outbox)
            passClient(into: &outbox)
            if client.pendingCount > heldLimit { outbox.append(.abort) }
        case .secured(let side):
            secured.append(side)
            let waiting = side == .server ? held.client : held.server
            if side == .server { held.client = [] } else { held.server = [] }
            if !waiting.isEmpty { outbox.append(.send(side, waiting)) }
        }
    }

    /// Behind the wish for TLS nothing of the client goes on in the clear.
    private mutating func passClient(into outbox: inout [TamperOutput]) {
        guard !isShakingHands else { return }
        var onward: [UInt8] = []
        while !watch.isAsked {
            guard !watch.isOver else {
                onward += client.takeAll()
                break
            }
            guard let line = client.nextLine() else { break }
            _ = watch.said(line)
            onward += line
        }
        if !onward.isEmpty { outbox.append(.send(.server, onward)) }
    }

    private mutating func passServer(into outbox: inout [TamperOutput]) {
        while !isShakingHands, let line = server.nextLine() {
            outbox.append(.send(.client, line))
            guard watch.heard(line) == .goAhead else { continue }
            isShakingHands = true
            // What else is there was said in the clear, and counts for nothing.
            _ = client.takeAll()
            _ = server.takeAll()
            outbox.append(.startTLS(.client))
            outbox.append(.startTLS(.server))
        }
        if watch.isOver, !isShakingHands, server.pendingCount > 0 {
            outbox.append(.send(.client, server.takeAll()))
        }
    }
}
