import Internet
import TLS
import Wire
import Wiretap

/// The eavesdropper's capture point on one link.
struct Tap: Sendable {
    /// The ends of the link, by their hosts' names.
    let a: String
    let b: String
    let link: LinkID
    var isListening = true
    var listener = Eavesdropper()

    var name: String { "\(a)–\(b)" }
}

/// A tap as lists show it.
package struct TapView: Sendable {
    package let a: String
    package let b: String
    package let name: String
    package let isListening: Bool
    /// What each port gave away, in the order in which the ports were used.
    package let tallies: [PortTally]
    /// Questions to the DNS that passed.
    package let questions: Int
}

extension Event {
    /// What a listener made out, and of whose conversation.
    package struct OverheardFacts: Sendable {
        /// The host under which the journal has what taps hear; no host of a world is called so.
        package static let host = "tap"

        /// The tapped link, such as `a–b`; a host's name where somebody reads along there.
        package let tap: String
        /// Counted from 1 at each tap; 0 for what belongs to no connection.
        package let conversation: Int
        package let client: Endpoint
        package let server: Endpoint
        package let what: Overheard

        package init(
            tap: String, conversation: Int, client: Endpoint, server: Endpoint, what: Overheard
        ) {
            self.tap = tap
            self.conversation = conversation
            self.client = client
            self.server = server
            self.what = what
        }
    }
}
