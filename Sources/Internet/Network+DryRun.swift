import Clockwork
import Wire

/// What a first packet would meet on its way, without sending it.
package struct DryRun: Sendable {
    /// What became of it.
    package enum End: Hashable, Sendable {
        /// It would reach the node that has the address.
        case arrives(NodeID)
        /// A firewall would stop it.
        case stopped(NodeID)
        /// There is no way, or a link is down.
        case noWay(NodeID)
    }

    /// One firewall on the way, with what it would ask.
    package struct Post: Sendable {
        package let node: NodeID
        package let steps: [TraceStep]
    }

    package let posts: [Post]
    package let end: End

    /// The step that decides: the refusal, or what had a reason to let the packet through.
    package var deciding: (node: NodeID, step: TraceStep)? {
        guard
            let post = posts.last(where: { $0.steps.last?.ruling?.isNotable == true })
                ?? posts.first, let step = post.steps.last(where: { $0.ruling != nil })
        else { return nil }
        return (post.node, step)
    }

    package var verdict: Verdict {
        if case .stopped = end { return deciding?.step.ruling?.verdict ?? .drop }
        return .accept
    }
}

extension Network {
    /// Takes a packet over the routes and past the firewalls that a real one would pass.
    ///
    /// It asks the routing tables, the links and `Firewall.trace`; nothing is counted, remembered
    /// or sent.
    package func dryRun(_ packet: JudgedPacket, from start: NodeID) -> DryRun {
        var posts: [DryRun.Post] = []
        var node = start
        var packet = packet
        // Longer than any time to live, so that a loop of routes ends the walk.
        for hop in 0..<256 {
            guard nodes.indices.contains(node.raw) else { break }
            if hop > 0 { translateArriving(&packet, at: node) }
            let isHere = nodes[node.raw].owns(packet.flow.destination.address)
            let hook: FirewallHook = isHere ? .input : hop == 0 ? .output : .forward
            let next = isHere ? nil : nextNode(from: node, to: packet.flow.destination.address)
            if !isHere, next == nil { return DryRun(posts: posts, end: .noWay(node)) }
            if let firewall = nodes[node.raw].firewall, !(isHere && hop == 0) {
                var packet = packet
                packet.hook = hook
                let steps = firewall.trace(packet, at: now)
                posts.append(DryRun.Post(node: node, steps: steps))
                if let ruling = steps.last(where: { $0.isLast })?.ruling, ruling.verdict != .accept
                {
                    return DryRun(posts: posts, end: .stopped(node))
                }
            }
            guard let next else { return DryRun(posts: posts, end: .arrives(node)) }
            translateLeaving(&packet, at: node)
            node = next
        }
        return DryRun(posts: posts, end: .noWay(node))
    }

    /// A port that is sent on leads to a host inside; nothing else of a translation is known yet.
    private func translateArriving(_ packet: inout JudgedPacket, at node: NodeID) {
        guard let translation = nodes[node.raw].translation,
            packet.flow.destination.address == translation.outside,
            let rule = translation.forwardings.first(where: {
                $0.protocolNumber == packet.flow.protocolNumber
                    && $0.port == packet.flow.destination.port
            })
        else { return }
        packet.flow.destination = rule.target
    }

    /// A new flow from inside goes out under the outside address.
    private func translateLeaving(_ packet: inout JudgedPacket, at node: NodeID) {
        guard let translation = nodes[node.raw].translation,
            translation.isInside(packet.flow.source.address),
            let route = nodes[node.raw].route(to: packet.flow.destination.address),
            nodes[node.raw].interfaces[route.interface].addresses.contains(where: {
                $0.address == translation.outside
            })
        else { return }
        packet.flow.source.address = translation.outside
    }

    /// The neighbour to which a node would hand a packet; nil when there is no way.
    private func nextNode(from node: NodeID, to destination: IPAddress) -> NodeID? {
        guard let route = nodes[node.raw].route(to: destination) else { return nil }
        let interface = nodes[node.raw].interfaces[route.interface]
        let link = links[interface.link.raw]
        guard link.properties.isUp else { return nil }
        if case .network = route.way { return nil }
        // A bridge is not seen, and passes everything on.
        let next = neighbour(of: node, over: interface.link)
        guard nodes[next.raw].isUp else { return nil }
        // Hosts pass nothing on.
        let isThere = nodes[next.raw].owns(destination)
        return isThere || nodes[next.raw].kind == .router ? next : nil
    }
}
