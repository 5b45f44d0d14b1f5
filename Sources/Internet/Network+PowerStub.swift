import Clockwork

extension Network {
    package mutating func crash(
        _ node: NodeID, because: Cause?, into log: inout CausalLog<Happening>
    ) {}
    package mutating func restart(_ node: NodeID) {}
}
