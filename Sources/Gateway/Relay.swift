import Logging
import NIOCore
import Session
import Simulation
import Wire

/// What a relay does when the world has decided about its connection.
enum Reception {
    /// A published port: it has accepted already, so only a reset can say that nothing came of it.
    case published
    /// A client of the proxy, which waits for its reply.
    case proxied
}

/// How many octets came through a door, either way; the loop counts them.
final class Traffic {
    var received = 0
    var sent = 0
}

/// Joins one real connection with one simulated one, octet for octet.
///
/// Each side's end is the other's: FIN for FIN, RST for RST. Nothing is read from the real side
/// while the world has octets of it to send, and the simulated window closes while octets wait for
/// the real side to read them: so neither is buffered without bound.
final class Relay: ChannelInboundHandler, RemovableChannelHandler, Outlet {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How far the simulated connection is.
    private enum State {
        case waiting, open, over
    }

    private let live: LiveWorld
    private let order: GuestOrder
    private let reception: Reception
    private let traffic: Traffic
    private var context: ChannelHandlerContext?
    private var guest: Int?
    private var state = State.waiting
    /// Nothing is read from the real side until the world has sent what it has.
    private var waitsForRoom = false
    /// The simulated window is closing, because the real side does not read.
    private var isHeld = false
    private var realHasEnded = false
    private var worldHasEnded = false
    /// The world's end has been told behind its last octet.
    private var hasToldEnd = false
    /// The real connection was reset, or what the world said could not be written to it.
    private var isBroken = false
    /// Runs while the real side does not take what it is told.
    private var patience: Scheduled<Void>?

    /// What a client said before it heard that there is a connection.
    private var early: [UInt8]

    init(
        _ order: GuestOrder, in live: LiveWorld, _ reception: Reception, _ traffic: Traffic,
        early: [UInt8] = []
    ) {
        self.order = order
        self.live = live
        self.reception = reception
        self.traffic = traffic
        self.early = early
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        patience?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) { begin() }

    private func begin() {
        guard guest == nil else { return }
        do throws(Trouble) {
            guest = try live.admit(order, self)
        } catch {
            // A name that cannot be one, or a host without power: the client hears of it.
            live.logger.debug("no way in", metadata: ["trouble": "\(error.key)"])
            refuse(error.key == "trouble.bad-name" ? .nameNotFound : .networkUnreachable)
        }
    }

    // MARK: from the real side

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard let octets = buffer.readBytes(length: buffer.readableBytes), !octets.isEmpty else {
            return
        }
        traffic.received += octets.count
        switch state {
        case .open: if let guest { live.perform(.send(guest: guest, octets)) }
        // Read only because the real side has ended: at most what its system had taken from it.
        case .waiting: early += octets
        case .over: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { readOn() }

    /// Reads on where there is room.
    private func readOn() {
        guard let guest, state == .open, !realHasEnded else { return }
        if live.unsentCount(ofGuest: guest) > live.limits.unsentOctets {
            waitsForRoom = true
        } else {
            context?.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            realHasEnded = true
            if let guest, state == .open { live.perform(.close(guest: guest)) }
            endIfBothHave()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, isHeld, let guest, state == .open {
            isHeld = false
            if !worldHasEnded { stopWaiting() }
            live.perform(.read(guest: guest, isOn: true))
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        live.logger.debug("real connection broke", metadata: ["error": "\(error)"])
        isBroken = true
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let guest, state != .over {
            state = .over
            // A half that ends when the other has ended already is not told as an end of input.
            // Without an error, and with all told, it was FIN and not RST.
            if hasToldEnd, !isBroken {
                if !realHasEnded { live.perform(.close(guest: guest)) }
            } else {
                live.perform(.abort(guest: guest))
            }
            live.forget(guest)
        }
        context.fireChannelInactive()
    }

    // MARK: from the world

    func hear(_ news: GuestNews.What) {
        switch news {
        case .opened(let local):
            guard state == .waiting else { return }
            state = .open
            if reception == .proxied { write(SOCKSReply.succeeded(local).octets) }
            if !early.isEmpty, let guest {
                live.perform(.send(guest: guest, early))
                early = []
            }
            if realHasEnded, let guest { live.perform(.close(guest: guest)) }
            readOn()
        case .received(let octets):
            write(octets)
            guard let context, let guest, state == .open, !isHeld, !context.channel.isWritable
            else { return }
            isHeld = true
            waitForTheRealSide()
            live.perform(.read(guest: guest, isOn: false))
        case .drained:
            guard waitsForRoom else { return }
            waitsForRoom = false
            readOn()
        case .closedByPeer:
            worldHasEnded = true
            finishWriting()
        case .failed(let failure): refuse(failure)
        case .ended: end()
        case .answered: break
        }
    }

    private func write(_ octets: [UInt8]) {
        guard let context else { return }
        traffic.sent += octets.count
        var buffer = context.channel.allocator.buffer(capacity: octets.count)
        buffer.writeBytes(octets)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Behind the last octet, the real side gets its FIN; both halves end if it has ended its own.
    private func finishWriting() {
        guard let context else { return }
        waitForTheRealSide()
        let channel = context.channel
        flush(context).assumeIsolated().whenComplete { result in
            switch result {
            case .success:
                self.hasToldEnd = true
                let isWhole = self.realHasEnded || self.live.isLeaving
                channel.close(mode: isWhole ? .all : .output, promise: nil)
            case .failure:
                // It was reset while it was written to: no error is told then but this one.
                self.isBroken = true
                channel.close(promise: nil)
            }
        }
    }

    /// Done when everything that was written is with this machine's system.
    private func flush(_ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        let written = context.eventLoop.makePromise(of: Void.self)
        let empty = context.channel.allocator.buffer(capacity: 0)
        context.writeAndFlush(wrapOutboundOut(empty), promise: written)
        return written.futureResult
    }

    /// What still waits to be written goes out first.
    private func endIfBothHave() {
        guard realHasEnded, hasToldEnd, let context else { return }
        context.close(promise: nil)
    }

    // MARK: patience

    /// Who takes nothing of what it is told, or not its leave, keeps a place from others.
    private func waitForTheRealSide() {
        guard patience == nil, let context else { return }
        let channel = context.channel
        patience = context.eventLoop.assumeIsolated().scheduleTask(in: live.limits.patience) {
            self.live.logger.debug("no more patience", metadata: ["guest": "\(self.guest ?? 0)"])
            self.isBroken = true
            channel.breakOff()
        }
    }

    private func stopWaiting() {
        patience?.cancel()
        patience = nil
    }

    /// The simulated connection could not be had, or broke.
    private func refuse(_ failure: TransportFailure) {
        let wasOpen = state == .open
        state = .over
        guard let context else { return }
        if reception == .proxied, !wasOpen {
            write(SOCKSReply.failed(failure).octets)
            end()
            return
        }
        context.channel.breakOff()
    }

    /// The simulated connection is gone in order.
    private func end() {
        state = .over
        guard let context else { return }
        waitForTheRealSide()
        let channel = context.channel
        flush(context).whenComplete { _ in channel.close(promise: nil) }
    }
}
