import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Signals that end a server in order.
enum Signals {
    /// From now on, SIGINT and SIGTERM are no end by themselves but signal `ended`.
    ///
    /// This comes before anybody is told that the server is ready: they may end it at once.
    static func watchForEnd(_ ended: DispatchSemaphore) {
        kept = [SIGINT, SIGTERM].map { number in watch(number) { ended.signal() } }
    }

    /// The next signal ends the program: nobody waits while sessions are being told.
    static func stopWatching() {
        for source in kept { source.cancel() }
        kept = []
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }

    /// SIGTERM beside a prompt, which has its own use for SIGINT.
    static func onTermination(_ body: @escaping @Sendable () -> Void) {
        kept = [watch(SIGTERM, body)]
    }

    /// A source that nobody keeps is silent.
    nonisolated(unsafe) private static var kept: [any DispatchSourceSignal] = []

    private static func watch(
        _ number: CInt, _ body: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: body)
        source.resume()
        return source
    }
}

/// What a server needs of this machine.
enum Machine {
    /// As many descriptors as this user may have, and no end by writing to a closed pipe.
    static func prepareForServing() {
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        #if canImport(Darwin)
            let resource = RLIMIT_NOFILE
        #else
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        _ = setrlimit(resource, &limit)
    }
}
