import Foundation
import LabKit
import Simulation

// `make bench`: figures of one run on one machine. Compare them with a run beside it, never with
// a number from elsewhere.

func letter(_ number: Int) -> Action {
    .send(
        SendOrder(
            host: "alice-pc", from: "alice@example.com", recipients: ["bob@example.jp"],
            subject: "Letter \(number)", body: "This is letter \(number)."))
}

/// The parts of the run; `make bench PART=letters` runs one.
let parts: [(name: String, run: () throws -> Void)] = [
    ("network", printNetworkFigures), ("firewall", printFirewallFigures),
    ("tls", printHandshakeFigures), ("letters", printLetterFigures),
    ("guests", printGuestFigures), ("sockets", printSocketFigures),
]

func printFirewallFigures() throws {
    let judgements = try firewallJudgements(count: 1_000_000)
    line("firewall, packets of a standing flow", "\(Int(judgements.standing)) a second")
    line("firewall, first packets against 100 rules", "\(Int(judgements.first)) a second")
}

func printLetterFigures() throws {
    var blueprint: Blueprint?
    let reading = try seconds { blueprint = try WorldFile.read(path: "Labs/worlds/internet.yaml") }
    guard let blueprint else { return }
    let building = try seconds { _ = try Workbench(blueprint, seed: 1) }
    line("start: world file read", "\(Int(reading * 1_000)) ms")
    line("start: world built", "\(Int(building * 1_000)) ms")

    for count in [100, 1_000] {
        var bench = try Workbench(blueprint, seed: 1)
        let time = try seconds {
            for number in 1...count {
                try bench.perform(letter(number))
                _ = bench.run(until: .quiet)
            }
        }
        let delivered = try bench.mailbox(of: "bob@example.jp").count
        line(
            "messages delivered end to end, journal on (\(delivered))",
            "\(Int(Double(delivered) / time)) a second")
        line("  events written", "\(Int(Double(bench.journal.count) / time)) a second")
        if count == 100 {
            let back = seconds { for _ in 0..<100 { _ = bench.back(.exchange) } }
            line(
                "one `back` in a story of \(bench.replay.entries.count) letters",
                "\(Int(back * 10_000) ) µs")
        }
        let capture = seconds { _ = bench.capture() }
        line("  capture written", "\(Int(capture * 1_000)) ms")
    }
}

let wanted = CommandLine.arguments.dropFirst()
for name in wanted where !parts.contains(where: { $0.name == name }) {
    FileHandle.standardError.write(
        Data(
            "maillab-bench: no part '\(name)': \(parts.map(\.name).joined(separator: ", "))\n".utf8)
    )
    exit(64)
}
do {
    for part in parts where wanted.isEmpty || wanted.contains(part.name) { try part.run() }
} catch {
    FileHandle.standardError.write(Data("maillab-bench: \(error)\n".utf8))
    exit(1)
}
