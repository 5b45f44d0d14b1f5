import PostOffice
import Wire

// How mail programs go about encryption where nobody tells them.
extension World {
    /// As the server of the account needs it, unless the order says otherwise.
    func security(of order: SendOrder) -> TransportSecurity {
        if let wish = order.security { return wish }
        switch order.route {
        case .direct: return .clear
        case .server(_, port: MailService.submission.securePort): return .implicit
        case .server(let name, _):
            guard let host = mailHost(ofAccount: order.from), needsTLS(host) else { return .clear }
            let isOwn =
                machines[host].plan.name == name
                || IPAddress(name).map(machines[host].plan.addresses.contains) ?? false
            return isOwn ? .starttls : .clear
        case nil:
            guard let host = mailHost(ofAccount: order.from) else { return .clear }
            return needsTLS(host) ? .starttls : .clear
        }
    }

    /// Whether a server takes passwords inside TLS only.
    func needsTLS(_ index: Int) -> Bool {
        serverHasCertificate(index)
            && machines[index].mailHost?.configuration.takesCleartextPasswords == false
    }
}
