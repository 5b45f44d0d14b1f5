import Clockwork
import Wire

// What an action from a file may ask for. The commands of the shell keep to these by themselves;
// a file may hold anything.
extension Action {
    /// Numbers so large that the world could not carry them.
    package var isWithinLimits: Bool {
        switch self {
        case .changeLink(let change): change.isWithinLimits
        case .probe(let order): order.isWithinLimits
        case .placeAttacker(let order):
            (0...AttackOrder.Plan.latestCut).contains(order.plan.octetsUntilCut)
        case .send, .fetch, .resolve, .connect, .startTLS, .say, .disconnect, .placeTap,
            .removeTap, .crash, .restart, .setOP25B, .setOP25BStage, .setIP25B,
            .setClientRefusal, .changeFirewall, .set, .removeAttacker, .signIn, .guest, .drawSecret,
            .publish,
            .shutDown:
            true
        }
    }
}

extension LinkChange {
    private static let longest = Interval.days(1)
    private static let million = 0...1_000_000

    fileprivate var isWithinLimits: Bool {
        let times = [latency, jitter].compactMap { $0 }
        let shares = [
            lossPerMillion, duplicationPerMillion, reorderingPerMillion, corruptionPerMillion,
        ].compactMap { $0 }
        return times.allSatisfy { $0 >= .zero && $0 <= Self.longest }
            && shares.allSatisfy(Self.million.contains)
            && (bitsPerSecond.map { (0...10_000_000_000_000).contains($0) } ?? true)
            && (queueOctets.map { (1_500...1_000_000_000).contains($0) } ?? true)
            && (mtu.map { (68...65_535).contains($0) } ?? true)
    }
}

extension ProbeOrder {
    fileprivate var isWithinLimits: Bool {
        guard (0...65_000).contains(dataCount) else { return false }
        return switch plan {
        case .ping(let count, let timeToLive): (1...1_000).contains(count) && timeToLive > 0
        case .traceroute(let hops, let each):
            (1...255).contains(hops) && (1...10).contains(each)
        }
    }
}
