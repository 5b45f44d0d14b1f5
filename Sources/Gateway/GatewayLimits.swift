import NIOCore

/// How much of this machine the outside may take.
package struct GatewayLimits: Sendable {
    /// Connections through all doors at once; whoever comes then is turned away with a reset.
    package var connections = 1_000
    /// Questions to the DNS port that wait for an answer; beyond them the oldest waits no more.
    package var questions = 512
    /// A real program's octets that the world has not sent yet, before no more are read from it.
    package var unsentOctets = 65_536
    /// Octets that wait for a real program to read them: above the first the simulated window
    /// closes, below the second it opens again.
    package var unreadHigh = 262_144
    package var unreadLow = 65_536
    /// How long a client of the proxy may take to say where it wants to go.
    package var negotiation = TimeAmount.seconds(30)
    /// How long a client may take nothing of what it is told, or not end its half when the server
    /// has ended the other; then it is reset, and its place is another's.
    package var patience = TimeAmount.minutes(10)
    /// How long a question waits for its answer; real resolvers ask again after about five.
    package var answer = TimeAmount.seconds(20)
    /// How long the end of all sessions may take at the end.
    package var farewell = TimeAmount.seconds(3)
    /// The latest events of the journal that are kept, at least; about half a kilobyte each.
    package var events = 2_000_000
    /// Due things that are handled before real sockets have their turn again.
    package var ticksPerTurn = 1_000

    package init() {}
}
