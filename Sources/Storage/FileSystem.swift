/// The few calls to the system of which a data folder is made; tests cut them off at every point.
///
/// A call that returns has been done; what it did outlives a power cut where it says "durable".
protocol FileSystem {
    /// Makes a folder that only its owner may enter; one that is there already stays.
    mutating func makeFolder(_ path: String) throws(FileTrouble)
    /// Writes a new file, or over an old one; its octets are durable, its name is not.
    mutating func write(_ octets: [UInt8], to path: String) throws(FileTrouble)
    /// The same for what may be lost: nothing is durable.
    mutating func writeLoosely(_ octets: [UInt8], to path: String) throws(FileTrouble)
    /// Renames a file or folder, in place of a file that has the new name.
    mutating func rename(_ path: String, to newPath: String) throws(FileTrouble)
    /// Removes a file or an empty folder; one that is gone already does not matter.
    mutating func remove(_ path: String) throws(FileTrouble)
    /// Makes durable which names a folder holds.
    mutating func syncFolder(_ path: String) throws(FileTrouble)
    /// What a folder holds, sorted by octets; nil when there is no such folder.
    func list(_ path: String) throws(FileTrouble) -> [FileEntry]?
    /// All of a file.
    func read(_ path: String) throws(FileTrouble) -> [UInt8]
    /// Takes a lock that ends with this process, however it ends; false when another has it.
    mutating func lock(_ path: String) throws(FileTrouble) -> Bool
    mutating func unlock()
}

/// A name in a folder.
struct FileEntry: Hashable {
    enum Kind: Hashable {
        case file(size: Int)
        case folder
        /// A symbolic link, a socket, …: none of ours.
        case other
    }

    let name: String
    let kind: Kind
}

/// What the system said, and about which file.
struct FileTrouble: Error, Hashable {
    let path: String
    let reason: String
}
