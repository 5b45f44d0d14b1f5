import Clockwork
import Wire

/// A way from this machine into the world.
package struct Door: Hashable, Sendable {
    /// What is behind a door.
    package enum Kind: Hashable, Sendable {
        /// A port of a host: a connection accepted here goes on to it from the host `from`.
        case port(host: String, port: UInt16, from: String)
        /// A SOCKS proxy whose clients stand where the host stands.
        case socks(host: String)
        /// The resolver of a host, as a name server.
        case dns(host: String)
    }

    package var kind: Kind
    /// The address and port on this machine; port 0 takes any that is free, nil the usual one.
    package var wish: Endpoint?

    package init(_ kind: Kind, at wish: Endpoint? = nil) {
        self.kind = kind
        self.wish = wish
    }
}

/// A door that is open.
package struct OpenDoor: Hashable, Sendable {
    package let kind: Door.Kind
    /// Where it really is.
    package let listening: Endpoint
    /// How many came through it, and how many of them are still here.
    package let accepted: Int
    package let present: Int

    package init(kind: Door.Kind, listening: Endpoint, accepted: Int, present: Int) {
        self.kind = kind
        self.listening = listening
        self.accepted = accepted
        self.present = present
    }
}

/// Lets real programs into a world; the shell speaks to it, and knows nothing of sockets.
///
/// While a door is open the wall clock drives the world, which then belongs to the publisher:
/// whoever wants to look at it or to act borrows it, and the clock waits that long.
package protocol Publisher: Sendable {
    /// Whether any door is open.
    var isOpen: Bool { get }
    /// Every open door, in the order in which they were opened.
    var doors: [OpenDoor] { get }

    /// Hands the world over; while no door is open it stays where it is.
    func borrow(_ workbench: inout Workbench)
    /// Takes the world back. Whether a door is open or not, what is on its disks is kept where
    /// somebody keeps it.
    func giveBack(_ workbench: inout Workbench)
    /// Opens a door of a world that is borrowed, or that nobody drives yet.
    func open(_ door: Door, of workbench: inout Workbench) throws(Trouble) -> OpenDoor
    /// Closes a door and breaks off what came through it. With the last one, time stands still.
    func close(_ door: OpenDoor, of workbench: inout Workbench)
    /// Lets the wall clock drive a borrowed world until the goal is reached.
    func wait(
        for goal: RunGoal, in workbench: inout Workbench, interrupted: () -> Bool
    ) -> StepReport
}
