/// What `resolve` shows of an answer, as tools of the DNS do.
let dnsAnswerPhrases: [Phrase] = [
    Phrase(
        "shell.resolve.status",
        en: "status {status}, from {server} over {way}; flags: {flags}",
        ja: "状態 {status}、応答元 {server}({way})、フラグ: {flags}"),
    Phrase(
        "shell.resolve.timeout", en: "status TIMEOUT: no server has answered.",
        ja: "状態 TIMEOUT: どのサーバーからも応答がありません。"),
    Phrase(
        "shell.resolve.cached", en: "The resolver had the answer in its cache.",
        ja: "フルリゾルバーがキャッシュから答えました。"),
    Phrase(
        "shell.resolve.authoritative", en: "The server has authority for this name.",
        ja: "このサーバーは、この名前の権威サーバーです。"),
    Phrase(
        "shell.resolve.truncated",
        en: "The answer over UDP was cut (TC), so it was asked again over TCP.",
        ja: "UDPの応答が切り詰められていた(TC)ため、TCPで尋ね直しました。"),
    Phrase("shell.resolve.answer", en: "answer", ja: "回答"),
    Phrase("shell.resolve.authority", en: "authority", ja: "権威"),
    Phrase("shell.resolve.additional", en: "additional", ja: "付加情報"),
    Phrase(
        "shell.resolve.empty", en: "no records of this type", ja: "このタイプのレコードはありません"),
    Phrase(
        "shell.resolve.negative",
        en: "That there is none may be remembered for {seconds} seconds.",
        ja: "「ない」ことを {seconds} 秒間キャッシュできます。"),
    Phrase(
        "shell.resolve.referral", en: "A referral: the servers of {zone} know more.",
        ja: "委任先の案内です。{zone} のサーバーのほうが詳しく知っています。"),
]
