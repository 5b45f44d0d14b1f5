import Foundation

/// Figures over real sockets, in a world whose links take no time.
func printSocketFigures() throws {
    try printSourceFigures()
    try printFetchFigures()
    try printLoopbackHandshakes()
    try printCrowdFigures()
}

/// The middle one of three runs, in seconds.
func middle(of run: () throws -> Void) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<3 { times.append(try seconds(run)) }
    return times.sorted()[1]
}

/// Postfix's smtp-source against us, and against what Postfix has for it, by turns.
private func printSourceFigures() throws {
    guard let source = InstalledProgram("smtp-source"), let sink = InstalledProgram("smtp-sink")
    else {
        line("SMTP from smtp-source", "left out: Postfix's programs are not here")
        return
    }
    let world = try LoopbackWorld(publishing: [25])
    defer { world.close() }
    let port = try freePort()
    // Whoever runs the bench as root must name another user; smtp-sink gives root up.
    let asUser = getuid() == 0 ? ["-u", "nobody"] : []
    let other = try sink.start(asUser + ["127.0.0.1:\(port)", "100"])
    defer { other.terminate() }
    try waitForListener(on: port)
    let count = 2_000
    func arguments(_ port: UInt16) -> [String] {
        [
            "-s", "8", "-m", "\(count)", "-l", "2000", "-f", "bob@example.jp",
            "-t", "alice@example.com", "127.0.0.1:\(port)",
        ]
    }
    var times: [(ours: Double, theirs: Double)] = []
    for _ in 0..<3 {
        let ours = try seconds { try source.run(arguments(world.port())) }
        let theirs = try seconds { try source.run(arguments(port)) }
        times.append((ours, theirs))
    }
    let ours = times.map(\.ours).sorted()[1]
    let theirs = times.map(\.theirs).sorted()[1]
    let ratio = times.map { $0.ours / $0.theirs }.sorted()[1]
    line("SMTP from smtp-source, one connection a message", perSecond(count, ours))
    line("  by smtp-sink, which throws all away", perSecond(count, theirs))
    line("  cost against it", "\(tenths(ratio)) times")
}

/// One client reads a whole mailbox, and how the cost of a message grows with the mailbox.
private func printFetchFigures() throws {
    for count in [1_000, 10_000] {
        let world = try LoopbackWorld(publishing: [143], letters: count)
        defer { world.close() }
        let client = try LoopbackClient(port: world.port())
        _ = try client.line()
        try client.say("a LOGIN alice@example.com wonderland", until: "a OK")
        try client.say("b SELECT INBOX", until: "b OK")
        var octets = 0
        let time = try middle {
            octets = try client.count(
                "c FETCH 1:* BODY.PEEK[]", until: "c OK FETCH completed\r\n")
        }
        line("IMAP FETCH of \(count) messages", perSecond(count, time))
        line("  octets", "\(tenths(Double(octets) / time / 1e6)) MB a second")
    }
}

/// How long a NOOP takes beside connections that say nothing.
private func printCrowdFigures() throws {
    let world = try LoopbackWorld(publishing: [25])
    defer { world.close() }
    let client = try LoopbackClient(port: world.port())
    _ = try client.line()
    func noops() throws -> Double {
        try middle { for _ in 0..<500 { try client.say("NOOP", until: "250 ") } } / 500 * 1e6
    }
    let alone = try noops()
    var crowd: [LoopbackClient] = []
    let time = try seconds {
        for _ in 0..<900 {
            crowd.append(try LoopbackClient(port: world.port()))
            _ = try crowd.last?.line()
        }
    }
    line("900 connections one after another, all stay", perSecond(900, time))
    line("one SMTP NOOP, alone", "\(Int(alone)) µs")
    line("  beside \(crowd.count) connections", "\(Int(try noops())) µs")
}

func perSecond(_ count: Int, _ time: Double) -> String { "\(Int(Double(count) / time)) a second" }

func tenths(_ figure: Double) -> String { String(format: "%.1f", figure) }
