import Clockwork

@testable import Storage

/// A file system in memory that can be stopped at any call, and that loses what was not synced.
///
/// It is as unkind as systems may be: of changed names that were not synced, any may have become
/// durable, whatever came before; of octets that were not synced, none has.
struct SmallFiles: FileSystem {
    /// A file, whatever it is called.
    private struct Node {
        var octets: [UInt8]
        var durable: [UInt8] = []
    }

    private struct Tree {
        var folders: Set<String> = ["/"]
        var names: [String: Int] = [:]
    }

    private enum Change {
        case folder(String)
        case noFolder(String)
        case name(String, Int)
        case noName(String)
        case rename(String, String, Int)
        case renameFolder(String, String)

        /// The folders whose sync makes it durable.
        var folders: [String] {
            switch self {
            case .folder(let path), .noFolder(let path), .name(let path, _), .noName(let path):
                [SmallFiles.parent(path)]
            case .rename(let old, let new, _), .renameFolder(let old, let new):
                [SmallFiles.parent(old), SmallFiles.parent(new)]
            }
        }
    }

    private final class Store {
        var nodes: [Node] = []
        var seen = Tree()
        var durable = Tree()
        var pending: [Change] = []
        var isLocked = false
        var callsLeft = Int.max
    }

    private let store = Store()

    private static func parent(_ path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    // MARK: what goes wrong

    /// Every call after so many fails, as if the process had been killed there.
    func stop(after calls: Int) { store.callsLeft = calls }

    var wasStopped: Bool { store.callsLeft == 0 }

    /// The process is gone; everything that was called has happened.
    func kill() {
        store.callsLeft = .max
        store.isLocked = false
    }

    /// The machine is gone: of what was not synced, `dice` says what is left.
    func cutPower(_ dice: inout Dice) {
        kill()
        for change in store.pending where dice.happens(1, in: 2) {
            Self.perform(change, on: &store.durable)
        }
        store.pending = []
        store.seen = store.durable
        for node in store.nodes.indices { store.nodes[node].octets = store.nodes[node].durable }
    }

    /// Puts a file there as another program would.
    func put(_ octets: [UInt8], at path: String) {
        store.nodes.append(Node(octets: octets, durable: octets))
        store.seen.names[path] = store.nodes.count - 1
        store.durable.names[path] = store.nodes.count - 1
    }

    var paths: [String] { store.seen.names.keys.sorted() }

    private static func perform(_ change: Change, on tree: inout Tree) {
        switch change {
        case .folder(let path):
            if tree.folders.contains(parent(path)) { tree.folders.insert(path) }
        case .noFolder(let path): tree.folders.remove(path)
        case .name(let path, let node):
            if tree.folders.contains(parent(path)) { tree.names[path] = node }
        case .noName(let path): tree.names[path] = nil
        case .rename(let old, let new, let node):
            if tree.names[old] == node { tree.names[old] = nil }
            if tree.folders.contains(parent(new)) { tree.names[new] = node }
        case .renameFolder(let old, let new):
            guard tree.folders.contains(old) else { return }
            func moved(_ path: String) -> String {
                path == old || path.hasPrefix(old + "/") ? new + path.dropFirst(old.count) : path
            }
            tree.folders = Set(tree.folders.map(moved))
            tree.names = Dictionary(
                tree.names.map { (moved($0.key), $0.value) }, uniquingKeysWith: { $1 })
        }
    }

    private func change(_ change: Change) {
        Self.perform(change, on: &store.seen)
        store.pending.append(change)
    }

    private func call(_ path: String) throws(FileTrouble) {
        guard store.callsLeft > 0 else { throw FileTrouble(path: path, reason: "stopped") }
        if store.callsLeft < .max { store.callsLeft -= 1 }
    }

    // MARK: FileSystem

    mutating func makeFolder(_ path: String) throws(FileTrouble) {
        try call(path)
        if !store.seen.folders.contains(path) { change(.folder(path)) }
    }

    mutating func write(_ octets: [UInt8], to path: String) throws(FileTrouble) {
        try writeLoosely(Array(octets.prefix(octets.count / 2)), to: path)
        try call(path)
        guard let node = store.seen.names[path] else { return }
        store.nodes[node].octets = octets
        try call(path)
        store.nodes[node].durable = octets
    }

    mutating func writeLoosely(_ octets: [UInt8], to path: String) throws(FileTrouble) {
        try call(path)
        guard store.seen.folders.contains(Self.parent(path)) else {
            throw FileTrouble(path: path, reason: "no such folder")
        }
        if let node = store.seen.names[path] {
            store.nodes[node] = Node(octets: octets)
        } else {
            store.nodes.append(Node(octets: octets))
            change(.name(path, store.nodes.count - 1))
        }
    }

    mutating func rename(_ path: String, to newPath: String) throws(FileTrouble) {
        try call(path)
        if let node = store.seen.names[path] {
            change(.rename(path, newPath, node))
        } else if store.seen.folders.contains(path) {
            change(.renameFolder(path, newPath))
        } else {
            throw FileTrouble(path: path, reason: "nothing to rename")
        }
    }

    mutating func remove(_ path: String) throws(FileTrouble) {
        try call(path)
        if store.seen.names[path] != nil {
            change(.noName(path))
        } else if store.seen.folders.contains(path) {
            guard try list(path)?.isEmpty ?? true else {
                throw FileTrouble(path: path, reason: "not empty")
            }
            change(.noFolder(path))
        }
    }

    mutating func syncFolder(_ path: String) throws(FileTrouble) {
        try call(path)
        guard store.seen.folders.contains(path) else {
            throw FileTrouble(path: path, reason: "no such folder")
        }
        let isDone: (Change) -> Bool = { $0.folders.contains(path) }
        for change in store.pending where isDone(change) {
            Self.perform(change, on: &store.durable)
        }
        store.pending.removeAll(where: isDone)
    }

    func list(_ path: String) throws(FileTrouble) -> [FileEntry]? {
        guard store.seen.folders.contains(path) else { return nil }
        let files = store.seen.names.filter { Self.parent($0.key) == path }.map {
            FileEntry(
                name: String($0.key.dropFirst(path.count + 1)),
                kind: .file(size: store.nodes[$0.value].octets.count))
        }
        let folders = store.seen.folders.filter { $0 != "/" && Self.parent($0) == path }.map {
            FileEntry(name: String($0.dropFirst(path.count + 1)), kind: .folder)
        }
        return (files + folders).sorted { $0.name < $1.name }
    }

    func read(_ path: String) throws(FileTrouble) -> [UInt8] {
        guard let node = store.seen.names[path] else {
            throw FileTrouble(path: path, reason: "no such file")
        }
        return store.nodes[node].octets
    }

    mutating func lock(_ path: String) throws(FileTrouble) -> Bool {
        try call(path)
        guard !store.isLocked else { return false }
        if store.seen.names[path] == nil { try writeLoosely([], to: path) }
        store.isLocked = true
        return true
    }

    mutating func unlock() { store.isLocked = false }
}
