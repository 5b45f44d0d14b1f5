import Clockwork
import Wire

/// How much a resolver does for one question, and how much it remembers.
///
/// RFC 1034 §5.3.3 puts it first: bound the amount of work, so that a query cannot get into an
/// endless loop or start a chain reaction.
package struct ResolverLimits: Hashable, Sendable {
    /// How long a server has for an answer over TCP, the handshake included.
    package var streamPatience = Interval.seconds(4)
    /// How long a question may take in all: a little less than a stub waits.
    package var wholeTime = Interval.seconds(9)
    /// How many queries may be sent for one question of a client, servers' names included.
    package var queries = 40
    /// How often each server of a zone is asked, as long as it stays silent.
    package var rounds = 3
    /// How many aliases are followed.
    package var aliases = 10
    /// How deep the search for servers' addresses may nest.
    package var depth = 4
    /// How many servers of one zone are considered.
    package var servers = 12
    /// How many questions may be open, those for servers' names included.
    package var questions = 500
    /// How many clients may wait for one question.
    package var clients = 100
    /// How many sets of records are remembered.
    package var cachedSets = 5_000

    package init() {}
}

/// A client's query that waits for its answer.
struct WaitingClient: Sendable {
    let client: DNSClient
    let query: DNSMessage
}

/// The servers of one zone, as far as they have not been tried: the SLIST of RFC 1034 §5.3.2.
struct ServerList: Sendable {
    /// The zone that they are authorities for; they are believed about nothing outside it.
    var zone: DNSName
    /// Addresses to try in this round.
    var addresses: [IPAddress]
    /// What to ask for those servers whose addresses are not known yet.
    var searches: [DNSQuestion]
    /// Addresses tried in this round, which may be tried in the next.
    var tried: [IPAddress] = []
    /// How many rounds have begun.
    var rounds = 1
    /// A server was passed over, because it has failed at this question lately.
    var hasPassedOver = false
    /// What has been sent to them, the last one last: an answer to any of these is taken, however
    /// late (RFC 1035 §7.3).
    var sent: [SentQuery] = []
}

/// A query that has gone out.
struct SentQuery: Hashable, Sendable {
    let server: IPAddress
    let id: UInt16
    let isOverTCP: Bool
    let hasEDNS: Bool
    let moment: Instant
}

/// One question on its way through the name space (RFC 1034 §5.3.3).
struct ResolverTask: Sendable {
    /// What a task waits for.
    enum State: Sendable {
        /// For its turn: the cache has not been looked at for the present name.
        case ready
        /// For nothing but the next server of the list.
        case choosing(ServerList)
        /// For an answer to the last query sent.
        case asking(ServerList, until: Instant)
        /// For another task that looks for the address of a server.
        case findingServer(ServerList, task: UInt64)
    }

    let id: UInt64
    let question: DNSQuestion
    /// The task that has started this one, whose budget pays too.
    let parent: UInt64?
    let depth: Int
    let giveUpAt: Instant
    /// The port that takes the answers of servers.
    let port: UInt16
    var queriesLeft: Int
    var clients: [WaitingClient] = []
    /// The name looked for now: the question's, or where its aliases have led.
    var name: DNSName
    /// The aliases followed so far.
    var chain: [DNSRecord] = []
    var state = State.ready
    /// What has been asked over TCP, by ID.
    var streamQueries: [(id: UInt16, server: IPAddress)] = []

    /// What servers are asked now.
    var asked: DNSQuestion { DNSQuestion(name, question.type) }

    /// When something must happen even if nothing comes.
    var deadline: Instant {
        switch state {
        case .asking(_, let until): min(until, giveUpAt)
        case .ready, .choosing, .findingServer: giveUpAt
        }
    }

    /// The servers that the task is busy with.
    var servers: ServerList? {
        switch state {
        case .ready: nil
        case .choosing(let servers), .asking(let servers, _), .findingServer(let servers, _):
            servers
        }
    }
}

/// How a question ends.
enum Resolution: Sendable {
    /// The aliases and the records at their end.
    case records([DNSRecord])
    /// Aliases, then nothing of the type; the SOA record says for how long, where there is one.
    case noData(aliases: [DNSRecord], soa: DNSRecord?)
    case noSuchName(aliases: [DNSRecord], soa: DNSRecord?)
    case failure

    var addresses: [IPAddress] {
        guard case .records(let records) = self else { return [] }
        return records.compactMap {
            if case .address(let address) = $0.data { address } else { nil }
        }
    }
}
