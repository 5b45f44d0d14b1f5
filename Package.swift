// swift-tools-version: 6.1
// The floors of the house, from the ground up. A target imports what its row names and nothing
// else; Tests/TidyTests compares every `import` line with this table (Docs/Architecture.md).
import Foundation
import PackageDescription

let collections = "swift-collections"

/// One floor's room: its name, the rooms below that it may import, and library products.
struct Room {
    var name: String
    var rooms: [String] = []
    var products: [(name: String, package: String)] = []
    var isExecutable = false
}

let rooms: [Room] = [
    Room(name: "Clockwork", products: [("HeapModule", collections)]),
    Room(name: "Wire"),
    Room(name: "Phrases"),
    Room(name: "Ciphers", rooms: ["Clockwork", "COpenSSL"]),
    Room(name: "Session", rooms: ["Clockwork", "Wire"]),
    Room(name: "Mail", rooms: ["Clockwork"]),
    Room(name: "SASL", rooms: ["Ciphers"]),
    Room(name: "SMTP", rooms: ["Clockwork", "Session", "Mail", "SASL"]),
    Room(name: "IMAP", rooms: ["Clockwork", "Session", "Mail", "SASL"]),
    Room(name: "POP3", rooms: ["Clockwork", "Session", "Mail", "SASL", "Ciphers"]),
    Room(name: "DNS", rooms: ["Session", "Wire", "Clockwork"]),
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
        name: "Simulation",
        rooms: ["PostOffice", "Internet", "DNS", "Session", "Wire", "Clockwork", "Phrases"],
        products: [("OrderedCollections", collections)]),
    Room(
        name: "LabKit",
        rooms: ["Simulation", "PostOffice", "Session", "Wire", "Clockwork", "Phrases"],
        products: [("Yams", "Yams")]),
    Room(
        name: "Shell", rooms: ["LabKit", "Simulation", "Phrases", "CReadline"],
        products: [("Rainbow", "Rainbow")]),
    Room(
        name: "maillab", rooms: ["Shell", "LabKit", "Simulation", "Phrases"],
        products: [("ArgumentParser", "swift-argument-parser")], isExecutable: true),
    Room(
        name: "maillab-bench", rooms: ["LabKit", "Simulation", "Internet", "Wire", "Clockwork"],
        isExecutable: true),
]

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

var targets: [Target] = [
    .systemLibrary(
        name: "COpenSSL", pkgConfig: "libcrypto",
        providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
        name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    .target(name: "Support", path: "Tests/Support"),
]
/// A room, all that stands below it, and the clock: what its tests may use.
func everything(below room: Room) -> [String] {
    var names = [room.name, "Clockwork"]
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

let present = rooms.filter { exists("Sources/\($0.name)") }
for room in present {
    let dependencies: [Target.Dependency] =
        room.rooms.filter { exists("Sources/\($0)") }.map { .target(name: $0) }
        + room.products.map { .product(name: $0.name, package: $0.package) }
    if room.isExecutable {
        targets.append(
            .executableTarget(
                name: room.name, dependencies: dependencies, swiftSettings: []))
    } else {
        targets.append(.target(name: room.name, dependencies: dependencies))
    }
    if !room.isExecutable, exists("Tests/\(room.name)Tests") {
        targets.append(
            .testTarget(
                name: room.name + "Tests",
                dependencies: everything(below: room).map { .target(name: $0) }
                    + room.products.map { .product(name: $0.name, package: $0.package) }
                    + [.target(name: "Support")],
                exclude: ["Scripts", "Transcripts", "Letters"].filter {
                    exists("Tests/\(room.name)Tests/\($0)")
                }))
    }
}
// Stories of the whole world, and the rules of the house.
for (name, rooms) in [
    (
        "StoryTests",
        ["LabKit", "Simulation", "PostOffice", "Internet", "Session", "Wire", "Clockwork"]
    ), ("TidyTests", []),
] where exists("Tests/\(name)") {
    targets.append(
        .testTarget(
            name: name, dependencies: (rooms + ["Support"]).map { .target(name: $0) },
            exclude: ["Letters"].filter { exists("Tests/\(name)/\($0)") }))
}
let used = Set(present.flatMap { $0.products.map(\.package) })

let package = Package(
    name: "MailLab",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/onevcat/Rainbow", exact: "4.2.2"),
    ].filter { dependency in
        used.contains { package in
            if case .sourceControl(_, let location, _) = dependency.kind {
                return location.hasSuffix("/" + package)
            }
            return false
        }
    },
    targets: targets,
    swiftLanguageModes: [.v6]
)
