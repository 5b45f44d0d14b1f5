import Simulation

// The look-up by hand, and what it shows: as much as the tools of the DNS do.
extension Interpreter {
    mutating func resolve(_ arguments: Arguments) throws(Trouble) {
        let view = try hostOn(arguments)
        // `@SERVER` may stand anywhere, as network engineers are used to.
        var places = arguments.places
        var server = arguments.value("server")
        places.removeAll { place in
            guard place.hasPrefix("@"), place.count > 1 else { return false }
            server = String(place.dropFirst())
            return true
        }
        guard let name = places.first else { throw arguments.missing() }
        guard places.count <= 2 else {
            throw Trouble(
                "shell.too-many-words",
                ["word": ProtocolText.shown(places[2]), "usage": arguments.usage])
        }
        let type = (places.count > 1 ? places[1] : "A").uppercased()
        let action = Action.resolve(
            host: view.name, name: name, type: type, server: server,
            overTCP: arguments.has("tcp"))
        if arguments.has("step") { return try prepare(action) }
        let (order, outcome) = try performAndRun(action)
        for event in events(outcome.events).reversed() where event.host == order.host {
            guard
                case .dns(.answered(let question, let answer, let succeeded, let facts)) =
                    event.what
            else { continue }
            if let facts { show(facts, of: question) }
            guard succeeded || facts?.referral != nil else {
                throw Trouble(
                    "shell.resolve.failed",
                    ["question": question, "outcome": answer, "number": "\(event.number)"])
            }
            tell(
                "shell.resolve.done",
                [
                    "time": length(from: order, to: event), "number": "\(event.number)",
                ], role: .faint)
            return
        }
        throw Trouble("shell.no-answer", ["time": VirtualTime.dayAndTime(now)])
    }

    private mutating func show(_ facts: Event.AnswerFacts, of question: String) {
        show(paint(.strong, question))
        guard let server = facts.server else {
            tell("shell.resolve.timeout", indent: 2)
            return
        }
        let address = server.address.description
        let name = workbench.hostName(of: address)
        tell(
            "shell.resolve.status",
            [
                "status": facts.status,
                "server": name == address ? address : "\(name) (\(address))",
                "way": facts.isOverTCP ? "TCP" : "UDP",
                "flags": facts.flags.joined(separator: " "),
            ], indent: 2)
        if facts.wasTruncated { tell("shell.resolve.truncated", indent: 2) }
        if facts.isFromCache { tell("shell.resolve.cached", indent: 2) }
        if facts.isAuthoritative { tell("shell.resolve.authoritative", indent: 2) }
        showRecords(facts.answer, "shell.resolve.answer")
        if facts.answer.isEmpty, facts.status == "NOERROR" {
            if let zone = facts.referral {
                tell("shell.resolve.referral", ["zone": zone], indent: 2)
            } else {
                tell("shell.resolve.empty", indent: 2)
            }
        }
        showRecords(facts.authority, "shell.resolve.authority")
        if let seconds = facts.negativeSeconds {
            tell("shell.resolve.negative", ["seconds": "\(seconds)"], indent: 2)
        }
        showRecords(facts.additional, "shell.resolve.additional")
    }

    /// One section, its columns under each other; long data go on below themselves.
    private mutating func showRecords(_ records: [Event.AnswerFacts.Record], _ title: String) {
        guard !records.isEmpty else { return }
        show("  " + paint(.faint, words(title)))
        let nameWidth = min(32, records.map { Width.of($0.name) }.max() ?? 0)
        let timeWidth = records.map { "\($0.seconds)".count }.max() ?? 0
        let typeWidth = records.map(\.type.count).max() ?? 0
        for record in records {
            // The reverse names of IPv6 are so long that the rest goes below them.
            let isLong = Width.of(record.name) > nameWidth
            if isLong { show("    " + record.name) }
            let head =
                "    " + Width.pad(isLong ? "" : record.name, to: nameWidth) + "  "
                + Width.padLeft("\(record.seconds)", to: timeWidth) + "  "
                + Width.pad(record.type, to: typeWidth) + "  "
            let indent = Width.of(head)
            let lines = Width.wrap(record.data, to: max(20, Width.page - indent))
            show(head + (lines.first ?? ""))
            show(lines.dropFirst().map { String(repeating: " ", count: indent) + $0 })
        }
    }
}
