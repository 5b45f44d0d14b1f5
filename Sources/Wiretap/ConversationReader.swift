import TLS

/// The protocol of a mail conversation, as a listener knows it by the server's port.
package enum OverheardProtocol: String, Hashable, Sendable, CaseIterable {
    case smtp, pop3, imap

    package init?(port: UInt16) {
        switch port {
        case 25, 465, 587: self = .smtp
        case 110, 995: self = .pop3
        case 143, 993: self = .imap
        case _: return nil
        }
    }

    /// The ports on which TLS begins with the first octet (RFC 8314 §3).
    package static func isImplicitTLS(_ port: UInt16) -> Bool { [465, 993, 995].contains(port) }
}

/// Follows one mail conversation as somebody who sees the octets of both sides, and no more.
///
/// In the clear it reads the protocol; from the go-ahead to TLS, or the first record of it, what
/// TLS lets be seen. However the octets are cut into pieces, the result is the same.
package struct ConversationReader: Sendable {
    private var talk: any ClearTalk
    private var client = HeardStream()
    private var server = HeardStream()
    /// TLS has begun.
    package private(set) var isEncrypted = false
    private var inspector = TLSInspector()
    /// Sides of which a piece is missing: TLS is understood again where a record begins.
    private var clientSeeks = false
    private var serverSeeks = false
    /// Sides that have said what is no TLS where TLS should be.
    private var clientIsLost = false
    private var serverIsLost = false

    /// A reader for a server's port, nil where no mail is spoken.
    ///
    /// Not from the start: the connection was there before the listener.
    package init?(serverPort port: UInt16, fromTheStart: Bool = true) {
        guard let spoken = OverheardProtocol(port: port) else { return nil }
        switch spoken {
        case .smtp: talk = SMTPTalk(fromTheStart: fromTheStart)
        case .pop3: talk = POP3Talk(fromTheStart: fromTheStart)
        case .imap: talk = IMAPTalk()
        }
        guard !fromTheStart, OverheardProtocol.isImplicitTLS(port) else { return }
        isEncrypted = true
        clientSeeks = true
        serverSeeks = true
    }

    /// Takes octets of one side, in their order, and says what is made out.
    package mutating func take(_ octets: [UInt8], from side: TLSSide) -> [Overheard] {
        var found: [Overheard] = []
        if isEncrypted {
            inspect(octets, side, into: &found)
            return found
        }
        self[side].append(octets)
        // One side may have waited for the other: it goes first, as soon as it may.
        while !isEncrypted, step(side.opposite, into: &found) || step(side, into: &found) {}
        for side in TLSSide.allCases where !isEncrypted { self[side].limitWaiting() }
        return found
    }

    /// So many octets of a side have not been heard.
    package mutating func missed(_ count: Int, from side: TLSSide) -> [Overheard] {
        var found: [Overheard] = []
        if isEncrypted {
            inspector.resume(side)
            switch side {
            case .client: (clientSeeks, clientIsLost) = (true, false)
            case .server: (serverSeeks, serverIsLost) = (true, false)
            }
        } else {
            flush(side, into: &found)
            talk.miss(side)
        }
        found.append(.missed(count, of: side))
        // The other side may have waited for what will never come.
        while !isEncrypted, step(.client, into: &found) || step(.server, into: &found) {}
        return found
    }

    /// The connection is over: tells what was left in the middle.
    package mutating func end() -> [Overheard] {
        var found: [Overheard] = []
        guard !isEncrypted else { return found }
        talk.end(into: &found)
        while step(.client, into: &found) || step(.server, into: &found) {}
        for side in TLSSide.allCases { flush(side, into: &found) }
        talk.end(into: &found)
        return found
    }

    private subscript(side: TLSSide) -> HeardStream {
        _read {
            switch side {
            case .client: yield client
            case .server: yield server
            }
        }
        _modify {
            switch side {
            case .client: yield &client
            case .server: yield &server
            }
        }
    }
}

// MARK: in the clear

