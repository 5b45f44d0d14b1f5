import Clockwork
import Mail
import PostOffice
import Simulation
import Wire

/// What an earlier run had left on the disks of a world, as a story file writes it.
struct SavedText: Codable {
    struct DiskText: Codable {
        var host: String
        /// The account whose mailboxes they are; the queue has none.
        var login: String?
        var folders: [String]
        var files: [FileText]
    }

    struct FileText: Codable {
        var folder: String
        var name: String
        var octets: OctetText
    }

    var moment: Instant
    var run: Int
    var disks: [DiskText]

    init(_ saved: SavedWorld) {
        moment = saved.moment
        run = saved.run
        disks = saved.disks.map { disk in
            let login: String? =
                switch disk.name.part {
                case .queue: nil
                case .mailboxes(let login): login
                }
            return DiskText(
                host: disk.name.host, login: login, folders: disk.image.folders,
                files: disk.image.files.map {
                    FileText(
                        folder: $0.path.folder, name: $0.path.name, octets: OctetText($0.octets))
                })
        }
    }

    var world: SavedWorld {
        SavedWorld(
            moment: moment, run: max(0, run),
            disks: disks.map { disk in
                let part = disk.login.map { DiskPart.mailboxes(login: $0) } ?? .queue
                let files = disk.files.map {
                    DiskImage.File(Disk.Path($0.name, in: $0.folder), $0.octets.octets)
                }
                return .init(
                    DiskName(host: disk.host, part: part),
                    DiskImage(folders: disk.folders, files: files))
            })
    }
}
