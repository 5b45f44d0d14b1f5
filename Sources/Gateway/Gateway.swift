import Clockwork
import Foundation
import Logging
import NIOCore
import NIOPosix
import Simulation
import Wire

/// Real sockets: the doors through which real programs come into the simulated internet.
package final class Gateway: Publisher, @unchecked Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let limits: GatewayLimits
    private let allowsRemote: Bool
    private let drawsSecret: Bool
    private let logger: Logger
    private let keeper: (any DiskKeeper)?
    private let crowd = DoorKeeper.Crowd()

    /// Guards what follows. One thread at a time opens, closes and borrows.
    private let lock = NSLock()
    private var keepers: [DoorKeeper] = []
    private var live: LiveWorld?
    private var followers: [any WorldFollower] = []
    private var page: CounterPage?
    private var failure: Trouble?
    private var whenKeepingFails: (@Sendable (Trouble) -> Void)?

    /// Where nobody has chosen the seed, a world that is not secret yet becomes so with its first
    /// door (`drawsSecret`): what real programs trust, nobody else shall be able to sign.
    /// With a keeper, what is on the world's disks is kept before anybody outside hears of it.
    package init(
        limits: GatewayLimits = GatewayLimits(), allowsRemote: Bool = false,
        drawsSecret: Bool = false,
        keeper: (any DiskKeeper)? = nil, logger: Logger = Logger(label: "maillab")
    ) {
        self.limits = limits
        self.allowsRemote = allowsRemote
        self.drawsSecret = drawsSecret
        self.keeper = keeper
        self.logger = logger
    }

    private var world: LiveWorld? { lock.withLock { live } }

    // MARK: Publisher

    package var isOpen: Bool { lock.withLock { live != nil } }
    package var doors: [OpenDoor] { lock.withLock { keepers }.map(\.view) }

    package func borrow(_ workbench: inout Workbench) { world?.borrow(&workbench) }

    package func giveBack(_ workbench: inout Workbench) {
        if let world { return world.giveBack(workbench) }
        guard let keeper, keepingFailure == nil else { return }
        do throws(Trouble) {
            try workbench.keepDisks(in: keeper)
        } catch {
            keepingFailed(error)
        }
    }

    package func open(
        _ door: Door, of workbench: inout Workbench
    ) throws(Trouble) -> OpenDoor {
        try check(door, in: workbench)
        let wish = try address(for: door)
        let world = begin(&workbench)
        // What cannot be bound leaves no trace; the clock stops again if it was the first door.
        let keeper = DoorKeeper(door.kind, in: world, crowd, at: wish)
        world.giveBack(workbench)
        let failure: (any Error)?
        do {
            try keeper.open()
            failure = nil
        } catch {
            failure = error
            _ = try? keeper.closeListeners().wait()
        }
        world.borrow(&workbench)
        if let failure {
            endIfEmpty(&workbench)
            throw Self.trouble(failure, at: wish)
        }
        lock.withLock { keepers.append(keeper) }
        if drawsSecret, !workbench.holdsSecret {
            var chance = SystemRandomNumberGenerator()  // system's chance: nobody knows it
            try workbench.perform(.drawSecret(Seed(drawnFrom: &chance)))
        }
        if case .port(let host, _, _) = door.kind { try workbench.perform(.publish(host: host)) }
        logger.info(
            "listening",
            metadata: ["address": "\(keeper.listening)", "door": "\(Self.label(door.kind))"])
        return keeper.view
    }

    package func close(_ door: OpenDoor, of workbench: inout Workbench) {
        let found = lock.withLock {
            let keeper = keepers.first { $0.listening == door.listening && $0.kind == door.kind }
            keepers.removeAll { $0 === keeper }
            return keeper
        }
        guard let keeper = found, let world else { return }
        world.giveBack(workbench)
        _ = try? keeper.closeListeners().wait()
        _ = try? world.loop.flatSubmit { keeper.breakOff() }.wait()
        logger.info("closed", metadata: ["address": "\(keeper.listening)"])
        world.borrow(&workbench)
        endIfEmpty(&workbench)
    }

    package func wait(
        for goal: RunGoal, in workbench: inout Workbench, interrupted: () -> Bool
    ) -> StepReport {
        let first = workbench.journal.count
        guard let world, !workbench.hasReached(goal, since: 0) else {
            return StepReport(
                events: first..<first, isQuiet: workbench.isQuiet, wasInterrupted: false)
        }
        let watcher = LiveWorld.Watcher { $0.hasReached(goal, since: first) }
        world.giveBack(workbench)
        world.loop.execute { world.watch(watcher, goal) }
        var wasInterrupted = false
        while watcher.done.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
            guard interrupted() else { continue }
            wasInterrupted = true
            world.loop.execute { world.dismiss(watcher) }
            break
        }
        world.borrow(&workbench)
        return StepReport(
            events: first..<workbench.journal.count, isQuiet: workbench.isQuiet,
            wasInterrupted: wasInterrupted)
    }

    // MARK: the clock's first and last moment

    /// The wall clock begins to drive; the world is borrowed when this returns.
    private func begin(_ workbench: inout Workbench) -> LiveWorld {
        if let world { return world }
        let world = LiveWorld(
            workbench, on: group.next(), limits: limits, keeper: keeper, logger: logger)
        world.whenKeepingFails = { [weak self] trouble in self?.keepingFailed(trouble) }
        world.borrow(&workbench)
        lock.withLock { () -> Void in
            live = world
            world.followers = followers
        }
        return world
    }

    private func endIfEmpty(_ workbench: inout Workbench) {
        guard lock.withLock({ keepers.isEmpty }), let world else { return }
        world.giveBack(workbench)
        workbench = world.takeAway()
        world.end()
        lock.withLock { live = nil }
        tellEnd(&workbench)
    }

    /// Has somebody look at all that happens from now on, such as a capture file.
    package func add(_ follower: any WorldFollower) {
        let world = lock.withLock {
            followers.append(follower)
            return live
        }
        world?.loop.execute { world?.followers.append(follower) }
    }

    private func tellEnd(_ workbench: inout Workbench) {
        for follower in lock.withLock({ followers }) { follower.finish(&workbench) }
    }

    // MARK: keeping

    /// Opens a page of counters for operators, in the text format of Prometheus.
    package func openCounters(at wish: Endpoint) throws(Trouble) {
        try allow(wish)
        let page = CounterPage(on: group.next(), at: wish) { [weak self] in
            self?.counterText ?? ""
        }
        do {
            try page.open()
        } catch {
            throw Self.trouble(error, at: wish)
        }
        lock.withLock { self.page = page }
        logger.info("listening", metadata: ["address": "\(page.listening)", "door": "counters"])
    }

    /// Where the page of counters is, if there is one.
    package var counters: Endpoint? { lock.withLock { page }?.listening }

    /// On the loop.
    private var counterText: String {
        let (keepers, world) = lock.withLock { (self.keepers, live) }
        return CounterText(
            doors: keepers.map(\.counted), turnedAway: crowd.turnedAway, world: world?.counted()
        ).text
    }

    /// Why the disks cannot be kept any more, once they cannot: then nobody is here.
    package var keepingFailure: Trouble? { lock.withLock { failure } }

    /// Has this called, on some thread, when the disks cannot be kept: the program must end.
    package func onKeepingFailure(_ body: @escaping @Sendable (Trouble) -> Void) {
        lock.withLock { whenKeepingFails = body }
    }

    /// Whoever is here is broken off: nothing that they would hear now is sure to be true tomorrow.
    private func keepingFailed(_ trouble: Trouble) {
        let (keepers, tell) = lock.withLock {
            failure = trouble
            return (self.keepers, whenKeepingFails)
        }
        logger.critical(
            "data cannot be kept",
            metadata: Logger.Metadata(
                uniqueKeysWithValues: trouble.values.map { ($0.name, "\($0.text)") }))
        for keeper in keepers {
            _ = keeper.closeListeners()
            _ = keeper.breakOff()
        }
        tell?(trouble)
    }

    /// Closes in order: no new connections, every session is told, what is left is broken off.
    ///
    /// Returns the world as it is then. The world must not be borrowed.
    @discardableResult
    package func shutDown() -> Workbench? {
        guard let world else { return nil }
        let (keepers, page) = lock.withLock { (self.keepers, self.page) }
        page?.close()
        for keeper in keepers { _ = try? keeper.closeListeners().wait() }
        if keepingFailure == nil { takeLeave(of: keepers, in: world) }
        for keeper in keepers { _ = try? world.loop.flatSubmit { keeper.breakOff() }.wait() }
        var workbench = world.takeAway()
        world.end()
        tellEnd(&workbench)
        lock.withLock {
            self.keepers = []
            live = nil
        }
        logger.info("closed", metadata: ["events": "\(workbench.journal.count)"])
        return workbench
    }

    private func takeLeave(of keepers: [DoorKeeper], in world: LiveWorld) {
        world.leave()
        // All mail servers at one moment: none takes the end of another for a failure of its own.
        let servers = world.look { bench in
            bench.blueprint.hosts.filter { $0.mail != nil }.map(\.name)
        }
        world.perform(servers.map { .shutDown(host: $0) })
        let deadline = NIODeadline.now() + limits.farewell
        while keepers.contains(where: { $0.view.present > 0 }), NIODeadline.now() < deadline {
            Thread.sleep(forTimeInterval: 0.02)  // wall clock: real clients take their leave
        }
    }

    /// Ends the thread of the sockets, when nothing is open any more.
    package func end() { try? group.syncShutdownGracefully() }

    // MARK: what can be opened

    private func check(_ door: Door, in workbench: Workbench) throws(Trouble) {
        var names: [String] = []
        switch door.kind {
        case .port(let host, _, let from): names = [host, from]
        case .socks(let host), .dns(let host): names = [host]
        }
        for name in names where workbench.host(named: name) == nil {
            throw Trouble("trouble.no-such-host", ["host": name])
        }
        switch door.kind {
        case .port(let host, _, let from):
            guard workbench.address(ofHost: host, from: from) != nil else {
                throw Trouble("trouble.not-a-host", ["host": host])
            }
        case .dns(let host):
            guard workbench.resolver(of: host) != nil else {
                throw Trouble("trouble.no-resolver", ["host": host])
            }
        case .socks: break
        }
    }

    private func address(for door: Door) throws(Trouble) -> Endpoint {
        let wish = door.wish ?? Endpoint(IPAddress(127, 0, 0, 1), UsualPorts.port(for: door.kind))
        try allow(wish)
        return wish
    }

    private func allow(_ wish: Endpoint) throws(Trouble) {
        guard allowsRemote || wish.address.isOfThisMachine else {
            throw Trouble("trouble.not-loopback", ["address": "\(wish)"])
        }
    }

    private static func trouble(_ error: any Error, at address: Endpoint) -> Trouble {
        guard let error = error as? IOError else {
            return Trouble(
                "trouble.cannot-listen", ["address": "\(address)", "reason": "\(error)"])
        }
        let key: String
        switch error.errnoCode {
        case EADDRINUSE: key = "trouble.port-in-use"
        case EACCES, EPERM: key = "trouble.port-forbidden"
        case _: key = "trouble.cannot-listen"
        }
        return Trouble(
            key,
            [
                "address": "\(address)", "port": "\(address.port)",
                "reason": String(cString: strerror(error.errnoCode)),
            ])
    }

    static func label(_ kind: Door.Kind) -> String {
        switch kind {
        case .port(let host, let port, let from): "\(from) -> \(host):\(port)"
        case .socks(let host): "socks at \(host)"
        case .dns(let host): "dns at \(host)"
        }
    }
}

extension IPAddress {
    /// Loopback: nobody else can reach it.
    package var isOfThisMachine: Bool {
        switch self {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let high, let low): high == 0 && low == 1
        }
    }
}
