import Simulation
import Wiretap

// What an eavesdropper makes out, in words.
extension EventText {
    func overheardSentence(_ facts: Event.OverheardFacts) -> String {
        let client = naming.hostName(facts.client.address.description)
        let server = naming.hostName(facts.server.address.description)
        let note = facts.note
        // What a peer wrote may hold anything: it must not steer the terminal.
        let values = note.values.map { (name: $0.name, text: ProtocolText.shown($0.text)) }
        let what = words.remark(Remark(key: note.key, values: values, source: note.source))
        return words(
            "shell.tap.sentence",
            [
                "client": client, "server": server, "port": "\(facts.server.port)",
                "what": what,
            ])
    }
}
