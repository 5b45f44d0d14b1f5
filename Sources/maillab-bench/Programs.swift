import Foundation

/// A program of this machine, where it is installed.
struct InstalledProgram {
    let url: URL

    init?(_ name: String) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        // Debian keeps servers' programs where a user's shell does not look.
        let folders =
            path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
        let found = folders.map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else { return nil }
        url = URL(fileURLWithPath: found)
    }

    /// Starts it; what it says is thrown away.
    func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Runs it to its end; throws unless that is a good one.
    func run(_ arguments: [String]) throws {
        let process = try start(arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw LoopbackFailure(
                what: "\(url.lastPathComponent) ended with \(process.terminationStatus)")
        }
    }
}

/// Waits until somebody listens on a port.
func waitForListener(on port: UInt16) throws {
    for _ in 0..<100 {
        if (try? LoopbackClient(port: port)) != nil { return }
        Thread.sleep(forTimeInterval: 0.05)  // wall clock: a real program begins to listen
    }
    throw LoopbackFailure(what: "nobody listens on port \(port)")
}

/// A port that nobody used a moment ago.
func freePort() throws -> UInt16 {
    #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    #endif
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
        }
    }
    guard result else { throw LoopbackFailure(what: "no port is free") }
    return UInt16(bigEndian: address.sin_port)
}
