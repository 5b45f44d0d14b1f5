import Clockwork
import PostOffice
import Session
import Wire

// Connections by hand that are encrypted.
extension World {
    mutating func connect(_ endpoint: Endpoint, _ number: Int, because cause: Cause?) {
        let terminal = terminals[number - 1]
        let wish = terminal.wish.flatMap { security in
            security.way == .implicit ? tlsWish(terminal, security.acceptsAnyCertificate) : nil
        }
        act(.connect(terminalKey(number), endpoint, tls: wish), number, because: cause)
    }

    private func tlsWish(_ terminal: Terminal, _ acceptsAny: Bool) -> TLSWish {
        // A host that has no name in the DNS is called by its mail server's name.
        let index = terminal.target.contains(".") ? nil : machineByName[terminal.target]
        let name = index.map { machines[$0].plan.mailName } ?? terminal.target
        return TLSWish(peer: name, acceptsAnyCertificate: acceptsAny)
    }

    /// The connection is there; where the program is to upgrade it, that begins now.
    mutating func opened(_ place: Int, _ security: TLSFacts?) {
        terminals[place].state = .open
        terminals[place].security = security
        guard terminals[place].wish?.way == .upgrade else { return }
        let plan = machines[terminals[place].machine].plan
        terminals[place].upgrade = TerminalUpgrade(
            MailProtocol(port: terminals[place].port),
            helloName: plan.mail == nil
                ? plan.addresses.first?.literal ?? plan.mailName : plan.mailName)
    }

    /// Whether TLS may begin now: the server has agreed to it.
    func checkStartTLS(_ terminal: Terminal) throws(Trouble) {
        guard terminal.security == nil else { throw Trouble("trouble.already-encrypted") }
        let spoken = MailProtocol(port: terminal.port)
        guard TerminalUpgrade.isGoAhead(terminal.answer, to: terminal.lastSaid, spoken) else {
            throw Trouble("trouble.no-go-ahead", ["line": TerminalUpgrade.request(spoken)])
        }
    }

    mutating func startTLS(terminal number: Int, _ acceptsAny: Bool, because cause: Cause) {
        let wish = tlsWish(terminals[number - 1], acceptsAny)
        act(.startTLS(terminalKey(number), wish), number, because: cause)
    }

    /// Goes on with what has to be said before TLS can begin.
    mutating func upgrade(_ number: Int, _ octets: [UInt8], because cause: Cause?) {
        guard var upgrade = terminals[number - 1].upgrade else { return }
        let moves = upgrade.heard(octets)
        terminals[number - 1].upgrade = upgrade.isOver ? nil : upgrade
        for move in moves {
            switch move {
            case .say(let line):
                act(
                    .send(terminalKey(number), Array((line + "\r\n").utf8)), number,
                    because: cause)
            case .begin:
                let terminal = terminals[number - 1]
                let wish = tlsWish(terminal, terminal.wish?.acceptsAnyCertificate ?? false)
                act(.startTLS(terminalKey(number), wish), number, because: cause)
            }
        }
    }
}
