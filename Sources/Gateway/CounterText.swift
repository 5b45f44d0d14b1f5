import Simulation
import Wire

/// The page of counters, in the text format that Prometheus reads (version 0.0.4).
struct CounterText {
    /// What came through one door.
    struct DoorCounts {
        let door: OpenDoor
        let octetsIn: Int
        let octetsOut: Int
    }

    /// How a world is.
    struct WorldCounts {
        let servers: [(name: String, queue: Int, counts: Tally.Counts)]
        let events: Int
        /// Its clock, and how much further the wall clock has gone since the first door was opened.
        let nanoseconds: Int64
        let lag: Int64
    }

    static let type = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    init(doors: [DoorCounts], turnedAway: Int, world: WorldCounts?) {
        add(doors)
        add(
            "connections_refused_total", "counter", "Connections reset: all places were taken.",
            [("", "\(turnedAway)")])
        guard let world else { return }
        add(world.servers)
        add(
            "events_total", "counter", "Events of the world's journal.",
            [("", "\(world.events)")])
        add(
            "world_time_seconds", "gauge", "The world's clock, from its day one.",
            [("", Self.seconds(world.nanoseconds))])
        add(
            "world_lag_seconds", "gauge",
            "How far the world's clock has fallen behind the clock on the wall.",
            [("", Self.seconds(max(0, world.lag)))])
    }

    private mutating func add(_ doors: [DoorCounts]) {
        func each(_ value: (DoorCounts) -> Int) -> [(String, String)] {
            doors.map { (Self.labels(of: $0.door), "\(value($0))") }
        }
        add(
            "connections_accepted_total", "counter", "Real connections, by the door they came to.",
            each { $0.door.accepted })
        add(
            "connections_present", "gauge", "Real connections that are here now.",
            each { $0.door.present })
        add(
            "received_octets_total", "counter", "Octets from real programs into the world.",
            each(\.octetsIn))
        add(
            "sent_octets_total", "counter", "Octets from the world to real programs.",
            each(\.octetsOut))
    }

    private mutating func add(_ servers: [(name: String, queue: Int, counts: Tally.Counts)]) {
        func add(_ name: String, _ help: String, _ value: (Tally.Counts) -> Int) {
            let samples = servers.map {
                (Self.labels([("host", $0.name)]), "\(value($0.counts))")
            }
            self.add(name, "counter", help, samples)
        }
        add("sessions_total", "Connections that a simulated mail server took.", \.sessions)
        add("messages_accepted_total", "Messages a server took responsibility for.", \.accepted)
        add("messages_delivered_total", "Messages put into mailboxes.", \.delivered)
        add("messages_relayed_total", "Messages that the next server took.", \.relayed)
        add("messages_deferred_total", "Tries that are to be repeated later.", \.deferred)
        add("messages_bounced_total", "Messages given up for good.", \.bounced)
        add("logins_total", "Logins that succeeded.", \.logins)
        add("logins_refused_total", "Logins that failed.", \.refusedLogins)
        self.add(
            "queue_messages", "gauge", "Messages that wait in a queue.",
            servers.map { (Self.labels([("host", $0.name)]), "\($0.queue)") })
    }

    private mutating func add(
        _ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]
    ) {
        text += "# HELP maillab_\(name) \(help)\n# TYPE maillab_\(name) \(type)\n"
        for sample in samples { text += "maillab_\(name)\(sample.labels) \(sample.value)\n" }
    }

    private static func labels(of door: OpenDoor) -> String {
        let (what, place) =
            switch door.kind {
            case .port(let host, let port, let from): ("\(host):\(port)", from)
            case .socks(let host): ("socks", host)
            case .dns(let host): ("dns", host)
            }
        return labels([("door", what), ("at", place), ("listening", "\(door.listening)")])
    }

    private static func labels(_ pairs: [(name: String, value: String)]) -> String {
        let texts = pairs.map { pair in
            let value = pair.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\(pair.name)=\"\(value)\""
        }
        return "{\(texts.joined(separator: ","))}"
    }

    /// Nanoseconds as seconds with three digits.
    private static func seconds(_ nanoseconds: Int64) -> String {
        let thousandths = nanoseconds / 1_000_000
        let rest = "\(thousandths % 1_000)"
        let zeros = String(repeating: "0", count: 3 - rest.count)
        return "\(thousandths / 1_000).\(zeros)\(rest)"
    }
}
