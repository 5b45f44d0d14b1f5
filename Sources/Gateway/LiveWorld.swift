import Clockwork
import Foundation
import Logging
import NIOCore
import Simulation

/// The outside end of a guest: what hears the world's news.
protocol Outlet: AnyObject {
    func hear(_ news: GuestNews.What)
}

/// A world that the wall clock drives: one second here is one second there.
///
/// The world belongs to one event loop. Another thread borrows it under the lock, and the loop
/// waits; so at every moment one thread owns it. Real time enters only as the moment up to which
/// the world may go, and as the moments of actions: a replay needs no clock.
final class LiveWorld: @unchecked Sendable {
    let loop: any EventLoop
    let limits: GatewayLimits
    let logger: Logger
    private let keeper: (any DiskKeeper)?

    /// Guards the world, and the clock's anchor.
    private let lock = NSLock()
    private var workbench: Workbench
    private var anchor: (wall: NIODeadline, world: Instant)
    /// Where both clocks began.
    private let beginning: (wall: NIODeadline, world: Instant)
    /// What its servers have done, for whoever asks.
    private var tally: Tally
    /// The world has been taken away, or stands still because it cannot be kept.
    private var isOver = false
    private var hasFailed = false

    // Only the loop touches these.
    private var outlets: [Int: any Outlet] = [:]
    private var alarm: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var isPumping = false
    private var pumpsAgain = false
    /// Who looks at the world after each of its turns, such as the capture file.
    var followers: [any WorldFollower] = []
    /// Hears that the disks cannot be kept any more.
    var whenKeepingFails: (@Sendable (Trouble) -> Void)?
    /// Whoever has heard the last of the world is let go.
    private(set) var isLeaving = false
    /// People who wait for something to come about in the world.
    private var watchers: [Watcher] = []

    /// Somebody who waits; asked after every turn, under the lock.
    final class Watcher: @unchecked Sendable {
        let isDone: (Workbench) -> Bool
        let done = DispatchSemaphore(value: 0)

        init(_ isDone: @escaping (Workbench) -> Bool) { self.isDone = isDone }
    }

    init(
        _ workbench: Workbench, on loop: any EventLoop, limits: GatewayLimits,
        keeper: (any DiskKeeper)?, logger: Logger
    ) {
        self.workbench = workbench
        self.loop = loop
        self.limits = limits
        self.keeper = keeper
        self.logger = logger
        self.workbench.setLive(true)
        beginning = (.now(), workbench.now)
        anchor = beginning
        tally = Tally(workbench.blueprint.hosts.filter { $0.mail != nil }.map(\.name))
    }

    // MARK: the clock

    /// Where the world's clock should be now.
    private var moment: Instant {
        anchor.world + Interval(nanoseconds: (NIODeadline.now() - anchor.wall).nanoseconds)
    }

    /// When it will be that moment here; under the lock.
    private func wallTime(of moment: Instant) -> NIODeadline {
        anchor.wall + .nanoseconds((moment - anchor.world).nanoseconds)
    }

    /// The clock goes on from where the world is: after somebody has let it run ahead, and when
    /// this machine is too slow for the world.
    private func setClock() { anchor = (.now(), workbench.now) }

    /// Handles what is due, tells guests, and sets the alarm for what is due next.
    func pump() {
        loop.preconditionInEventLoop()
        guard !isPumping else {
            pumpsAgain = true
            return
        }
        isPumping = true
        var hasCaughtUp = true
        repeat {
            pumpsAgain = false
            lock.lock()
            hasCaughtUp = catchUp()
            // Nobody outside hears of a letter that a crash could still take back.
            let news = keepDisks() ? workbench.takeGuestNews() : []
            watchers.removeAll { watcher in
                guard watcher.isDone(workbench) else { return false }
                watcher.done.signal()
                return true
            }
            lock.unlock()
            for item in news { tell(item) }
            pumpsAgain = pumpsAgain || !news.isEmpty
        } while pumpsAgain && hasCaughtUp
        isPumping = false
        lock.lock()
        if !isOver {
            var needed = Int.max
            for follower in followers { needed = min(needed, follower.follow(&workbench)) }
            forgetWhatIsOld(needed)
        }
        let next = isOver ? nil : inPlace { $0.nextMoment }.map(wallTime(of:))
        lock.unlock()
        setAlarm(hasCaughtUp ? next : nil, isBehind: !hasCaughtUp)
    }

