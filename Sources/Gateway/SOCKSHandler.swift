import NIOCore
import Simulation

/// A client of the proxy until it has said where it wants to go; then a relay takes its place.
final class SOCKSHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let host: String
    private let live: LiveWorld
    private let traffic: Traffic
    private var negotiation = SOCKSNegotiation()
    private var timeout: Scheduled<Void>?

    init(at host: String, in live: LiveWorld, _ traffic: Traffic) {
        self.host = host
        self.traffic = traffic
        self.live = live
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) { begin(context) }

    private func begin(_ context: ChannelHandlerContext) {
        guard timeout == nil else { return }
        let channel = context.channel
        timeout = context.eventLoop.scheduleTask(in: live.limits.negotiation) {
            channel.close(promise: nil)
        }
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        let octets = buffer.readBytes(length: buffer.readableBytes) ?? []
        for move in negotiation.take(octets) {
            switch move {
            case .send(let octets): write(octets, context, promise: nil)
            case .refuse(let octets):
                let channel = context.channel
                let promise = context.eventLoop.makePromise(of: Void.self)
                write(octets, context, promise: promise)
                promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
            case .connect(let target, let port): connect(target, port, context)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.read() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who says nothing more before the request is whole does not want anything.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func write(
        _ octets: [UInt8], _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?
    ) {
        var buffer = context.channel.allocator.buffer(capacity: octets.count)
        buffer.writeBytes(octets)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }

    private func connect(_ target: String, _ port: UInt16, _ context: ChannelHandlerContext) {
        let relay = Relay(
            .connect(host: host, target: target, port: port), in: live, .proxied, traffic,
            early: negotiation.rest)
        do {
            try context.pipeline.syncOperations.addHandler(relay)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
