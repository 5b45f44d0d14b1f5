import Logging
import NIOCore
import Session
import Simulation

/// Datagrams of real programs that ask names: each goes to the host's resolver as it is, and the
/// answer comes back as it is.
final class DNSHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let host: String
    private let live: LiveWorld
    /// How many questions wait for an answer.
    private var open = 0
    /// Those and some that have got it, the oldest first.
    private var asked = CircularBuffer<Question>()

    /// A header of the DNS has twelve octets (RFC 1035 §4.1.1); no query is longer than this.
    private static let lengths = 12...4_096
    /// One octet more than the longest, so that a datagram that was cut off is known by its length.
    static let buffer = FixedSizeRecvByteBufferAllocator(capacity: lengths.upperBound + 1)

    init(at host: String, in live: LiveWorld) {
        self.host = host
        self.live = live
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var envelope = unwrapInboundIn(data)
        guard Self.lengths.contains(envelope.data.readableBytes),
            let message = envelope.data.readBytes(length: envelope.data.readableBytes)
        else { return }
        makeRoom()
        let question = Question(context.channel, envelope.remoteAddress) { [weak self] in
            self?.open -= 1
        }
        do throws(Trouble) {
            let guest = try live.admit(.ask(host: host, message: message), question)
            open += 1
            asked.append(question)
            let live = live
            question.giveUp = {
                question.end()
                live.perform(.leave(guest: guest))
            }
            question.timeout = context.eventLoop.scheduleTask(in: live.limits.answer) {
                question.giveUp?()
            }
        } catch {
            live.logger.debug("cannot ask", metadata: ["trouble": "\(error.key)"])
        }
    }

    /// What is never answered, such as garbage, must not keep out who comes later.
    private func makeRoom() {
        while open >= live.limits.questions, let oldest = asked.popFirst() { oldest.giveUp?() }
        if asked.count >= 2 * live.limits.questions { asked.removeAll { $0.isOver } }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that is gone (ICMP) is no reason to stop answering others.
        live.logger.debug("name client is gone", metadata: ["error": "\(error)"])
    }

    /// One question and whose it is. It lives on the loop.
    private final class Question: Outlet, @unchecked Sendable {
        private let channel: any Channel
        private let client: SocketAddress
        private let atEnd: () -> Void
        private(set) var isOver = false
        var timeout: Scheduled<Void>?
        /// Waits no longer, while it waits.
        var giveUp: (() -> Void)?

        init(_ channel: any Channel, _ client: SocketAddress, atEnd: @escaping () -> Void) {
            self.channel = channel
            self.client = client
            self.atEnd = atEnd
        }

        func hear(_ news: GuestNews.What) {
            switch news {
            case .answered(let message):
                var buffer = channel.allocator.buffer(capacity: message.count)
                buffer.writeBytes(message)
                channel.writeAndFlush(
                    AddressedEnvelope(remoteAddress: client, data: buffer), promise: nil)
                end()
            // Silence is what the client hears of it, as from a resolver that is not there.
            case .failed, .ended: end()
            case .opened, .received, .closedByPeer, .drained: break
            }
        }

        func end() {
            guard !isOver else { return }
            isOver = true
            giveUp = nil
            timeout?.cancel()
            atEnd()
        }
    }
}
