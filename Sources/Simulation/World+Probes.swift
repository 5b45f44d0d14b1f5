import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// Ping and traceroute: packets made by hand, and what comes back for them.
extension World {
    /// The earliest moment at which a ping or traceroute wants to be woken.
    var probeDeadline: Instant? {
        var earliest: Instant?
        for probe in probes.values {
            guard let deadline = probe.deadline else { continue }
            earliest = earliest.map { min($0, deadline) } ?? deadline
        }
        return earliest
    }

    mutating func startProbe(_ order: ProbeOrder, _ action: Action) throws(Trouble) -> Cause {
        let index = try runningMachine(order.host)
        let families = try probeFamilies(order, from: index)
        let address = try addressForProbe(order, families)
        let name = DNSName(order.target)
        guard address != nil || (name.map { !$0.isRoot } ?? false && order.target.contains("."))
        else { throw Trouble("trouble.no-such-host", ["host": order.target]) }
        let cause = note(.action(action), on: index, because: nil)
        probeCount += 1
        let number = probeCount
        probes[number] = Probe(order, number: number, machine: index, asked: cause)
        if let address {
            drive(number, because: cause) { $0.begin(address, at: $1, into: &$2) }
        } else if let name {
            for (token, type) in probes[number]?.look(up: name, families) ?? [] {
                askStub(index, .probe(number), token, name, type, because: cause)
            }
        }
        return cause
    }

    /// Over which families the way may be tried: those that the host has and the order allows.
    private func probeFamilies(
        _ order: ProbeOrder, from index: Int
    ) throws(Trouble) -> AddressFamilies {
        let own = families(of: index)
        guard let wantsIPv6 = order.wantsIPv6 else { return own }
        guard wantsIPv6 ? own.hasIPv6 : own.hasIPv4 else {
            throw Trouble(
                "trouble.no-family",
                ["host": order.host, "family": (wantsIPv6 ? IPFamily.v6 : .v4).rawValue])
        }
        return wantsIPv6 ? .ipv6 : .ipv4
    }

    /// The target's address where it is one, or the name of a host that is not in the DNS.
    private func addressForProbe(
        _ order: ProbeOrder, _ families: AddressFamilies
    ) throws(Trouble) -> IPAddress? {
        var known: [IPAddress] = []
        if let address = IPAddress(order.target) {
            known = [address]
        } else if !order.target.contains("."), let other = machineByName[order.target] {
            known = network.addresses(of: machines[other].node)
        }
        guard let first = known.first else { return nil }
        let usable =
            known.first { !$0.isV4 && families.hasIPv6 }
            ?? known.first { families.contains($0) }
        guard let usable else {
            throw Trouble(
                "trouble.no-way-by-family",
                ["host": order.host, "target": order.target, "family": first.family.rawValue])
        }
        return usable
    }

    /// The answer of the stub resolver.
    mutating func feedProbe(_ number: Int, _ input: ProgramInput, because cause: Cause?) {
        guard case .resolved(let token, let result) = input else { return }
        drive(number, because: cause) {
            $0.resolved(result.outcome, token: token, at: $1, into: &$2)
        }
    }

    mutating func wakeProbes() {
        for number in Array(probes.keys) {
            guard let deadline = probes[number]?.deadline, deadline <= now else { continue }
            drive(number, because: nil) { $0.wake(at: $1, into: &$2) }
        }
    }

    /// Forgets the probes of a host that has lost its power.
    mutating func forgetProbes(of index: Int) {
        for (number, probe) in probes where probe.machine == index { probes[number] = nil }
    }

    private mutating func drive(
        _ number: Int, because cause: Cause?,
        _ body: (inout Probe, Instant, inout [Probe.Output]) -> Void
    ) {
        guard var probe = probes[number] else { return }
        var outputs: [Probe.Output] = []
        body(&probe, now, &outputs)
        probes[number] = probe.isOver ? nil : probe
        for output in outputs {
            let because = cause ?? probe.asked
            switch output {
            case .shoot(let shot): shoot(shot, of: probe, because: because)
            case .report(let report):
                note(.answer(.probe(report)), on: probe.machine, because: because)
            case .finished(let summary):
                note(.answer(.probed(summary)), on: probe.machine, because: because)
            }
        }
    }

    private mutating func shoot(_ shot: Probe.Shot, of probe: Probe, because cause: Cause) {
        let node = machines[probe.machine].node
        guard let target = probe.target,
            let source = network.sourceAddress(on: node, to: target),
            let octets = ProbePacket.octets(shot, of: probe, from: source, to: target)
        else { return }
        network { $0.inject(octets, from: node, because: cause, into: &$1) }
    }

    /// A packet has reached a host: perhaps it is what a probe waits for.
    mutating func offerToProbes(_ packet: PacketEvent, because cause: Cause) {
        guard !probes.isEmpty, let index = machineByNode[packet.node] else { return }
        for (number, probe) in probes where probe.machine == index {
            guard let target = probe.target,
                let answer = ProbePacket.answer(in: packet.octets, to: probe, target: target)
            else { continue }
            drive(number, because: cause) {
                $0.answered(
                    answer.sequence, from: answer.from, answer.what,
                    timeToLive: answer.timeToLive, at: $1, into: &$2)
            }
            return
        }
    }
}
