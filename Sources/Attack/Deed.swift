import Session

/// What an attacker has done, for the journal.
package enum Deed: Hashable, Sendable {
    /// Offers were taken out of a server's list: what the server said in the clear, and what the
    /// client was shown.
    case stripped(before: [String], after: [String])
    /// A client asked for TLS and was refused, without the server hearing of it.
    case refused(command: String, answer: String)
    /// The attacker had the server's side encrypted by itself: the server notices nothing.
    case upgraded(command: String)
    /// The client took the attacker's certificate: all that it says can be read.
    case swapped(ForgedCertificate)
    /// The client did not; why, as far as it said so.
    case swapRefused(ForgedCertificate, because: Note?)
    /// A line of the attacker's own went in the clear behind the command, or behind the go-ahead.
    case injected(to: Side, text: String)
    /// A greeting was turned into one that says that nobody has to log in.
    case preauthenticated(before: String, after: String)
}
