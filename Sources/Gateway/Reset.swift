import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

extension Channel {
    /// Closes with RST instead of FIN: no time to linger is how a program asks its system for that.
    func breakOff() {
        guard let options = self as? any SocketOptionProvider else {
            close(promise: nil)
            return
        }
        let channel = self
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
