/// What mail servers and mail programs say of their work.
let postOfficePhrases: [Phrase] = [
    Phrase(
        "post.client-refused",
        en: "IP25B in the server: {client} is a dynamic address of another network, so no mail is "
            + "taken from it. The connection itself was not stopped.",
        ja: "サーバーでのIP25B: {client} は他のネットワークの動的IPアドレスなので、メールを受け取りません。"
            + "接続そのものは遮断されていません。"),
    Phrase(
        "transport.refused",
        en: "{host} refused the connection to port {port}: it answered the SYN with RST.",
        ja: "{host} がポート{port}への接続を拒否しました(SYNにRSTが返りました)。"),
    Phrase(
        "transport.port-unreachable",
        en: "Port {port} of {host} is refused by ICMP (port unreachable): a firewall's answer.",
        ja: "{host} のポート{port}への接続がICMP(ポート到達不能)で拒否されました。"
            + "ファイアウォールの応答です。"),
    Phrase(
        "transport.protocol-unreachable",
        en: "ICMP says that {host} does not speak TCP (protocol unreachable).",
        ja: "{host} はTCPを扱わないとICMP(プロトコル到達不能)で知らされました。"),
    Phrase(
        "transport.network-unreachable",
        en: "No route to the network of {host}.",
        ja: "{host} のネットワークへの経路がありません。"),
    Phrase(
        "transport.timed-out",
        en: "The connection to {host} port {port} timed out: no SYN was ever answered.",
        ja: "{host} のポート{port}への接続が時間切れになりました(SYNに一度も応答がありません)。"),
    Phrase(
        "transport.unreachable",
        en: "No route to {host}: a router says that the host cannot be reached.",
        ja: "{host} への経路がありません(ルーターが到達不能と知らせました)。"),
    Phrase(
        "transport.prohibited",
        en: "A router forbids the connection to {host} port {port} by policy (ICMP code 13).",
        ja: "{host} のポート{port}への接続がルーターの方針で禁止されています(ICMPコード13)。"),
    Phrase(
        "transport.reset",
        en: "The connection to {host} port {port} was reset by the other side.",
        ja: "{host} のポート{port}との接続が相手側からリセットされました。"),
    Phrase(
        "transport.not-secured",
        en: "The connection to {host} port {port} could not be encrypted, so nothing was sent.",
        ja: "{host}のポート{port}との通信を暗号化できなかったため、何も送りませんでした。"),
    Phrase(
        "transport.truncated",
        en: "The encrypted connection to {host} port {port} was cut off before its end.",
        ja: "{host}のポート{port}との暗号化された通信が、終わる前に切られました。"),
    Phrase(
        "transport.name-not-found",
        en: "The name {host} has no address in the DNS.",
        ja: "{host} という名前のアドレスがDNSにありません。"),
    Phrase(
        "route.no-address",
        en: "No mail exchanger of {domain} has an address.",
        ja: "{domain} のMXホストにアドレスがありません。"),
    Phrase(
        "route.null-mx",
        en: "{domain} says by a null MX that it takes no mail.",
        ja: "{domain} はnull MXによりメールを受け取らないと宣言しています。"),
    Phrase(
        "route.no-such-domain",
        en: "The domain {domain} does not exist.", ja: "ドメイン {domain} は存在しません。"),
    Phrase(
        "route.look-up-failed",
        en: "The name servers gave no answer about {domain}; it is tried again later.",
        ja: "{domain} についてネームサーバーの応答がありません。あとで再試行します。"),
    Phrase(
        "route.loop",
        en: "Mail for {domain} would come back to this very server: a loop.",
        ja: "{domain} 宛のメールがこのサーバー自身に戻ってしまいます(ループ)。"),
    Phrase(
        "courier.refused-by",
        en: "{host} said: {reply}", ja: "{host} の応答: {reply}"),
    Phrase(
        "courier.connection-lost",
        en: "{host} hung up in the middle of the conversation (stage {stage}).",
        ja: "{host} が対話の途中で接続を閉じました(段階 {stage})。"),
    Phrase(
        "courier.timed-out",
        en: "{host} did not answer in time (stage {stage}).",
        ja: "{host} が時間内に応答しませんでした(段階 {stage})。"),
    Phrase(
        "courier.protocol-error",
        en: "{host} said something that is not SMTP (stage {stage}).",
        ja: "{host} がSMTPではない応答をしました(段階 {stage})。"),
    Phrase(
        "courier.starttls-not-offered",
        en: "{host} does not offer STARTTLS, which was required. {detail}",
        ja: "{host} は必須とされたSTARTTLSを提供していません。{detail}"),
    Phrase(
        "courier.falls-back",
        en: "TLS with {host} came to nothing and was not required: once more, in the clear.",
        ja: "{host} とのTLSは成立しませんでしたが、必須ではないため、平文でもう一度試します。"),
    Phrase(
        "courier.no-mechanism",
        en: "{host} offers no way to log in that we know (offered: {detail}).",
        ja: "{host} は使用できる認証方式を提供していません(提供: {detail})。"),
    Phrase(
        "courier.unusable-credentials",
        en: "The name or password cannot be sent to {host} at all. {detail}",
        ja: "この名前またはパスワードは {host} に送れません。{detail}"),
    Phrase(
        "courier.eight-bit-not-offered",
        en: "The letter has 8-bit octets and {host} takes 7-bit mail only. {detail}",
        ja: "メールに8ビットの文字がありますが、{host} は7ビットしか受け取りません。{detail}"),
    Phrase(
        "courier.bare-line-end",
        en: "The letter has CR or LF alone, which must not be sent to {host}. {detail}",
        ja: "メールに単独のCRまたはLFがあり、{host} に送ることはできません。{detail}"),
    Phrase(
        "courier.no-recipients",
        en: "The envelope for {host} has no recipient. {detail}",
        ja: "{host} 宛のエンベロープに宛先がありません。{detail}"),
    Phrase(
        "courier.unsendable-address",
        en: "The address {detail} cannot be said to {host}.",
        ja: "アドレス {detail} は {host} に送れない形です。"),
    Phrase(
        "fetch.refused", en: "{host} said no: {reply}", ja: "{host} に断られました: {reply}"),
    Phrase(
        "fetch.login-refused",
        en: "{host} refused the name or password: {reply}",
        ja: "{host} が名前またはパスワードを拒否しました: {reply}"),
    Phrase(
        "fetch.login-disabled",
        en: "{host} takes no password before TLS (LOGINDISABLED).",
        ja: "{host} はTLSなしではパスワードを受け取りません(LOGINDISABLED)。"),
    Phrase(
        "fetch.tls-not-offered",
        en: "{host} does not offer TLS on this port, and the password is not sent without it.",
        ja: "{host} はこのポートでTLSを提供していません。TLSなしではパスワードを送りません。"),
    Phrase(
        "fetch.broken-off",
        en: "The conversation with {host} broke off.", ja: "{host} との対話が途切れました。"),
    Phrase(
        "mail.mailbox-missing",
        en: "The mailbox of {login} cannot take the letter.",
        ja: "{login} のメールボックスに配送できません。"),
    Phrase("mail.not-yet", en: "It could not be passed on yet.", ja: "まだ配送できていません。"),
]
