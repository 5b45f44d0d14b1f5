import Session

/// What a question about a name is asked for, and what its answer means.
enum NameExplainer {
    /// The notes for a step of a look-up, what matters most first; empty where nothing is to say.
    static func explain(_ stage: Event.DNSStage) -> [Note] {
        switch stage {
        case .asked(let question, _):
            let (type, name) = parts(of: question)
            return [asked(type, name)]
        case .answered(let question, let outcome, let succeeded, let facts):
            let (type, name) = parts(of: question)
            if !succeeded { return [failed(type, name, outcome, facts)] + way(facts) }
            return meaning(type, name, facts) + way(facts)
        case .sent, .heard: return []
        }
    }

    /// The type and the name of a question such as `MX example.jp`.
    private static func parts(of question: String) -> (type: String, name: String) {
        let words = question.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return ("", question) }
        return (String(words[0]), String(words[1]))
    }

    private static func asked(_ type: String, _ name: String) -> Note {
        let values: KeyValuePairs = ["name": name, "type": type]
        switch type {
        case "A": return Note("dns.explain-a", values, source: "RFC 1035 §3.4.1")
        case "AAAA": return Note("dns.explain-aaaa", values, source: "RFC 1034 §5.2.1")
        case "MX": return Note("dns.explain-mx", values, source: "RFC 5321 §5.1")
        case "PTR": return Note("dns.explain-ptr", values, source: "RFC 1035 §3.5")
        case "TXT": return Note("dns.explain-txt", values, source: "RFC 1035 §3.3.14")
        case "NS": return Note("dns.explain-ns", values, source: "RFC 1035 §3.3.11")
        case "SOA": return Note("dns.explain-soa", values, source: "RFC 1035 §3.3.13")
        case "CNAME": return Note("dns.explain-cname", values, source: "RFC 1035 §3.3.1")
        case _: return Note("dns.explain-other", values, source: "RFC 1034 §5.2.1")
        }
    }

    private static func failed(
        _ type: String, _ name: String, _ outcome: String, _ facts: Event.AnswerFacts?
    ) -> Note {
        let values: KeyValuePairs = [
            "name": name, "type": type, "outcome": outcome, "zone": facts?.referral ?? "",
            "seconds": "\(facts?.negativeSeconds ?? 0)",
        ]
        switch outcome {
        case "NXDOMAIN": return Note("dns.explain-nxdomain", values, source: "RFC 2308 §2.1")
        case "NODATA" where facts?.referral != nil:
            return Note("dns.explain-referral", values, source: "RFC 1034 §4.3.1")
        case "NODATA": return Note("dns.explain-nodata", values, source: "RFC 2308 §2.2")
        case "SERVFAIL": return Note("dns.explain-servfail", values, source: "RFC 2308 §7.1")
        case "REFUSED": return Note("dns.explain-refused", values, source: "RFC 1035 §4.1.1")
        case "TIMEOUT": return Note("dns.explain-timeout", values, source: "RFC 1034 §5.2.3")
        case "UNREACHABLE":
            return Note("dns.explain-unreachable", values, source: "RFC 1122 §4.1.3.3")
        case _: return Note("dns.explain-failed", values, source: "RFC 1035 §4.1.1")
        }
    }

    /// What the records themselves say, where that is not plain.
    private static func meaning(
        _ type: String, _ name: String, _ facts: Event.AnswerFacts?
    ) -> [Note] {
        var notes: [Note] = []
        let records = facts?.answer ?? []
        let exchanges = records.filter { $0.type == "MX" }
        if exchanges.count == 1, exchanges[0].data.hasSuffix(" .") {
            notes.append(Note("dns.explain-null-mx", ["name": name], source: "RFC 7505 §3"))
        } else if exchanges.count > 1 {
            notes.append(Note("dns.explain-mx-order", ["name": name], source: "RFC 5321 §5.1"))
        }
        if let alias = records.first(where: { $0.type == "CNAME" }), type != "CNAME" {
            notes.append(
                Note(
                    "dns.explain-alias", ["name": alias.name, "target": alias.data],
                    source: "RFC 1034 §3.6.2"))
        }
        return notes
    }

    /// How the answer came, where that is out of the ordinary.
    private static func way(_ facts: Event.AnswerFacts?) -> [Note] {
        guard let facts else { return [] }
        var notes: [Note] = []
        if facts.wasTruncated {
            notes.append(Note("dns.explain-truncated", source: "RFC 7766 §5"))
        }
        if facts.isFromCache {
            notes.append(Note("dns.explain-cached", source: "RFC 1034 §5.3.3"))
        }
        return notes
    }
}
