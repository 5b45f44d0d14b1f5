import Clockwork
import Internet
import Session
import Wire

/// One rule, policy or default as it was asked.
package typealias PolicyTraceStep = TraceStep

/// What one firewall asked about one packet: what `policy trace` prints.
package struct PolicyTrace: Sendable {
    package let host: String
    package let moment: Instant
    /// The event at which the firewall met the packet.
    package let event: UInt64
    /// The packet on one line.
    package let packet: String
    /// How the packet met the firewall: `in`, `out` or `forward`.
    package let hook: String
    package let steps: [TraceStep]
    /// Rules, sets or policies are others today than they were then.
    package let hasChangedSince: Bool
}

extension Workbench {
    /// Every rule that was asked about the packet behind an event, at each firewall on its way.
    ///
    /// The world is rebuilt as it was just before each judgement, so that rules, sets and known
    /// flows are those of that moment, whatever has been changed since.
    package func policyTrace(of number: UInt64) throws(Trouble) -> [PolicyTrace] {
        guard let event = journal[number: number] else {
            throw Trouble("trouble.no-such-event", ["event": "\(number)"])
        }
        guard let packet = packet(behind: event) else {
            throw Trouble("trouble.no-packet-behind", ["event": "\(number)"])
        }
        let meetings = meetings(of: packet, only: onlyHost(event))
        let traces = meetings.compactMap { trace(at: $0) }
        guard !traces.isEmpty else {
            throw Trouble("trouble.no-firewall-met", ["event": "\(number)"])
        }
        return traces
    }

    /// A judgement is about one firewall; other events are about all on the way.
    private func onlyHost(_ event: Event) -> String? {
        if case .firewall = event.what { return event.host }
        return nil
    }

    /// The number of the packet that an event is about.
    private func packet(behind event: Event) -> UInt64? {
        switch event.what {
        case .packet(_, let facts): return facts.packet
        case .firewall:
            // The packet's next event tells; or else the one that brought it here.
            var next = event.number + 1
            while let later = journal[number: next], later.tick == event.tick {
                if later.cause == event.number, case .packet(_, let facts) = later.what {
                    return facts.packet
                }
                next += 1
            }
        case .action, .tcpState, .connection, .dns, .lines, .tls, .note, .mail, .answer, .attack:
            if let found = packet(ofConnection: event) { return found }
        // It was read off a packet, which is its cause.
        case .overheard: break
        }
        for earlier in journal.chain(of: event.number).dropFirst() {
            if case .packet(_, let facts) = earlier.what { return facts.packet }
        }
        return nil
    }

    /// The last packet of a connection that a firewall stopped before an event, or its first one.
    private func packet(ofConnection event: Event) -> UInt64? {
        guard let connection = event.connection else { return nil }
        var first: UInt64?
        var stopped: UInt64?
        for candidate in journal where candidate.connection == connection {
            guard case .packet(let stage, let facts) = candidate.what else { continue }
            if first == nil { first = facts.packet }
            if candidate.number > event.number, stopped ?? first != nil { break }
            if stage == .dropped, facts.dropReason?.key.hasPrefix("firewall.") == true {
                stopped = facts.packet
            }
        }
        return stopped ?? first
    }

    /// An event at which a firewall met a packet.
    private struct Meeting {
        let event: Event
        let octets: [UInt8]
        let hook: FirewallHook
    }

    private func meetings(of packet: UInt64, only host: String?) -> [Meeting] {
        var found: [Meeting] = []
        var hasLeft = false
        for event in journal {
            guard case .packet(let stage, let facts) = event.what, facts.packet == packet else {
                continue
            }
            defer { hasLeft = true }
            guard host == nil || host == event.host, let index = world.machineByName[event.host]
            else { continue }
            let hook: FirewallHook
            switch stage {
            case .sent: hook = .output
            case .forwarded: hook = .forward
            case .delivered: hook = .input
            case .dropped:
                guard facts.dropReason?.key.hasPrefix("firewall.") == true else { continue }
                let addressee = JudgedPacket(octets: facts.octets, hook: .input)?.flow.destination
                let isHere = addressee.map {
                    world.network.addresses(of: world.machines[index].node).contains($0.address)
                }
                hook = !hasLeft ? .output : isHere == true ? .input : .forward
            }
            found.append(Meeting(event: event, octets: facts.octets, hook: hook))
        }
        return found
    }

    private func trace(at meeting: Meeting) -> PolicyTrace? {
        let event = meeting.event
        guard let packet = JudgedPacket(octets: meeting.octets, hook: meeting.hook) else {
            return nil
        }
        var past = self
        past.travel(to: placeBefore(event))
        past.world.advanceClock(to: event.moment)
        guard let index = past.world.machineByName[event.host],
            let then = past.world.network.firewall(on: past.world.machines[index].node)
        else { return nil }
        let now = world.network.firewall(on: world.machines[index].node)
        return PolicyTrace(
            host: event.host, moment: event.moment, event: event.number,
            packet: Summary.line(meeting.octets), hook: meeting.hook.rawValue,
            steps: then.trace(packet, at: event.moment),
            hasChangedSince: now.map { !$0.saysTheSame(as: then) } ?? true)
    }

    /// The last place in the story at which an event had not happened yet.
    private func placeBefore(_ event: Event) -> StoryPlace {
        let actions = actionsDone(by: event.number)
        if actions > 0, replay.entries[actions - 1].tick == event.tick {
            return StoryPlace(tick: event.tick, actions: actions - 1)
        }
        return StoryPlace(tick: max(0, event.tick - 1), actions: actions)
    }
}
