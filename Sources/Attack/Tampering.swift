import Session

/// What a tampering engine is told about the two connections that it stands between.
enum TamperInput: Sendable {
    case received(Side, [UInt8])
    /// TLS, which the engine began on that side, is in use.
    case secured(Side)
}

/// What it wants done, in order.
enum TamperOutput: Hashable, Sendable {
    case send(Side, [UInt8])
    /// Begins TLS: towards the client as its server, towards the server as its client.
    case startTLS(Side)
    case deed(Deed)
    /// It cannot go on: both connections are broken off.
    case abort
}

/// An attack on one connection: input, in order, into a list of outputs. No socket, no clock.
protocol Tampering: Sendable {
    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput])
}

/// How much of one side's octets an engine keeps while it is busy with the other side.
let heldLimit = 1_048_576

/// How many answers may be outstanding at a time; a client that asks on and on is cut off.
let awaitedLimit = 10_000

/// Passes everything on.
struct Relay: Tampering {
    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        if case .received(let side, let octets) = input { outbox.append(.send(side.other, octets)) }
    }
}

/// The engine of an attack, for one connection.
enum Engine: Tampering {
    case relay(Relay)
    case smtpStripper(SMTPStripper)
    case pop3Stripper(POP3Stripper)
    case imapStripper(IMAPStripper)
    case swapper(Swapper)
    case injector(Injector)
    case preauthenticator(Preauthenticator)

    /// The engine for a connection to this port.
    init(_ plan: AttackPlan, port: UInt16, isSecured: Bool) {
        guard let spoken = AttackedProtocol(port: port), !isSecured else {
            self = .relay(Relay())
            return
        }
        switch (plan.kind, spoken) {
        case (.strip, .smtp): self = .smtpStripper(SMTPStripper(keepsClear: plan.keepsClear))
        case (.strip, .pop3): self = .pop3Stripper(POP3Stripper(keepsClear: plan.keepsClear))
        case (.strip, .imap): self = .imapStripper(IMAPStripper(keepsClear: plan.keepsClear))
        case (.swap, _): self = .swapper(Swapper(spoken))
        case (.inject, _): self = .injector(Injector(spoken))
        case (.preauth, .imap): self = .preauthenticator(Preauthenticator())
        case (.preauth, .smtp), (.preauth, .pop3): self = .relay(Relay())
        }
    }

    mutating func handle(_ input: TamperInput, into outbox: inout [TamperOutput]) {
        switch self {
        case .relay(var engine):
            engine.handle(input, into: &outbox)
        case .smtpStripper(var engine):
            self = .relay(Relay())
            engine.handle(input, into: &outbox)
            self = .smtpStripper(engine)
        case .pop3Stripper(var engine):
            self = .relay(Relay())
            engine.handle(input, into: &outbox)
            self = .pop3Stripper(engine)
        case .imapStripper(var engine):
            self = .relay(Relay())
            engine.handle(input, into: &outbox)
            self = .imapStripper(engine)
        case .swapper(var engine):
            self = .relay(Relay())
            engine.handle(input, into: &outbox)
            self = .swapper(engine)
        case .injector(var engine):
            self = .relay(Relay())
            engine.handle(input, into: &outbox)
            self = .injector(engine)
        case .preauthenticator(var engine):
            engine.handle(input, into: &outbox)
            self = .preauthenticator(engine)
        }
    }
}
