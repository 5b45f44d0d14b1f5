import LabKit
import Simulation
import Testing

@Test func zdump() throws {
    let lab = try LabFile.read(folder: "\(labsFolder)/01-first-letter")
    var hand = try PlainHand(lab)
    var shown = 0
    for line in [
        "send --from alice@example.com --to bob@example.jp --subject Hello --body hi", "step phase",
        "step phase", "step phase", "step phase", "step phase", "step phase", "run",
        "fetch --as bob@example.jp --proto pop3 --on bob-laptop",
        "fetch --as bob@example.jp --proto imap --on bob-laptop",
    ] {
        print("@@ >", line, hand.type(line))
        while shown < hand.workbench.journal.count {
            let e = hand.workbench.journal[shown]; shown += 1
            if case .packet = e.what { continue }
            if case .tcpState = e.what { continue }
            var t: String
            switch e.what {
            case .lines(let d, let p, let o):
                t = "\(d) \(p) \(String(decoding: o, as: UTF8.self).debugDescription)"
            case .action: t = "action"
            case .note(let n): t = "note \(n.key)"
            case .answer: t = "answer"
            case .mail(let m): t = "mail \(m)"
            case .dns(let d): t = "dns \(d)"
            default: t = "\(e.what)"
            }
            print(
                "@@", e.number, e.moment.nanoseconds / 1_000_000 - 9 * 3600 * 1000, e.host,
                e.phase?.rawValue ?? "-", t.prefix(230))
        }
    }
}
