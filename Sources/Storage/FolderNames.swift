import Mail
import PostOffice
import Simulation

/// Where in a data folder each disk of a world lies: `HOST/queue`, and `HOST/mail/LOGIN`, which is
/// a Maildir.
enum FolderNames {
    static let queue = "queue"
    static let mail = "mail"

    /// The path of a disk below the data folder.
    static func path(_ disk: DiskName) -> String {
        switch disk.part {
        case .queue: "\(folder(disk.host))/\(queue)"
        case .mailboxes(let login): "\(folder(disk.host))/\(mail)/\(folder(login))"
        }
    }

    /// A host's or account's name as the name of a folder.
    static func folder(_ name: String) -> String {
        let text = PercentText.encoded(name.utf8) {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ":")
        }
        // Names with a dot in front are hidden, and two of them are the system's.
        return text.hasPrefix(".") ? "%2E" + text.dropFirst() : text
    }

    /// The name that a folder stands for; nil when we would have called it otherwise.
    static func name(ofFolder folder: String) -> String? {
        guard let name = PercentText.decodedText(folder.utf8), !name.isEmpty,
            self.folder(name) == folder
        else { return nil }
        return name
    }
}
