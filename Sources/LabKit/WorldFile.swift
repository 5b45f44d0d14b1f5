import Clockwork
import Phrases
import PostOffice
import Simulation
import Wire
import Yams

/// A world as a teacher writes it: YAML, read strictly into a `Blueprint`.
///
/// `Docs/Writing-a-lab.md` describes the format; `Labs/worlds/internet.yaml` is the example.
package enum WorldFile {
    /// The most hosts that one world may have.
    package static let hostLimit = 500

    /// Reads the file at `path`; troubles name it by `name`, or by its path.
    package static func read(
        path: String, name: String? = nil
    ) throws(FileTrouble) -> Blueprint {
        let text = try YAMLReader.contents(of: path, shownAs: name ?? path)
        return try parse(text, name: name ?? path)
    }

    /// Reads a world from `text`; `name` stands in front of every trouble.
    package static func parse(_ text: String, name: String) throws(FileTrouble) -> Blueprint {
        var parser = WorldParser(reader: YAMLReader(file: name))
        let blueprint = parser.world(text)
        if let trouble = parser.reader.trouble { throw trouble }
        guard var blueprint else {
            parser.reader.note("file.empty", line: 1, column: 1)
            throw FileTrouble(parser.reader.items)
        }
        blueprint.source = WorldSource(name: name, text: text)
        return blueprint
    }
}

/// One pass over a world file; names of hosts are resolved when all hosts are known.
struct WorldParser {
    var reader: YAMLReader
    /// What each host said, with the nodes that later checks point at.
    var drafts: [HostDraft] = []

    mutating func world(_ text: String) -> Blueprint? {
        guard let root = reader.root(of: text),
            let fields = reader.fields(
                root, required: ["format", "name", "calendar", "home", "hosts", "links"])
        else { return nil }
        reader.checkFormat(fields)
        let name = reader.name(fields["name"])
        let calendar = fields["calendar"].flatMap { self.calendar($0) }
        for node in reader.list(fields["hosts"], limit: WorldFile.hostLimit) {
            if let draft = hostDraft(node) { drafts.append(draft) }
        }
        checkNamesAndAddresses()
        let hosts = drafts.indices.compactMap { hostPlan(drafts[$0]) }
        let linkNodes = reader.list(fields["links"])
        let links = linkNodes.compactMap { link($0) }
        // A link that cannot be read may be the one that is meant.
        if links.count == linkNodes.count { checkTranslations(links) }
        let home = reader.name(fields["home"])
        if let home { checkHome(home, at: fields["home"]) }
        checkMail()
        guard let name, let calendar, let home, !hosts.isEmpty else {
            if reader.items.isEmpty { reader.note("world.no-hosts", at: root) }
            return nil
        }
        return Blueprint(
            name: name, calendar: calendar.calendar, start: calendar.start, hosts: hosts,
            links: links, home: home)
    }

    private mutating func calendar(
        _ node: Node
    ) -> (calendar: Clockwork.Calendar, start: Instant)? {
        guard let fields = reader.fields(node, required: ["day-one", "zone", "start"]) else {
            return nil
        }
        let date = dayOne(fields["day-one"])
        let zone = zoneMinutes(fields["zone"])
        guard let date, let zone, let start = reader.timeOfDay(fields["start"]) else { return nil }
        return (
            Clockwork.Calendar(
                year: date.year, month: date.month, day: date.day, offsetMinutes: zone), start
        )
    }

