import Simulation

extension EventText {
    /// What a program outside the world has done.
    func guestSentence(_ order: GuestOrder) -> String {
        switch order {
        case .connect(_, let target, let port):
            words("shell.event.guest-connect", ["target": target, "port": "\(port)"])
        case .send(_, let octets):
            // Records of TLS are no text.
            octets.first == 22 || octets.first == 23 || octets.first == 20 || octets.first == 21
                ? words("shell.event.guest-records", ["count": "\(octets.count)"])
                : words("shell.event.guest-send", ["text": annotated(octets)])
        case .close: words("shell.event.guest-close")
        case .abort: words("shell.event.guest-abort")
        case .read(_, let isOn):
            words(isOn ? "shell.event.guest-resume" : "shell.event.guest-pause")
        case .ask: words("shell.event.guest-ask")
        case .leave: words("shell.event.guest-leave")
        }
    }
}
