import NIOCore
import NIOHTTP1
import NIOPosix
import Wire

/// One page over HTTP for operators: GET /metrics.
///
/// It is no way into the world: nothing that is said here is more than a request for the page.
final class CounterPage: @unchecked Sendable {
    private let loop: any EventLoop
    private let page: @Sendable () -> String
    /// Where it listens; known once it is bound.
    private(set) var listening: Endpoint
    private var listener: (any Channel)?
    /// Only the loop touches it.
    private var present = 0

    /// Whoever asks at the same time, and how long it may take.
    private static let places = 16
    private static let patience = TimeAmount.seconds(10)

    /// `page` is called on the loop.
    init(on loop: any EventLoop, at wish: Endpoint, _ page: @escaping @Sendable () -> String) {
        self.loop = loop
        self.page = page
        listening = wish
    }

    /// Binds it; not on the loop.
    func open() throws {
        let address = try SocketAddress(
            ipAddress: "\(listening.address)", port: Int(listening.port))
        let channel = try ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in self.welcome(channel) }
            .bind(to: address).wait()
        listener = channel
        if let port = channel.localAddress?.port {
            listening.port = UInt16(truncatingIfNeeded: port)
        }
    }

    /// Takes no more questions; not on the loop.
    func close() { try? listener?.close().wait() }

    private func welcome(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard present < Self.places else {
            channel.breakOff()
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        present += 1
        let alarm = loop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in
            alarm.cancel()
            self.present -= 1
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
            try pipeline.addHandler(CounterHandler(self.page))
        }
    }
}

/// Answers the first request of a connection, and ends it.
private final class CounterHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let page: () -> String
    private var hasAnswered = false

    init(_ page: @escaping () -> String) { self.page = page }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data), !hasAnswered else { return }
        hasAnswered = true
        var headers = HTTPHeaders([("Connection", "close")])
        let status: HTTPResponseStatus
        let text: String
        switch (request.method, request.uri.prefix { $0 != "?" }) {
        case (.GET, "/metrics"), (.HEAD, "/metrics"):
            (status, text) = (.ok, page())
            headers.add(name: "Content-Type", value: CounterText.type)
        case (.GET, _), (.HEAD, _):
            (status, text) = (.notFound, "The counters are at /metrics.\n")
            headers.add(name: "Content-Type", value: "text/plain")
        case _:
            (status, text) = (.methodNotAllowed, "")
            headers.add(name: "Allow", value: "GET, HEAD")
        }
        headers.add(name: "Content-Length", value: "\(text.utf8.count)")
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            let body = context.channel.allocator.buffer(string: text)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
