import Simulation
import Wire

/// What checks look at: a journal and the world behind it, and never what was typed.
///
/// `Workbench` is the one that learners drive; tests make journals by hand.
package protocol Evidence {
    var journal: Journal { get }
    /// The station of a letter's way that an event belongs to.
    func phase(of event: Event) -> Event.Phase?
    /// The name of the host at the other end.
    func peer(of event: Event) -> String?
    /// The server's end of the connection that an event belongs to.
    func server(of event: Event) -> Endpoint?
    /// The host that owns an address, or the address as text.
    func hostName(of address: String) -> String
    func mailbox(of login: String, named name: String) throws(Trouble) -> [MailboxRow]
    func queue(of host: String) throws(Trouble) -> [QueueRow]
    /// The verdict that a first packet of TCP would meet on its way; nil when there is no way.
    func verdict(from: String, to: String, port: UInt16) throws(Trouble) -> String?
    /// A packet as one line of text.
    func summary(ofPacket octets: [UInt8]) -> String
}

extension Workbench: Evidence {
    package func server(of event: Event) -> Endpoint? {
        event.connection.flatMap { ends(of: $0)?.server }
    }
}
