import PostOffice
import Simulation

/// What has happened at the mail servers of a world, counted from its journal.
struct Tally {
    /// What one server has done.
    struct Counts: Equatable {
        var sessions = 0
        var accepted = 0
        var delivered = 0
        var relayed = 0
        var deferred = 0
        var bounced = 0
        var logins = 0
        var refusedLogins = 0
    }

    private(set) var counts: [String: Counts]
    /// Where in the journal it goes on.
    private var position = 0

    init(_ hosts: [String]) {
        counts = Dictionary(hosts.map { ($0, Counts()) }, uniquingKeysWith: { first, _ in first })
    }

    /// Counts what has been added since the last call; what was forgotten before is lost to it.
    mutating func follow(_ journal: Journal) {
        let end = journal.endIndex
        for place in min(end, max(position, journal.forgottenCount))..<end {
            let event = journal[place]
            switch event.what {
            case .connection(.accepted): counts[event.host]?.sessions += 1
            case .mail(let happening): count(happening, at: event.host)
            case .action, .packet, .firewall, .tcpState, .connection, .dns, .lines, .tls, .note,
                .answer, .overheard, .attack:
                break
            }
        }
        position = end
    }

    private mutating func count(_ happening: MailHappening, at host: String) {
        switch happening {
        case .queued: counts[host]?.accepted += 1
        case .delivered: counts[host]?.delivered += 1
        case .relayed: counts[host]?.relayed += 1
        case .deferred: counts[host]?.deferred += 1
        case .bounced: counts[host]?.bounced += 1
        case .loggedIn: counts[host]?.logins += 1
        case .loginFailed: counts[host]?.refusedLogins += 1
        case .attempting, .removed, .fetched, .mailboxChanged: break
        }
    }
}