    /// How late something may happen before the world's time becomes slower than ours.
    private static let lateness = Interval.milliseconds(100)

    /// Returns false when something due is left for the next turn.
    private func catchUp() -> Bool {
        guard !isOver else { return true }
        forgiveLateness()
        if workbench.live(until: moment, atMost: limits.ticksPerTurn) { return true }
        if moment - workbench.now > Self.lateness { setClock() }
        return false
    }

    /// Time in which this program did not run, such as a laptop's sleep, did not pass in the world.
    ///
    /// After a long pause what real programs said meanwhile comes before the timers that would
    /// have waited for it.
    private func forgiveLateness() {
        guard let next = inPlace({ $0.nextMoment }) else { return }
        let late = moment - next
        guard late > Self.lateness else { return }
        let head = late > .seconds(1) ? Self.lateness : .zero
        anchor = (.now(), max(workbench.now, next - head))
    }

    /// Keeps what became durable; under the lock. Where that fails the world stands still for good.
    private func keepDisks() -> Bool {
        guard let keeper, !hasFailed else { return !hasFailed }
        do throws(Trouble) {
            try workbench.keepDisks(in: keeper)
            return true
        } catch {
            (isOver, hasFailed) = (true, true)
            loop.execute { self.whenKeepingFails?(error) }
            return false
        }
    }

    /// The journal is bounded.
    private func forgetWhatIsOld(_ needed: Int) {
        guard inPlace({ $0.hasTooManyEvents(limits.events) }) else { return }
        tally.follow(workbench.journal)
        workbench.forgetEvents(keeping: limits.events, andThoseFrom: needed)
    }

    private func tell(_ item: GuestNews) {
        guard let outlet = outlets[item.guest] else { return }
        switch item.what {
        case .failed, .ended, .answered: outlets[item.guest] = nil
        case .opened, .received, .closedByPeer, .drained: break
        }
        outlet.hear(item.what)
    }

    private func setAlarm(_ next: NIODeadline?, isBehind: Bool) {
        if isBehind {
            alarm?.task.cancel()
            alarm = nil
            // Sockets have their turn first.
            loop.execute { self.pump() }
            return
        }
        // One that comes too early sets the next: most of what is due is put off before it is.
        if let alarm, let next, alarm.deadline <= next { return }
        alarm?.task.cancel()
        alarm = nil
        guard let next else { return }
        let task = loop.scheduleTask(deadline: next) {
            self.alarm = nil
            self.pump()
        }
        alarm = (next, task)
    }

    // MARK: guests

    /// Brings a new guest into the world; returns its number.
    func admit(_ order: GuestOrder, _ outlet: any Outlet) throws(Trouble) -> Int {
        lock.lock()
        defer { lock.unlock() }
        guard !isOver else { throw Trouble("trouble.no-connection") }
        _ = catchUp()
        let number = try workbench.admit(order)
        outlets[number] = outlet
        loop.execute { self.pump() }
        return number
    }

    /// Does what a guest has done; a guest that is gone already does nothing more.
    func perform(_ order: GuestOrder) {
        lock.lock()
        _ = catchUp()
        guard !isOver else { return lock.unlock() }
        do throws(Trouble) {
            try workbench.perform(.guest(order))
        } catch {
            logger.debug("too late", metadata: ["trouble": "\(error.key)"])
        }
        lock.unlock()
        pump()
    }

