import Clockwork
import Mail
import SMTP
import Wire

/// The lines that each server writes on top of a letter (RFC 5321 §4.4).
package enum Trace {
    /// The `Received:` field for a letter taken from `peer`.
    ///
    /// The recipient is named only when there is one: more would tell them of each other.
    static func received(
        _ letter: SMTPLetter, peer: Endpoint, by hostName: String, queueID: String,
        at now: Instant, calendar: Calendar
    ) -> [UInt8] {
        var lines = "Received: from \(clean(letter.client)) (\(peer.address.literal))\r\n"
        lines += "\tby \(hostName) with \(letter.protocolName) id \(queueID)"
        if letter.envelope.recipients.count == 1, let only = letter.envelope.recipients.first {
            lines += "\r\n\tfor \(clean(only.description))"
        }
        return Array((lines + "; \(calendar.mailDate(now))\r\n").utf8)
    }

    /// The `Return-Path:` field, written once, at final delivery (RFC 5321 §4.4).
    static func returnPath(_ path: ReversePath) -> [UInt8] {
        Array("Return-Path: \(clean(path.description))\r\n".utf8)
    }

    /// How many hosts a letter has passed: its `Received:` fields (RFC 5321 §6.3).
    static func hopCount(_ octets: [UInt8]) -> Int {
        Message(octets: octets).header.fields.count { $0.isNamed("Received") }
    }

    /// Text of a peer without anything that could start a header line of its own.
    static func clean(_ text: String) -> String {
        String(
            decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 },
            as: UTF8.self)
    }
}

extension IPAddress {
    /// The address as SMTP writes it in place of a name (RFC 5321 §4.1.3).
    ///
    ///     literal = "[" ( IPv4 / "IPv6:" IPv6 ) "]"
    package var literal: String { isV4 ? "[\(self)]" : "[IPv6:\(self)]" }
}
