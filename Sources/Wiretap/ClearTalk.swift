import TLS

/// What the next octets of one side are.
enum Expectation: Hashable, Sendable {
    case line
    /// So many octets, whatever they are.
    case octets(Int)
    /// They mean nothing before the other side has spoken.
    case nothing
}

/// A mail protocol in the clear, as somebody follows it who hears both sides.
protocol ClearTalk: Sendable {
    /// The server has agreed that both sides go on in TLS.
    var isUpgraded: Bool { get }

    func expectation(of side: TLSSide) -> Expectation
    mutating func hear(
        _ line: HeardStream.Line, from side: TLSSide, into found: inout [Overheard])
    mutating func hear(octets: [UInt8], from side: TLSSide, into found: inout [Overheard])
    /// Octets of a side have not been heard: whose turn it is may be unknown now.
    mutating func miss(_ side: TLSSide)
    /// The connection is over: what has begun is told as far as it goes.
    mutating func end(into found: inout [Overheard])
}

/// Commands that wait for their replies, oldest first; no more of them than a peer could mean.
struct PendingCommands<Command: Hashable & Sendable>: Hashable, Sendable {
    private static var limit: Int { 1_000 }
    private var commands: [Command] = []

    init(_ commands: [Command] = []) { self.commands = commands }

    mutating func append(_ command: Command) {
        if commands.count == Self.limit { commands.removeFirst() }
        commands.append(command)
    }

    mutating func popFirst() -> Command? { commands.isEmpty ? nil : commands.removeFirst() }
    mutating func removeAll() { commands.removeAll() }
}
