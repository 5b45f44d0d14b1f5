/// Command lines for port 25 and for submission, as `Docs/Real-clients.md` gives them.
enum CommandLines {
    static let letter = "Subject: from behind OP25B\r\n\r\nHello\r\n"

    private static let sender = "alice@example.com"
    private static let recipient = "dave@example.com"
    private static let login = (name: sender, password: "wonderland")

    /// swaks as another mail server would come, without a log-in.
    static func swaksRelay(_ port: UInt16, timeout: String = "600s") -> [String] {
        [
            "--server", "127.0.0.1", "--port", "\(port)", "--timeout", timeout,
            "--from", sender, "--to", recipient,
        ]
    }

    /// swaks as Alice: STARTTLS with the certificate checked, and AUTH.
    static func swaksSubmission(_ port: UInt16, authority: String) -> [String] {
        swaksRelay(port) + [
            "--tls", "--tls-verify", "--tls-ca-path", authority, "-au", login.name,
            "-ap", login.password,
        ]
    }

    /// curl on its way to port 25 through the proxy.
    static func curlRelay(proxy: UInt16) -> [String] {
        [
            "-sS", "--max-time", "600", "--socks5-hostname", "127.0.0.1:\(proxy)",
            "smtp://mail.example.com:25", "--mail-from", sender, "--mail-rcpt", recipient,
            "-T", "-",
        ]
    }

    /// curl as Alice through the proxy, at port 587.
    static func curlSubmission(proxy: UInt16, authority: String) -> [String] {
        [
            "-sS", "--max-time", "170", "--socks5-hostname", "127.0.0.1:\(proxy)",
            "smtp://mail.example.com:587", "--ssl-reqd", "--cacert", authority,
            "--user", login.name + ":" + login.password, "--mail-from", sender,
            "--mail-rcpt", recipient, "-T", "-",
        ]
    }

    /// Whether swaks was connected, told nothing, and then reset.
    ///
    /// Its status is 6 then; where the reset came before it had looked at its connection, 2.
    static func wasThrownOut(_ swaks: (status: Int32, output: String)) -> Bool {
        let isReset =
            swaks.status == 6 && swaks.output.contains("Remote host closed connection")
            || swaks.status == 2 && swaks.output.contains("Connection reset by peer")
        return isReset && !swaks.output.contains("220 ")
    }

    /// Whether curl heard this code from the proxy (RFC 1928 §6).
    static func wasRefused(_ curl: (status: Int32, output: String), with code: Int) -> Bool {
        curl.status == 97 && curl.output.contains("SOCKS5")
            && curl.output.contains("mail.example.com. (\(code))")
    }
}
