/// What `resolve` shows of an answer, and what questions and answers mean.
let dnsAnswerPhrases: [Phrase] = dnsStatusPhrases + dnsQuestionPhrases + dnsOutcomePhrases

private let dnsStatusPhrases: [Phrase] = [
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

private let dnsQuestionPhrases: [Phrase] = [
    Phrase(
        "dns.explain-a",
        en: "Which IPv4 address has {name}? Whoever wants to connect must know it first.",
        ja: "{name} のIPv4アドレスは何か、という質問です。接続する前に知る必要があります。"),
    Phrase(
        "dns.explain-aaaa",
        en: "Which IPv6 address has {name}? Hosts that have IPv6 themselves ask this too.",
        ja: "{name} のIPv6アドレスは何か、という質問です。IPv6を使えるホストだけが尋ねます。"),
    Phrase(
        "dns.explain-mx",
        en: "Which hosts take mail for {name}? Mail servers ask this before they relay.",
        ja: "{name} 宛てのメールを受け取るホストはどれか、という質問です。中継の前に尋ねます。"),
    Phrase(
        "dns.explain-ptr",
        en: "Which name belongs to the address? It stands in {name}, its parts in reverse.",
        ja: "アドレスに対応する名前は何か、という質問です(逆引き)。アドレスを逆順に並べた名前 {name} で"
            + "尋ねます。"),
    Phrase(
        "dns.explain-txt",
        en: "Which texts does {name} publish? SPF, DKIM and DMARC keep their data in such records.",
        ja: "{name} が公開している文字列は何か、という質問です。SPF、DKIM、DMARCのデータもTXTにあります。"),
    Phrase(
        "dns.explain-ns", en: "Which name servers have authority for {name}?",
        ja: "{name} の権威サーバーはどれか、という質問です。"),
    Phrase(
        "dns.explain-soa",
        en: "What are the terms of the zone {name}: first server, serial number, times?",
        ja: "ゾーン {name} の基本情報(最初のサーバー、シリアル番号、各種の時間)は何か、という質問です。"),
    Phrase(
        "dns.explain-cname", en: "Is {name} an alias, and of which name?",
        ja: "{name} は別名か、そうなら正式な名前は何か、という質問です。"),
    Phrase(
        "dns.explain-other", en: "Which {type} records has {name}?",
        ja: "{name} の {type} レコードは何か、という質問です。"),
]

private let dnsOutcomePhrases: [Phrase] = [
    Phrase(
        "dns.explain-nxdomain",
        en: "The name {name} does not exist, for no type of record. That is certain: asking again "
            + "would bring the same for {seconds} seconds.",
        ja: "{name} という名前は、どのタイプでも存在しません。確かな答えで、{seconds} 秒間は変わりません。"),
    Phrase(
        "dns.explain-nodata",
        en: "{name} exists, but has no {type} record.",
        ja: "{name} は存在しますが、{type} レコードはありません。"),
    Phrase(
        "dns.explain-referral",
        en: "This server does not know; it names the servers of {zone}, which know more.",
        ja: "このサーバーは答えを知らず、より詳しい {zone} のサーバーを教えています。"),
    Phrase(
        "dns.explain-servfail",
        en: "The resolver could not get an answer. Nothing is said about {name} itself: later it "
            + "may work, so mail servers keep the message and try again.",
        ja: "フルリゾルバーは答えを得られませんでした。{name} の有無は分かりません。後で成功する可能性があるので、"
            + "メールサーバーはメールを保留して再試行します。"),
    Phrase(
        "dns.explain-refused",
        en: "The server does not answer this client, or not about {name}.",
        ja: "サーバーがこのクライアント、または {name} についての応答を拒否しています。"),
    Phrase(
        "dns.explain-timeout",
        en: "No server has said anything: it is down, or packets are lost or blocked on the way.",
        ja: "どのサーバーからも応答がありません。停止しているか、途中でパケットが失われています。"),
    Phrase(
        "dns.explain-unreachable",
        en: "The network or the host itself says that no name server can be reached there.",
        ja: "そこに届くネームサーバーがないことを、ネットワークまたはホスト自身が知らせています。"),
    Phrase(
        "dns.explain-failed", en: "The server could not answer: {outcome}.",
        ja: "サーバーは答えられませんでした({outcome})。"),
    Phrase(
        "dns.explain-null-mx",
        en: "The single MX with the name \".\" (null MX) says that {name} takes no mail at all.",
        ja: "名前が「.」だけのMX(null MX)は、{name} がメールを一切受け取らないことを表します。"),
    Phrase(
        "dns.explain-mx-order",
        en: "The host with the lowest preference is tried first, the others if it fails.",
        ja: "優先度の値が最も小さいホストを最初に試し、失敗したら次を試します。"),
    Phrase(
        "dns.explain-alias",
        en: "{name} is an alias (CNAME); the records belong to {target}.",
        ja: "{name} は別名(CNAME)で、レコードは {target} のものです。"),
    Phrase(
        "dns.explain-truncated",
        en: "Over UDP the answer would not fit and was cut (TC); the host repeated its question "
            + "over TCP.",
        ja: "UDPには収まらず切り詰められた(TC)ため、ホストはTCPで質問をやり直しました。"),
    Phrase(
        "dns.explain-cached",
        en: "The resolver had this in its cache and asked nobody.",
        ja: "フルリゾルバーのキャッシュにあったため、どこにも尋ねていません。"),
]
