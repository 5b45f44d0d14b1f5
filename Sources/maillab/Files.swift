import ArgumentParser
import Foundation
import LabKit
import Phrases
import Shell
import Simulation

/// Files and standard input, and the exit status when they cannot be had.
enum Files {
    /// Reads all of a file, or says why not.
    static func read(_ path: String) -> Result<[UInt8], SurroundingsError> {
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return .success(Array(data))
        } catch {
            return .failure(SurroundingsError(reason: reason(error)))
        }
    }

    static func write(_ path: String, _ octets: [UInt8]) -> Result<Void, SurroundingsError> {
        do {
            try Data(octets).write(to: URL(fileURLWithPath: path), options: .atomic)
            return .success(())
        } catch {
            return .failure(SurroundingsError(reason: reason(error)))
        }
    }

    /// Writes a file that only its owner may read: it takes its name when it is whole.
    static func writePrivately(
        _ path: String, _ octets: [UInt8]
    ) -> Result<Void, SurroundingsError> {
        let draft = path + ".part-\(ProcessInfo.processInfo.processIdentifier)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return .failure(systemsReason()) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(octets))
            try handle.synchronize()
        } catch {
            unlink(draft)
            return .failure(SurroundingsError(reason: reason(error)))
        }
        guard rename(draft, path) == 0 else {
            let reason = systemsReason()
            unlink(draft)
            return .failure(reason)
        }
        return .success(())
    }

    private static func systemsReason() -> SurroundingsError {
        SurroundingsError(reason: String(cString: strerror(errno)))
    }

    /// The system's own words, without the frame that Foundation puts around them.
    private static func reason(_ error: any Error) -> String {
        let details = error as NSError
        if let inner = details.userInfo[NSUnderlyingErrorKey] as? NSError,
            inner.domain == NSPOSIXErrorDomain
        {
            return String(cString: strerror(Int32(inner.code)))
        }
        if details.domain == NSCocoaErrorDomain {
            switch details.code {
            case NSFileReadNoSuchFileError, NSFileNoSuchFileError:
                return String(cString: strerror(ENOENT))
            case NSFileReadNoPermissionError, NSFileWriteNoPermissionError:
                return String(cString: strerror(EACCES))
            default: break
            }
        }
        return details.localizedDescription
    }

    /// The world in a file; complains and ends with 65 for a bad file, 69 for none.
    static func world(_ path: String, language: Language) throws -> Blueprint {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw missing(path, language: language)
        }
        do throws(FileTrouble) {
            return try WorldFile.read(path: path)
        } catch {
            for line in error.lines(in: language) { Complaints.say(line) }
            throw ExitCode(65)
        }
    }

    /// The text of a script, `-` for standard input.
    static func script(_ path: String, language: Language) throws -> String {
        let octets: [UInt8]
        if path == "-" {
            octets = Array(FileHandle.standardInput.readDataToEndOfFile())
        } else {
            guard case .success(let read) = read(path) else {
                throw missing(path, language: language)
            }
            octets = read
        }
        guard let text = String(bytes: octets, encoding: .utf8) else {
            Complaints.say(Words(language)("maillab.not-utf8", ["file": path]))
            throw ExitCode(65)
        }
        return text
    }

    private static func missing(_ path: String, language: Language) -> ExitCode {
        var reason = String(cString: strerror(ENOENT))
        if case .failure(let error) = read(path) { reason = error.reason }
        Complaints.say(
            Words(language)("shell.cannot-read", ["file": path, "reason": reason]))
        return ExitCode(69)
    }

    /// What an interpreter may use of this machine.
    static func surroundings(isInteractive: Bool) -> Surroundings {
        let showsProgress = isInteractive && isatty(STDERR_FILENO) == 1
        return Surroundings(
            read: { read($0) }, write: { write($0, $1) },
            writePrivately: { writePrivately($0, $1) },
            interrupted: { LineReader.wasInterrupted() },
            progress: { text in
                guard showsProgress else { return }
                FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
            })
    }
}
