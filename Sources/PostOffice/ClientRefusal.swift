import Mail
import SMTP
import Wire

/// IP25B in the mail server: mail that comes straight from certain addresses is refused.
///
/// The client is judged by its address alone, and only on port 25. Where the answer is given is a
/// choice. At the greeting (RFC 5321 §3.1) it is cheapest, and says least: nobody knows yet whose
/// mail it was. At RCPT, the usual place, the log can name sender and recipient, the reply may
/// carry an enhanced code (a greeting has none, RFC 2034 §3), a customer who has authenticated is
/// spared, and mail for the postmaster still gets through (RFC 5321 §4.5.1).
package struct ClientRefusal: Hashable, Sendable {
    /// When the client hears that it is not wanted.
    package enum Point: String, Hashable, Sendable, Codable, CaseIterable {
        case greeting
        case recipient
    }

    package var clients: [IPPrefix]
    package var point: Point

    package init(_ clients: [IPPrefix], at point: Point) {
        self.clients = clients
        self.point = point
    }

    /// Whether a client with this address is refused.
    package func concerns(_ address: IPAddress) -> Bool {
        clients.contains { $0.contains(address) }
    }

    func isAtGreeting(of address: IPAddress) -> Bool {
        point == .greeting && concerns(address)
    }

    /// The reply to RCPT; nil where the recipient is judged as usual.
    func reply(to path: ForwardPath, peer: IPAddress, login: String?) -> SMTPReply? {
        guard point == .recipient, login == nil, concerns(peer) else { return nil }
        switch path {
        case .postmaster: return nil
        case .address(let address) where address.localPart.lowercased() == "postmaster":
            return nil
        case .address:
            return SMTPReply(
                code: 554, enhanced: EnhancedStatusCode(5, 7, 1), Self.text(peer))
        }
    }

    /// What the refused client reads: why, and what to do (RFC 5321 §3.1 wants it to help).
    static func text(_ address: IPAddress) -> String {
        "We do not accept mail from dynamic address ranges [\(address)]; "
            + "send through your provider's mail server"
    }
}
