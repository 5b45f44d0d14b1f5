import Attack
import Clockwork
import DNS
import Internet
import OrderedCollections
import PostOffice
import Session
import Wire

/// Which program of a host a connection or question belongs to.
enum ProgramID: Hashable, Sendable {
    case mailServer
    case task(Int)
    case terminal(Int)
    /// The name server or resolver that runs on the host.
    case nameService
    /// The part of the host that asks its resolver.
    case stub
    case probe(Int)
    /// The program of an attacker in the middle of a link.
    case attacker
    /// A program outside the world.
    case guest(Int)
}

/// A name server of either kind.
enum NameService: Sendable {
    case authoritative(AuthoritativeServer)
    case resolver(Resolver)

    var nextDeadline: Instant? {
        switch self {
        case .authoritative(let server): server.nextDeadline
        case .resolver(let resolver): resolver.nextDeadline
        }
    }

    var nextWork: Instant? {
        switch self {
        case .authoritative(let server): server.nextWork
        case .resolver(let resolver): resolver.nextWork
        }
    }
}

/// A mail program's errand while it is under way.
enum ClientTask: Sendable {
    case send(SendTask, message: Int)
    case fetch(FetchTask)
}

/// A host with everything that runs on it.
struct Machine: Sendable {
    var plan: HostPlan
    let node: NodeID
    /// Whether it has power.
    var isUp = true
    /// How often it has been started again, so that chance does not repeat itself.
    var restarts = 0
    var mailHost: MailHost?
    /// An attacker's program, and where it was put.
    var interceptor: Interceptor?
    var attack: AttackOrder?
    /// The event with which it was put there.
    var placed: Cause?
    /// An attacker that was taken away: no list shows it any more.
    var isGone = false
    var nameService: NameService?
    var stub: StubResolver?
    /// The ports from which questions are under way, and whose they are.
    var queryPorts = Lookup<UInt16, ProgramID>()
    var tasks = OrderedDictionary<Int, ClientTask>()
    /// What the stub was asked, by its own token.
    var questions = Lookup<UInt64, OpenQuestion>()
    var nextQuestion: UInt64 = 1
    /// Caches of the earliest deadlines, renewed after every call.
    var deadline: Instant?
    var work: Instant?

    /// A question of a program that the stub resolver has not answered yet.
    struct OpenQuestion: Sendable {
        let program: ProgramID
        let token: Int
        let asked: Cause
        let text: String
    }

    init(plan: HostPlan, node: NodeID) {
        self.plan = plan
        self.node = node
    }

    /// Looks again at what the host waits for.
    fileprivate mutating func renewDeadlines() {
        guard isUp else {
            deadline = nil
            work = nil
            return
        }
        deadline = mailHost?.nextDeadline
        work = mailHost?.nextWork
        consider(stub?.nextDeadline, stub?.nextWork)
        consider(nameService?.nextDeadline, nameService?.nextWork)
        guard !tasks.isEmpty else { return }
        for task in tasks.values {
            switch task {
            case .send(let task, _): consider(task.nextDeadline, task.nextWork)
            case .fetch(let task): consider(task.nextDeadline, task.nextWork)
            }
        }
    }

    private mutating func consider(_ otherDeadline: Instant?, _ otherWork: Instant?) {
        if let other = otherDeadline { deadline = deadline.map { min($0, other) } ?? other }
        if let other = otherWork { work = work.map { min($0, other) } ?? other }
    }
}

extension World {
    /// Looks again at what a host waits for.
    mutating func renewDeadlines(of index: Int) {
        machines[index].renewDeadlines()
        noteDeadlines(of: index)
    }

    /// Enters what a host waits for into the world's timetables.
    mutating func noteDeadlines(of index: Int) {
        dueMachines.set(index, at: machines[index].deadline)
        busyMachines.set(index, at: machines[index].work)
    }
}

/// A connection that a learner speaks on by hand.
struct Terminal: Sendable {
    let number: Int
    let machine: Int
    let target: String
    let port: UInt16
    var state: TerminalView.State
    var connection: Int?
    var heard: [UInt8] = []
    /// The look-up of its target's name, while that is under way.
    var lookup: AddressLookup?
    /// Addresses still to be tried.
    var untried: [Endpoint] = []
    /// How many addresses have failed.
    var tried = 0
    var wish: HandSecurity?
    /// What is being said to have the connection upgraded.
    var upgrade: TerminalUpgrade?
    var security: TLSFacts?
    /// Why it failed.
    var reason: Note?
    /// The last line that was said, and the beginning of what has been heard since.
    var lastSaid: [UInt8] = []
    var answer: [UInt8] = []

    /// The most that a screen keeps; older text scrolls away.
    static let screenLimit = 1_000_000
}

/// A conversation between two endpoints, whichever of them speaks.
struct FlowKey: Hashable, Sendable {
    let low: Endpoint
    let high: Endpoint

    init(_ first: Endpoint, _ second: Endpoint) {
        let isOrdered =
            first.address != second.address
            ? first.address < second.address : first.port < second.port
        low = isOrdered ? first : second
        high = isOrdered ? second : first
    }
}

/// What is known of a connection beyond its packets.
struct FlowFacts: Sendable {
    let connection: Int
    /// The host that opened it.
    let opener: Int
    let program: ProgramID
    let spoken: MailProtocol
    let phase: Event.Phase?
    /// The end that was connected to.
    let server: Endpoint
}

/// One end of a connection, as its program knows it.
struct SocketOwner: Sendable {
    let machine: Int
    let program: ProgramID
    let key: ConnectionKey
    let facts: FlowFacts
    let remote: Endpoint
}

/// How a program's name for a connection leads to its socket.
struct SocketName: Hashable, Sendable {
    let machine: Int
    let program: ProgramID
    let key: ConnectionKey
}
