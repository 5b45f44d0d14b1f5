import Foundation
import Shell

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Signals that end a server in order.
enum Signals {
    /// From now on, SIGINT, SIGTERM and SIGHUP are no end by themselves but signal `ended`.
    ///
    /// This comes before anybody is told that the server is ready: they may end it at once.
    static func watchForEnd(_ ended: DispatchSemaphore) {
        kept = [SIGINT, SIGTERM, SIGHUP].compactMap { number in watch(number) { ended.signal() } }
    }

    /// The next signal ends the program: nobody waits while sessions are being told.
    static func stopWatching() {
        for source in kept { source.cancel() }
        kept = []
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        // A terminal that closes says so more than once; the end that has begun is in order.
        signal(SIGHUP, SIG_IGN)
    }

    /// SIGTERM and SIGHUP beside a prompt. At a terminal it has its own use for SIGINT; without
    /// one, SIGINT is an end like the others.
    ///
    /// `body` hears which one it was.
    static func onTermination(_ body: @escaping @Sendable (CInt) -> Void) {
        let isAtTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        let numbers = isAtTerminal ? [SIGTERM, SIGHUP] : [SIGTERM, SIGHUP, SIGINT]
        kept = numbers.compactMap { number in watch(number) { body(number) } }
    }

    /// A source that nobody keeps is silent.
    nonisolated(unsafe) private static var kept: [any DispatchSourceSignal] = []

    private static func watch(
        _ number: CInt, _ body: @escaping @Sendable () -> Void
    ) -> (any DispatchSourceSignal)? {
        // Under `nohup` the end of a terminal is none of ours.
        if number == SIGHUP, LineReader.isIgnored(number) { return nil }
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
    ///
    /// Returns how many descriptors there may be.
    static func prepareForServing() -> Int {
        signal(SIGPIPE, SIG_IGN)
        fillStandardDescriptors()
        var limit = rlimit()
        #if canImport(Darwin)
            let resource = RLIMIT_NOFILE
        #else
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return 256 }
        let before = limit.rlim_cur
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        return Int(clamping: setrlimit(resource, &limit) == 0 ? limit.rlim_cur : before)
    }

    /// Who started us may have closed standard input or output: a socket that got such a number
    /// would be written to by everything that prints.
    private static func fillStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest number that is free is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
