import Foundation
import LabKit
import Phrases
import Shell
import Simulation

/// The prompt in the default world, as the tests of this room use it.
enum DefaultShell {
    static let labs = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Labs").path

    static func open(_ language: Language = .english) throws -> Interpreter {
        let world = try WorldFile.read(path: labs + "/worlds/internet.yaml")
        return Interpreter(try Workbench(world, seed: 1), language: language)
    }
}
