import Foundation
import Logging
import NIOCore
import NIOPosix
import Simulation
import Wire

/// A door that is open: its listeners, and who came through it.
final class DoorKeeper: @unchecked Sendable {
    let kind: Door.Kind
    let live: LiveWorld
    private let crowd: Crowd
    /// Where it listens; known once it is bound.
    private(set) var listening: Endpoint
    private var listeners: [any Channel] = []
    /// Whoever is here. Only the loop touches it.
    private var present: [ObjectIdentifier: any Channel] = [:]
    private let traffic = Traffic()
    /// Counts, for everybody.
    private let lock = NSLock()
    private var counts = (accepted: 0, present: 0)

    /// How many came in through all doors together. Only the loop touches it.
    final class Crowd: @unchecked Sendable {
        var count = 0
        var turnedAway = 0
    }

    init(_ kind: Door.Kind, in live: LiveWorld, _ crowd: Crowd, at wish: Endpoint) {
        self.kind = kind
        self.live = live
        self.crowd = crowd
        listening = wish
    }

    // MARK: opening

    /// Binds the listeners; not on the loop.
    func open() throws {
        let address = try SocketAddress(
            ipAddress: "\(listening.address)", port: Int(listening.port))
        switch kind {
        case .port(let host, let port, let from):
            let target = live.look { $0.address(ofHost: host, from: from) }
            // A host without an address of a family that `from` has is looked up, and not found.
            let name = target.map { "\($0)" } ?? host
            try listen(on: address) { live in
                Relay(
                    .connect(host: from, target: name, port: port), in: live, .published,
                    self.traffic)
            }
        case .socks(let host):
            try listen(on: address) { live in SOCKSHandler(at: host, in: live, self.traffic) }
        case .dns(let host):
            let resolver = live.look { $0.resolver(of: host) }
            try listen(on: address) { live in
                Relay(
                    .connect(host: host, target: resolver.map { "\($0)" } ?? host, port: 53),
                    in: live, .published, self.traffic)
            }
            try listenForDatagrams(host)
        }
    }

    private func listen(
        on address: SocketAddress,
        _ handler: @escaping @Sendable (LiveWorld) -> any ChannelInboundHandler
    ) throws {
        let limits = live.limits
        let channel = try ServerBootstrap(group: live.loop)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: limits.unreadLow, high: limits.unreadHigh)
            )
            .childChannelInitializer { channel in self.welcome(channel, handler) }
            .bind(to: address).wait()
        listeners.append(channel)
        if let port = channel.localAddress?.port {
            listening.port = UInt16(truncatingIfNeeded: port)
        }
    }

    /// The DNS speaks over UDP and TCP at the same port.
    private func listenForDatagrams(_ host: String) throws {
        let live = live
        let address = try SocketAddress(
            ipAddress: "\(listening.address)", port: Int(listening.port))
        let channel = try DatagramBootstrap(group: live.loop)
            .channelOption(.recvAllocator, value: DNSHandler.buffer)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DNSHandler(at: host, in: live))
                }
            }
            .bind(to: address).wait()
        listeners.append(channel)
    }

    // MARK: who comes

    private func welcome(
        _ channel: any Channel, _ handler: @Sendable (LiveWorld) -> any ChannelInboundHandler
    ) -> EventLoopFuture<Void> {
        guard crowd.count < live.limits.connections else {
            crowd.turnedAway += 1
            // The first of a crowd is worth a line, not every one.
            if crowd.turnedAway.isMultiple(of: 100) || crowd.turnedAway == 1 {
                live.logger.warning(
                    "too many connections",
                    metadata: [
                        "limit": "\(live.limits.connections)",
                        "turned-away": "\(crowd.turnedAway)",
                    ])
            }
            channel.breakOff()
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        crowd.count += 1
        lock.withLock { counts = (counts.accepted + 1, counts.present + 1) }
        let id = ObjectIdentifier(channel)
        present[id] = channel
        let client = channel.remoteAddress.map { "\($0)" } ?? "?"
        live.logger.debug("accepted", metadata: ["door": "\(listening)", "client": "\(client)"])
        channel.closeFuture.whenComplete { _ in
            self.crowd.count -= 1
            self.present[id] = nil
            self.lock.withLock { self.counts.present -= 1 }
        }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(handler(self.live))
        }
    }

    // MARK: closing

    /// Takes no more; who is here stays.
    func closeListeners() -> EventLoopFuture<Void> {
        let futures = listeners.map { channel in
            channel.close(promise: nil)
            return channel.closeFuture
        }
        return .andAllComplete(futures, on: live.loop)
    }

    /// Breaks off whoever is here; on the loop.
    func breakOff() -> EventLoopFuture<Void> {
        let channels = Array(present.values)
        for channel in channels { channel.breakOff() }
        return .andAllComplete(channels.map(\.closeFuture), on: live.loop)
    }

    /// The door as others see it.
    var view: OpenDoor {
        let counts = lock.withLock { self.counts }
        return OpenDoor(
            kind: kind, listening: listening, accepted: counts.accepted, present: counts.present)
    }

    /// What came through it; on the loop.
    var counted: CounterText.DoorCounts {
        .init(door: view, octetsIn: traffic.received, octetsOut: traffic.sent)
    }
}
