import TLS

/// One thing that a passive listener makes out of a conversation.
package enum Overheard: Hashable, Sendable {
    /// A line in the clear, or a reply of several, joined by LF.
    case said(String, by: TLSSide)
    /// How the client calls its host, behind EHLO or HELO.
    case name(String, greeting: String)
    /// MAIL FROM; empty for the null reverse-path.
    case sender(String)
    case recipient(String)
    /// A password, or a token that is as good as one.
    case secret(OverheardSecret)
    /// A proof from which the password can only be guessed.
    case challenge(OverheardChallenge)
    /// Whether the server took the last login.
    case verdict(login: String, mechanism: String, isAccepted: Bool)
    case letter(OverheardLetter)
    /// The server's go-ahead: from here on both sides speak TLS.
    case upgrade
    /// A record of TLS, or a message of its handshake, as far as it shows.
    case tls(TLSSighting)
    /// Where TLS should be, these octets are none.
    case garbled(TLSSide)
    /// A question to the DNS, which is asked in the clear.
    case question(String)
    /// Octets that have not passed here, or that were too many to keep.
    case missed(Int, of: TLSSide)

    /// The two sides of a conversation.
    package typealias Side = TLSSide

    /// What a listener can take away with it.
    package enum Leak: String, Hashable, Sendable, CaseIterable {
        case password, token, letter
    }

    /// The secret that this gives away; names, sizes and times are none.
    package var leak: Leak? {
        switch self {
        case .secret(let secret): secret.kind == .token ? .token : .password
        case .letter: .letter
        case .said, .name, .sender, .recipient, .challenge, .verdict, .upgrade, .tls, .garbled,
            .question, .missed:
            nil
        }
    }
}

/// A password or token that crossed the network.
package struct OverheardSecret: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case password
        /// As good as a password until it ends (RFC 7628 §5).
        case token
    }

    package let kind: Kind
    /// Empty when the listener has not heard whose it is.
    package let login: String
    package let text: String
    /// `PLAIN`, `LOGIN`, `USER/PASS` and so on, as the protocol names it.
    package let mechanism: String
    /// The line as it was sent, which may be base64.
    package let asSent: String
}

/// A challenge and its answer: whoever has both can try passwords against them at leisure.
package struct OverheardChallenge: Hashable, Sendable {
    package let login: String
    package let mechanism: String
    package let challenge: String
    package let answer: String
}

/// A letter, or a part of one, that crossed the network in the clear.
package struct OverheardLetter: Hashable, Sendable {
    /// How much of a letter was asked for.
    package enum Part: String, Hashable, Sendable {
        case whole, header, text
    }

    package let part: Part
    package let from: String
    package let to: String
    /// With its encoded words decoded.
    package let subject: String
    /// The first lines of the first text in it, decoded.
    package let excerpt: [String]
    /// Octets that passed, without the dots that protect lines.
    package let octets: Int
    /// Its end was heard, and nothing of it was missed.
    package let isWhole: Bool
    package let by: TLSSide
}