extension ConversationReader {
    /// Understands one line, or what there is of a literal; false when there is nothing yet.
    private mutating func step(_ side: TLSSide, into found: inout [Overheard]) -> Bool {
        guard !isEncrypted, !self[side].isEmpty || self[side].lost > 0 else { return false }
        switch talk.expectation(of: side) {
        case .nothing: return false
        case .octets(let count):
            let octets = self[side].take(count)
            guard !octets.isEmpty else { return resumeAfterLoss(side, into: &found) }
            talk.hear(octets: octets, from: side, into: &found)
            return true
        case .line:
            if self[side].isAtLineStart, let isTLS = beginsTLS(side) {
                guard isTLS else { return false }
                encrypt(into: &found)
                return true
            }
            guard let line = self[side].nextLine() else {
                return resumeAfterLoss(side, into: &found)
            }
            talk.hear(line, from: side, into: &found)
            if talk.isUpgraded {
                found.append(.upgrade)
                encrypt(into: &found)
            }
            return true
        }
    }

    /// Whether a record of TLS begins where a line should: no line of text begins so. False while
    /// one octet is too little to tell, nil when it is text.
    private func beginsTLS(_ side: TLSSide) -> Bool? {
        let beginning = self[side].peek(2)
        guard let first = beginning.first, (20...23).contains(first) else { return nil }
        guard let second = beginning.dropFirst().first else { return false }
        return second == 3 ? true : nil
    }

    private mutating func resumeAfterLoss(
        _ side: TLSSide, into found: inout [Overheard]
    ) -> Bool {
        guard self[side].lost > 0 else { return false }
        let count = self[side].resumeAfterLoss()
        talk.miss(side)
        found.append(.missed(count, of: side))
        return true
    }

    /// A line that will never be finished is told as it is.
    private mutating func flush(_ side: TLSSide, into found: inout [Overheard]) {
        let rest = self[side].peek(HeardText.limit)
        if !rest.isEmpty, self[side].isAtLineStart {
            let isText = talk.expectation(of: side) != .nothing || rest.first != 0x16
            if isText { found.append(.said(HeardText.of(rest), by: side)) }
        }
        self[side].restart()
    }

    // MARK: in TLS

    /// From here on both sides speak TLS; text that came too early is told as text.
    private mutating func encrypt(into found: inout [Overheard]) {
        var rest: [(side: TLSSide, octets: [UInt8])] = []
        for side in TLSSide.allCases {
            while !self[side].isEmpty, !TLSRecordFramer.isBeginning(self[side].peek(2)),
                let line = self[side].nextLine()
            {
                found.append(.said(HeardText.of(line.octets), by: side))
            }
            rest.append((side, self[side].takeAll()))
        }
        isEncrypted = true
        for (side, octets) in rest where !octets.isEmpty { inspect(octets, side, into: &found) }
    }

    private mutating func inspect(
        _ octets: [UInt8], _ side: TLSSide, into found: inout [Overheard]
    ) {
        switch side {
        case .client where clientSeeks: clientSeeks = !Self.isRecord(octets)
        case .server where serverSeeks: serverSeeks = !Self.isRecord(octets)
        case .client, .server: break
        }
        guard side == .client ? !clientSeeks && !clientIsLost : !serverSeeks && !serverIsLost
        else { return }
        for sighting in inspector.take(octets, from: side) {
            switch sighting.meaning {
            case .notTLS, .malformed:
                found.append(.garbled(side))
                if case .notTLS = sighting.meaning { lose(side) }
            case .clientHello, .serverHello, .certificates, .handshake, .alert, .changeCipherSpec,
                .sealed:
                found.append(.tls(sighting))
            }
        }
    }

    private mutating func lose(_ side: TLSSide) {
        switch side {
        case .client: clientIsLost = true
        case .server: serverIsLost = true
        }
    }

    /// Whether a piece begins with the header of a record (RFC 8446 §5.1).
    private static func isRecord(_ octets: [UInt8]) -> Bool {
        guard octets.count >= 5 else { return false }
        return (20...23).contains(octets[0]) && octets[1] == 3 && octets[2] <= 4
            && Int(octets[3]) << 8 | Int(octets[4]) <= 16_384 + 2_048
    }
}

extension TLSSide {
    /// The side at the other end.
    var opposite: TLSSide {
        switch self {
        case .client: .server
        case .server: .client
        }
    }
}
