import Testing

@testable import Mail

@Suite("Disk")
struct DiskTests {
    static let file = Disk.Path("letter", in: "cur")

    static func disk() -> Disk {
        var disk = Disk()
        disk.makeFolder("cur")
        disk.makeFolder("tmp")
        disk.syncFolders()
        return disk
    }

    @Test("what was not synced is lost")
    func unsynced() {
        var disk = Self.disk()
        disk.write([1, 2], to: Self.file)
        #expect(disk.octets(at: Self.file) == [1, 2])
        disk.crash()
        #expect(disk.octets(at: Self.file) == nil && disk.names(in: "cur").isEmpty)
    }

    @Test("a file that was renamed before it was synced is there, and empty")
    func emptyFile() {
        var disk = Self.disk()
        disk.write([1, 2], to: Disk.Path("t", in: "tmp"))
        disk.rename(Disk.Path("t", in: "tmp"), to: Self.file)
        disk.syncFolders()
        disk.crash()
        #expect(disk.octets(at: Self.file) == [])
    }

    @Test("renames and removals come back until folders are synced")
    func undo() {
        var disk = Self.disk()
        let other = Disk.Path("other", in: "tmp")
        for (path, octets) in [(Self.file, [UInt8(1)]), (other, [2])] {
            disk.write(octets, to: path)
            disk.sync(path)
        }
        disk.syncFolders()
        let before = disk
        disk.rename(other, to: Self.file)
        disk.remove(Self.file)
        disk.renameFolder("cur", to: "new")
        disk.removeFolder("new")
        disk.makeFolder("x")
        #expect(disk != before)
        disk.crash()
        #expect(disk == before)
        disk.rename(other, to: Self.file)
        disk.syncFolders()
        disk.crash()
        #expect(disk.octets(at: Self.file) == [2] && !disk.has(other))
    }

    @Test("replacing leaves the old or the new file")
    func replace() {
        var disk = Self.disk()
        disk.replace(Self.file, with: [1])
        disk.replace(Self.file, with: [2, 3])
        disk.crash()
        #expect(disk.octets(at: Self.file) == [2, 3])
        #expect(disk.names(in: "cur") == ["letter"])
        disk.write([4], to: Self.file)
        disk.crash()
        #expect(disk.octets(at: Self.file) == [], "overwriting in place loses both versions")
    }

    @Test("folders move with all below, and never into themselves")
    func folders() {
        var disk = Self.disk()
        disk.makeFolder("a")
        disk.makeFolder("a/b")
        disk.makeFolder("ab")
        disk.write([1], to: Disk.Path("f", in: "a/b"))
        #expect(disk.renameFolder("a", to: "c") == true)
        for (from, to) in [("a", "d"), ("c", "ab"), ("c", "c/d"), ("", "d")] {
            #expect(disk.renameFolder(from, to: to) == false)
        }
        #expect(disk.octets(at: Disk.Path("f", in: "c/b")) == [1])
        #expect(disk.folders == ["", "ab", "c", "c/b", "cur", "tmp"])
        disk.removeFolder("c")
        #expect(disk.folders == ["", "ab", "cur", "tmp"])
        #expect(disk.write([1], to: Disk.Path("f", in: "c")) == false)
        #expect(disk.remove(Disk.Path("f", in: "c")) == false)
        #expect(disk.rename(Self.file, to: Self.file) == false)
    }

    @Test("a table keeps its order through many changes")
    func table() {
        var table = DiskTable<Int>()
        var numbers = (0..<3_000).map { ($0 * 7_919) % 3_000 }
        for number in numbers { table.set(number, for: "\(10_000 + number)") }
        #expect(table.names == (10_000..<13_000).map(String.init) && table.count == 3_000)
        for number in numbers where number % 3 != 0 { table.remove("\(10_000 + number)") }
        numbers = stride(from: 0, to: 3_000, by: 3).map { $0 }
        #expect(table.entries.map(\.value) == numbers && table.count == 1_000)
        #expect(table.value(of: "10003") == 3 && table.value(of: "10004") == nil)
        #expect(table.set(9, for: "10003") == 3 && table.remove("nothing") == nil)
    }
}
