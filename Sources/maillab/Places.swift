import Foundation
import LabKit
import Phrases
import Shell
import Simulation

/// Where things are on this machine, and who sits at it.
enum Places {
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// A file in the user's state folder.
    static func stateFile(_ name: String) -> String? {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return "\(state)/maillab/\(name)"
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return "\(home)/.local/state/maillab/\(name)"
    }

    /// The language that the environment asks for.
    static var languageOfTheUser: Language {
        let setting =
            ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
        return setting?.lowercased().hasPrefix("ja") == true ? .japanese : .english
    }

    /// Standard output is a terminal that wants colours (NO_COLOR says that it does not).
    static var isTerminalForColours: Bool {
        let refuses = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return !refuses && environment["TERM"] != "dumb" && isatty(STDOUT_FILENO) == 1
    }

    /// The folder of labs: in $MAILLAB_HOME, here or above, beside the program, or above it.
    static let labs: String? = {
        var candidates: [String] = []
        if let home = environment["MAILLAB_HOME"], !home.isEmpty { candidates.append(home) }
        candidates += folderAndAbove(FileManager.default.currentDirectoryPath)
        if let program = programFolder {
            candidates.append(program + "/../share/maillab")
            candidates += folderAndAbove(program)
        }
        return candidates.map { URL(fileURLWithPath: $0 + "/Labs").standardizedFileURL.path }
            .first { FileManager.default.fileExists(atPath: $0 + "/worlds/internet.yaml") }
    }()

    static var defaultWorld: String? { labs.map { $0 + "/worlds/internet.yaml" } }

    private static var programFolder: String? {
        guard let program = Bundle.main.executableURL else { return nil }
        return program.resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    private static func folderAndAbove(_ path: String) -> [String] {
        var folders: [String] = []
        var folder = URL(fileURLWithPath: path).standardizedFileURL
        while folders.count < 64 {
            folders.append(folder.path)
            if folder.path == "/" { break }
            folder.deleteLastPathComponent()
        }
        return folders
    }
}

/// What goes to standard error.
enum Complaints {
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
