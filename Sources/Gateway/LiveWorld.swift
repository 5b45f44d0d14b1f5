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
    /// The world has been taken away, or stands still because it cannot be kept.
    private var isOver = false
    private var hasFailed = false

    // Only the loop touches these.
    private var outlets: [Int: any Outlet] = [:]
    private var alarm: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var isPumping = false
    private var pumpsAgain = false
    /// Hears of every turn of the world, such as the capture file; returns the place in the
    /// journal before which it needs nothing any more.
    var afterTurn: (@Sendable (Workbench) -> Int)?
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
        anchor = (.now(), workbench.now)
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
        if !isOver { forgetWhatIsOld() }
        let next = isOver ? nil : inPlace { $0.nextMoment }.map(wallTime(of:))
        lock.unlock()
        setAlarm(hasCaughtUp ? next : nil, isBehind: !hasCaughtUp)
    }

    /// Returns false when something due is left for the next turn.
    private func catchUp() -> Bool {
        if isOver || workbench.live(until: moment, atMost: limits.ticksPerTurn) { return true }
        // More than a tenth of a second behind: the world's time becomes slower than ours.
        if moment - workbench.now > .milliseconds(100) { setClock() }
        return false
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
    private func forgetWhatIsOld() {
        let needed = afterTurn.map { $0(workbench) } ?? .max
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
        if case .moment(let moment) = goal {
            // Nothing may be due just then.
            let wait = lock.withLock { moment - workbench.now }
            loop.scheduleTask(in: .nanoseconds(wait.nanoseconds)) { self.pump() }
        }
        pump()
    }

    func dismiss(_ watcher: Watcher) { watchers.removeAll { $0 === watcher } }

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
