// swift-tools-version: 6.1
// The floors of the house, from the ground up. A target imports what its row names and nothing
// else; Tests/TidyTests compares every `import` line with this table (Docs/Architecture.md).
import PackageDescription

let collections = "swift-collections"
let nio = "swift-nio"

/// One floor's room: its name, the rooms below that it may import, and library products.
struct Room {
    var name: String
    var rooms: [String] = []
    var products: [(name: String, package: String)] = []
    var isExecutable = false
    /// Rooms beside it that its tests use, such as the one that reads world files.
    var testRooms: [String] = []
}

let rooms: [Room] = [
    Room(name: "Clockwork", products: [("HashTreeCollections", collections)]),
    Room(name: "Wire"),
    Room(name: "Phrases"),
    Room(name: "Ciphers", rooms: ["Clockwork", "COpenSSL"]),
    Room(name: "Session", rooms: ["Clockwork", "Wire"]),
    Room(name: "Mail", rooms: ["Clockwork"]),
    Room(name: "SASL", rooms: ["Ciphers", "Session"]),
    Room(name: "SMTP", rooms: ["Clockwork", "Session", "Mail", "SASL"]),
    Room(name: "IMAP", rooms: ["Clockwork", "Session", "Mail", "SASL"]),
    Room(name: "POP3", rooms: ["Clockwork", "Session", "Mail", "SASL", "Ciphers"]),
    Room(name: "TLS", rooms: ["Session", "Clockwork", "Ciphers", "Wire", "COpenSSL"]),
    Room(name: "DNS", rooms: ["Session", "Wire", "Clockwork"]),
    Room(name: "Attack", rooms: ["Session", "Wire", "Clockwork"]),
    Room(
        name: "Internet", rooms: ["Session", "Wire", "Clockwork"],
        products: [("OrderedCollections", collections)]),
    Room(
        name: "PostOffice",
        rooms: [
            "SMTP", "POP3", "IMAP", "DNS", "Mail", "SASL", "Ciphers", "Session", "Wire",
            "Clockwork",
        ],
        products: [("OrderedCollections", collections)]),
    Room(
        name: "Wiretap", rooms: ["TLS", "Mail", "SASL", "Wire"],
        products: [("OrderedCollections", collections)]),
    Room(
        name: "Simulation",
        rooms: [
            "PostOffice", "Mail", "Internet", "DNS", "TLS", "SASL", "Wiretap", "Attack",
            "Ciphers", "Session", "Wire", "Clockwork", "Phrases",
        ],
        products: [("OrderedCollections", collections)]),
    Room(
        name: "LabKit",
        rooms: ["Simulation", "PostOffice", "Wiretap", "Session", "Wire", "Clockwork", "Phrases"],
        products: [("Yams", "Yams")]),
    Room(name: "Storage", rooms: ["Simulation", "PostOffice", "Mail", "Wire", "Clockwork"]),
    Room(
        name: "Gateway",
        rooms: ["Simulation", "PostOffice", "Session", "Wire", "Clockwork"],
        products: [
            ("NIOCore", nio), ("NIOPosix", nio), ("NIOHTTP1", nio), ("Logging", "swift-log"),
        ],
        testRooms: ["LabKit", "Shell", "Storage"]),
    Room(
        name: "Shell",
        rooms: ["LabKit", "Storage", "Simulation", "Wiretap", "Phrases", "CReadline"],
        products: [("Rainbow", "Rainbow")]),
    Room(
        name: "maillab",
        rooms: ["Shell", "LabKit", "Gateway", "Storage", "Simulation", "Clockwork", "Phrases"],
        products: [("ArgumentParser", "swift-argument-parser"), ("Logging", "swift-log")],
        isExecutable: true),
    Room(
        name: "maillab-bench",
        rooms: [
            "LabKit", "Gateway", "Simulation", "PostOffice", "Mail", "Internet", "TLS", "Ciphers",
            "Wire", "Clockwork",
        ],
        isExecutable: true),
]

var targets: [Target] = [
    .systemLibrary(
        name: "COpenSSL", pkgConfig: "openssl",
        providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
        name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    .target(name: "Support", path: "Tests/Support"),
]
/// A room, all that stands below it, and the clock: what its tests may use.
func everything(below room: Room) -> [String] {
    var names = [room.name, "Clockwork"] + room.testRooms
    var next = 0
    while next < names.count {
        let below = rooms.first { $0.name == names[next] }?.rooms ?? []
        for name in below where !names.contains(name) { names.append(name) }
        next += 1
    }
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return seen
}

/// One room alone, with what it stands on: for work on that room (`make test ROOM=Internet`).
let onlyRoom = rooms.first { $0.name == Context.environment["MAILLAB_ROOM"] }
let onlyNames = onlyRoom.map { everything(below: $0) }

for room in rooms where onlyNames?.contains(room.name) ?? true {
    let dependencies: [Target.Dependency] =
        room.rooms.map { .target(name: $0) }
        + room.products.map { .product(name: $0.name, package: $0.package) }
    if room.isExecutable {
        targets.append(.executableTarget(name: room.name, dependencies: dependencies))
        continue
    }
    targets.append(.target(name: room.name, dependencies: dependencies))
    // The whole world is tested by its stories.
    guard room.name != "Simulation", room.name == onlyRoom?.name ?? room.name else { continue }
    targets.append(
        .testTarget(
            name: room.name + "Tests",
            dependencies: everything(below: room).map { .target(name: $0) }
                + room.products.map { .product(name: $0.name, package: $0.package) }
                + [.target(name: "Support")],
            exclude: room.name == "Internet" ? ["Scripts"] : []))
}
let storyRooms = [
    "LabKit", "Storage", "Simulation", "PostOffice", "Mail", "Internet", "Wiretap", "Session",
    "Wire", "Clockwork", "Support",
]
if onlyRoom == nil {
    targets.append(
        .testTarget(
            name: "StoryTests", dependencies: storyRooms.map { .target(name: $0) },
            exclude: ["Letters"]))
}
targets.append(.testTarget(name: "TidyTests", dependencies: ["Support"]))

let package = Package(
    name: "MailLab",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/onevcat/Rainbow", exact: "4.2.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