    /// A date, written `2026-04-01`.
    private mutating func dayOne(_ node: Node?) -> (year: Int, month: Int, day: Int)? {
        guard let text = reader.string(node) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        if parts.map(\.utf8.count) == [4, 2, 2], numbers.count == 3,
            (1970...2200).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2])
        {
            let days = Clockwork.Calendar.daysSinceEpoch(
                year: numbers[0], month: numbers[1], day: numbers[2])
            // The 31st of April would come out as the 1st of May.
            if Clockwork.Calendar.civil(daysSinceEpoch: days) == (
                numbers[0], numbers[1], numbers[2]
            ) {
                return (numbers[0], numbers[1], numbers[2])
            }
        }
        reader.note("world.expected-date", ["text": text], at: node)
        return nil
    }

    /// Minutes ahead of UTC, written `+0900` (RFC 5322 §3.3).
    private mutating func zoneMinutes(_ node: Node?) -> Int? {
        guard let text = reader.string(node) else { return nil }
        let digits = text.dropFirst()
        if text.utf8.count == 5, text.hasPrefix("+") || text.hasPrefix("-"),
            digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
            number % 100 < 60, number / 100 <= 14
        {
            let minutes = number / 100 * 60 + number % 100
            return text.hasPrefix("-") ? -minutes : minutes
        }
        reader.note("world.expected-zone", ["text": text], at: node)
        return nil
    }

    private mutating func link(_ node: Node) -> LinkPlan? {
        guard
            let fields = reader.fields(
                node, required: ["a", "a-address", "b", "b-address"],
                optional: ["a-address6", "b-address6"] + Self.lineKeys)
        else { return nil }
        let a = router(fields["a"])
        let b = router(fields["b"])
        let pair = addressPair(fields, "address", .v4)
        let pair6 = addressPair(fields, "address6", .v6)
        let line = lineProperties(fields)
        if let a, let b, a == b { reader.note("world.link-to-itself", at: fields["b"]) }
        guard let a, let b, let pair else { return nil }
        return LinkPlan(
            a: a, addressA: pair.a, b: b, addressB: pair.b, line: line, addressA6: pair6?.a,
            addressB6: pair6?.b)
    }

    /// The addresses of both ends of a link: two that differ in the last bit.
    private mutating func addressPair(
        _ fields: Fields, _ key: String, _ family: IPFamily
    ) -> (a: IPAddress, b: IPAddress)? {
        let (nodeA, nodeB) = (fields["a-\(key)"], fields["b-\(key)"])
        // That an IPv4 address is missing has been said already.
        if family == .v6, (nodeA == nil) != (nodeB == nil) {
            let missing = nodeA == nil ? "a-\(key)" : "b-\(key)"
            reader.note("file.missing-key", ["key": missing], at: nodeA ?? nodeB)
        }
        let a = reader.address(nodeA, family)
        let b = reader.address(nodeB, family)
        guard let a, let b else { return nil }
        claim(a, at: nodeA)
        claim(b, at: nodeB)
        if a.turned != b {
            reader.note(
                "world.link-not-a-pair", ["address": "\(a)", "pair": "\(a.turned)"], at: nodeB)
        }
        return (a, b)
    }

    /// The name of a router of this world.
    mutating func router(_ node: Node?) -> String? {
        guard let node, let name = reader.name(node) else { return nil }
        guard let draft = drafts.first(where: { $0.name == name }) else {
            reader.note("world.unknown-router", ["name": name], at: node)
            return nil
        }
        guard draft.isRouter else {
            reader.note("world.not-a-router", ["name": name], at: node)
            return nil
        }
        return name
    }

    private mutating func checkHome(_ home: String, at node: Node?) {
        guard let draft = drafts.first(where: { $0.name == home }) else {
            reader.note("world.unknown-host", ["name": home], at: node)
            return
        }
        if draft.isRouter { reader.note("world.home-is-router", ["name": home], at: node) }
    }

    /// What a line may say, on a host's `line` and on a link.
    static let lineKeys = [
        "latency", "jitter", "bandwidth", "queue", "mtu", "loss", "duplicate", "reorder",
        "corrupt", "up",
    ]

    /// The properties of a line; what is not said is usual.
    mutating func lineProperties(_ fields: Fields) -> LineProperties {
        var line = LineProperties()
        if let latency = reader.interval(fields["latency"]) { line.latency = latency }
        if let jitter = reader.interval(fields["jitter"]) { line.jitter = jitter }
        if let bandwidth = reader.bandwidth(fields["bandwidth"]) { line.bitsPerSecond = bandwidth }
        if let queue = reader.integer(fields["queue"], in: 1_500...1_000_000_000) {
            line.queueOctets = queue
        }
        if let mtu = reader.integer(fields["mtu"], in: 68...65_535) { line.mtu = mtu }
        if let loss = reader.share(fields["loss"]) { line.lossPerMillion = loss }
        if let share = reader.share(fields["duplicate"]) { line.duplicationPerMillion = share }
        if let share = reader.share(fields["reorder"]) { line.reorderingPerMillion = share }
        if let share = reader.share(fields["corrupt"]) { line.corruptionPerMillion = share }
        if let isUp = reader.onOff(fields["up"]) { line.isUp = isUp }
        return line
    }
}