    /// Nobody hears of a guest any more.
    func forget(_ guest: Int) { outlets[guest] = nil }

    /// Octets of a guest that the world has not sent yet.
    func unsentCount(ofGuest guest: Int) -> Int {
        lock.lock()
        defer { lock.unlock() }
        return inPlace { $0.unsentCount(ofGuest: guest) }
    }

    /// Asks the world where it lies, under the lock: whatever a property of a class is asked, it
    /// is copied for, and that is too dear for what is asked at every octet.
    private func inPlace<Result>(_ body: (inout Workbench) -> Result) -> Result {
        body(&workbench)
    }

    // MARK: borrowing

    /// Hands the world to the caller, who gives it back soon: the loop waits.
    func borrow(_ other: inout Workbench) {
        lock.lock()
        _ = catchUp()
        _ = keepDisks()
        other = workbench
    }

    /// The other half of `borrow`.
    func giveBack(_ other: Workbench) {
        let before = workbench.now
        workbench = other
        // Whoever had it may have let it run ahead.
        if other.now > before { setClock() }
        _ = keepDisks()
        lock.unlock()
        loop.execute { self.pump() }
    }

    /// From now on a connection whose session has ended is closed altogether. Not on the loop.
    func leave() {
        let begun: EventLoopFuture<Void> = loop.submit { self.isLeaving = true }
        _ = try? begun.wait()
    }

    /// Takes the world for good.
    func takeAway() -> Workbench {
        lock.lock()
        defer { lock.unlock() }
        _ = keepDisks()
        workbench.setLive(false)
        isOver = true
        return workbench
    }

    /// Lets a watcher wait; on the loop.
    func watch(_ watcher: Watcher, _ goal: RunGoal) {
        watchers.append(watcher)
        if case .moment(let moment) = goal { wake(watcher, at: moment) }
        pump()
    }

    /// Nothing may be due at the moment that is waited for, and until then the world's clock may
    /// become slower: so it is looked at again.
    private func wake(_ watcher: Watcher, at moment: Instant) {
        let wait = max(lock.withLock { moment - self.moment }, .milliseconds(1))
        loop.scheduleTask(in: .nanoseconds(wait.nanoseconds)) {
            self.pump()
            if self.watchers.contains(where: { $0 === watcher }) { self.wake(watcher, at: moment) }
        }
    }

    func dismiss(_ watcher: Watcher) { watchers.removeAll { $0 === watcher } }

    /// What the page of counters says of the world.
    func counted() -> CounterText.WorldCounts {
        lock.lock()
        defer { lock.unlock() }
        tally.follow(workbench.journal)
        let servers = workbench.blueprint.hosts.filter { $0.mail != nil }.map { host in
            (
                name: host.name, queue: (try? workbench.queue(of: host.name).count) ?? 0,
                counts: tally.counts[host.name] ?? Tally.Counts()
            )
        }
        let wall = (NIODeadline.now() - beginning.wall).nanoseconds
        return .init(
            servers: servers, events: workbench.journal.count,
            nanoseconds: (workbench.now - Instant.zero).nanoseconds,
            lag: wall - (moment - beginning.world).nanoseconds)
    }

    /// Looks at the world without changing it.
    func look<Result>(_ body: (Workbench) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(workbench)
    }

    /// Does actions of the gateway's own, all at one moment.
    func perform(_ actions: [Action]) {
        lock.lock()
        defer { lock.unlock() }
        guard !isOver else { return }
        _ = catchUp()
        for action in actions {
            // A host that has no power has nobody to tell.
            _ = try? workbench.perform(action)
        }
        loop.execute { self.pump() }
    }

    /// Stops the clock: nothing is due any more. Not on the loop.
    func end() {
        let stopped: EventLoopFuture<Void> = loop.submit {
            self.alarm?.task.cancel()
            self.alarm = nil
            self.outlets = [:]
        }
        // The loop outlives every world.
        _ = try? stopped.wait()
    }
}
