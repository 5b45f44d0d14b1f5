import Clockwork
import Foundation
import Gateway
import LabKit
import Logging
import Session
import Simulation
import Testing
import Wire

/// The default world with doors that are open, as the tests of this room use it.
final class Served {
    let gateway: Gateway
    let blueprint: Blueprint
    let seed: UInt64
    private(set) var ports: [UInt16] = []

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func internet() throws -> Blueprint {
        try WorldFile.read(path: root.appendingPathComponent("Labs/worlds/internet.yaml").path)
    }

    /// Opens the doors at ports that are free, in a world whose links take no time.
    init(
        _ kinds: [Door.Kind], seed: UInt64 = 1, limits: GatewayLimits = GatewayLimits(),
        isSlow: Bool = false, keeper: (any DiskKeeper)? = nil,
        prepare: (inout Workbench) throws -> Void = { _ in }
    ) throws {
        blueprint = isSlow ? try Self.internet() : try Self.internet().withoutLatency
        self.seed = seed
        gateway = Gateway(limits: limits, keeper: keeper, logger: LogLines.quiet)
        var workbench = try Workbench(blueprint, seed: Seed(seed))
        try prepare(&workbench)
        for kind in kinds {
            let door = Door(kind, at: Endpoint(IPAddress(127, 0, 0, 1), 0))
            ports.append(try gateway.open(door, of: &workbench).listening.port)
        }
        gateway.giveBack(&workbench)
    }

    convenience init(
        _ service: UInt16, of host: String = "mail.example.com", from: String = "visitor",
        seed: UInt64 = 1, limits: GatewayLimits = GatewayLimits(), isSlow: Bool = false,
        prepare: (inout Workbench) throws -> Void = { _ in }
    ) throws {
        try self.init(
            [.port(host: host, port: service, from: from)], seed: seed, limits: limits,
            isSlow: isSlow, prepare: prepare)
    }

    deinit {
        _ = gateway.shutDown()
        gateway.end()
    }

    /// A client of the first door, or of another.
    func client(_ door: Int = 0, receiveBuffer: CInt? = nil) throws -> RealClient {
        try #require(RealClient(port: ports[door], receiveBuffer: receiveBuffer))
    }

    /// Looks at the world, or acts in it, while it lives.
    func withWorld<Result>(_ body: (inout Workbench) throws -> Result) throws -> Result {
        // Any world will do as the one that is put aside.
        var workbench = try Workbench(blueprint, seed: Seed(seed))
        gateway.borrow(&workbench)
        defer { gateway.giveBack(&workbench) }
        return try body(&workbench)
    }

    /// Keeps the world from its clock for a while.
    func holdWorld(forSeconds seconds: Double) {
        try? withWorld { _ in Thread.sleep(forTimeInterval: seconds) }
    }

    /// Waits until something has come about in the world; false when it does not in good time.
    func waits(until isDone: (Workbench) -> Bool) throws -> Bool {
        let limit = Date().addingTimeInterval(20)
        while Date() < limit {
            if try withWorld({ isDone($0) }) { return true }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return false
    }

    /// Closes everything in order; the world as it is then.
    func finish() throws -> Workbench { try #require(gateway.shutDown()) }
}

extension Workbench {
    /// The whole journal as lines of JSON.
    var jsonLines: [String] { journal.map { json(of: $0) } }

    func count(_ matches: (Event) -> Bool) -> Int {
        journal.reduce(0) { $0 + (matches($1) ? 1 : 0) }
    }

    var deliveries: [String] {
        journal.compactMap { event in
            if case .mail(.delivered(_, let login, _, _)) = event.what { return login }
            return nil
        }
    }
}
