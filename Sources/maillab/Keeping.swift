import ArgumentParser
import Clockwork
import Foundation
import Gateway
import Shell
import Simulation
import Storage

/// The data folder of `maillab serve --data`, if there is one, and how a server ends with it.
struct Keeping: Sendable {
    let folder: DataFolder?
    let seed: Seed
    /// What the world goes on from: with a folder, what an earlier run has left there.
    var saved: SavedWorld? { folder == nil ? fresh : folder?.saved }

    private let fresh: SavedWorld?
    private let words: Words

    /// Opens the folder for this world; one that has a seed keeps it, and a new one gets the seed
    /// that is wanted, or one that nobody knows.
    ///
    /// A world without a folder begins empty each time. If its seed is one that may come again, it
    /// is told the number of a run that does not: real programs remember mailboxes, and no
    /// UIDVALIDITY and no UIDL may stand for another letter than it did (RFC 3501 §2.3.1.1,
    /// RFC 1939 §7).
    init(
        _ path: String?, _ plan: Blueprint, seed wanted: Seed?, _ words: Words
    ) throws {
        self.words = words
        var chance = SystemRandomNumberGenerator()  // system's chance: real programs come
        let other = wanted ?? Seed(drawnFrom: &chance)
        let run = Int(UInt32(truncatingIfNeeded: chance.next()) | 1)
        fresh = wanted == nil ? nil : SavedWorld(moment: plan.start, run: run, disks: [])
        guard let path else {
            (folder, seed) = (nil, other)
            return
        }
        do throws(Trouble) {
            let opened = try DataFolder(path, world: plan.name, seed: other, start: plan.start)
            if let wanted, wanted != opened.seed {
                throw Trouble(
                    "data.other-seed",
                    ["folder": path, "seed": "\(opened.seed)", "wanted": "\(wanted)"])
            }
            (folder, seed) = (opened, opened.seed)
        } catch {
            throw Self.complain(error, words)
        }
    }

    /// What the world's disks hold at the start is kept before anything else happens.
    func begin(_ workbench: inout Workbench) throws {
        guard let folder else { return }
        do throws(Trouble) {
            try folder.keep(workbench.recordDisks(since: saved), at: workbench.now)
        } catch {
            throw Self.complain(error, words)
        }
    }

    /// Ends sockets and folder in order; with 69 where not everything could be kept.
    ///
    /// `workbench` is the world when no socket is open any more.
    func end(_ gateway: Gateway, _ story: StoryFile?, or workbench: Workbench? = nil) {
        let last = gateway.shutDown()
        if var last = last ?? workbench { story?.conclude(&last) }
        if let failure = gateway.keepingFailure { giveUp(failure) }
        do throws(Trouble) {
            try folder?.close(at: last?.now ?? workbench?.now)
        } catch {
            giveUp(error)
        }
    }

    /// Ends the program: what it does from now on would not outlive it.
    func giveUp(_ trouble: Trouble) -> Never {
        LineReader.restoreTerminal()
        Foundation.exit(Self.complain(trouble, words).rawValue)
    }

    private static func complain(_ trouble: Trouble, _ words: Words) -> ExitCode {
        Complaints.say(words.trouble(trouble))
        return ExitCode(unavailable.contains(trouble.key) ? 69 : 65)
    }

    /// What may be had another time or elsewhere; the others name a folder that does not fit.
    private static let unavailable = ["data.in-use", "data.failed"]
}
