/// What the DNS room says: servers, resolvers, the way of mail, and zone files.
let dnsPhrases: [Phrase] =
    dnsServerPhrases + dnsStreamPhrases + dnsResolverPhrases + dnsMailPhrases + zonePhrases
    + dnsAnswerPhrases

private let dnsServerPhrases: [Phrase] = [
    Phrase(
        "dns.not-a-query",
        en: "What {client} sent is not a query, and a server answers queries only.",
        ja: "{client} から届いたものは問い合わせではありません。サーバーは問い合わせにだけ答えます。"),
    Phrase(
        "dns.malformed-query",
        en: "The query of {client} cannot be read as a DNS message.",
        ja: "{client} からの問い合わせは、DNSメッセージとして読み取れません。"),
    Phrase(
        "dns.answer-truncated",
        en: "The answer does not fit into {octets} octets, so it is cut and marked (TC).",
        ja: "応答が {octets} オクテットに収まらないため、途中で切り詰めて印(TC)を付けます。"),
    Phrase(
        "dns.not-implemented",
        en: "This server does not do that ({operation}).",
        ja: "このサーバーはその要求({operation})に対応していません。"),
    Phrase(
        "dns.not-one-question",
        en: "A query must hold exactly one question.",
        ja: "問い合わせには、質問がちょうど1つ必要です。"),
    Phrase(
        "dns.not-our-zone",
        en: "{name} is in none of this server's zones, so it refuses to answer.",
        ja: "{name} はこのサーバーのどのゾーンにも属さないため、応答を拒否します。"),
    Phrase(
        "dns.authoritative-answer",
        en: "The server answers with authority (AA), from its own zone {zone}.",
        ja: "このサーバーは自分のゾーン {zone} のデータから、権威ある応答(AA)を返します。"),
    Phrase(
        "dns.alias-in-zone",
        en: "{name} is an alias; the canonical name is {target}.",
        ja: "{name} は別名(CNAME)です。正式な名前は {target} です。"),
    Phrase(
        "dns.referral-given",
        en: "{zone} was delegated, so the server names the servers to ask instead.",
        ja: "{zone} は委任されているので、代わりに尋ねるべきサーバーを教えます。"),
    Phrase(
        "dns.no-such-data",
        en: "{name} exists, but it has no {type} record; SOA says how long that holds.",
        ja: "{name} は存在しますが、{type} レコードはありません。この事実の有効期間はSOAが示します。"),
    Phrase(
        "dns.no-such-name",
        en: "{name} does not exist in the zone {zone}; SOA says how long that holds.",
        ja: "{name} はゾーン {zone} に存在しません。この事実の有効期間はSOAが示します。"),
    Phrase(
        "dns.wildcard-used",
        en: "{name} is not written in the zone; the wildcard {wildcard} stands in for it.",
        ja: "{name} はゾーンに書かれていないため、ワイルドカード {wildcard} が代わりに使われます。"),
]

private let dnsStreamPhrases: [Phrase] = [
    Phrase(
        "dns.edns-broken",
        en: "The OPT record of the query is malformed, or there is more than one.",
        ja: "問い合わせのOPTレコードが壊れているか、2つ以上あります。"),
    Phrase(
        "dns.edns-version",
        en: "The query speaks EDNS version {version}; only version 0 exists here (BADVERS).",
        ja: "問い合わせのEDNSはバージョン {version} ですが、対応しているのは0だけです(BADVERS)。"),
    Phrase(
        "dns.any-minimal",
        en: "The question for all records of {name} is answered with one set of them only.",
        ja: "{name} の全タイプを求める問い合わせ(ANY)には、1つのタイプのレコードだけを返します。"),
    Phrase(
        "dns.other-class",
        en: "Only the class IN is answered here; {question} is refused.",
        ja: "クラスIN以外には答えないため、{question} を拒否します。"),
    Phrase(
        "dns.tcp-too-many",
        en: "{client} or all clients together have too many TCP connections; this one is reset.",
        ja: "{client} または全体のTCP接続が多すぎるため、この接続をリセットします。"),
    Phrase(
        "dns.tcp-idle",
        en: "Nothing was asked over this connection for {seconds} seconds; the server closes it.",
        ja: "{seconds} 秒間、この接続で問い合わせがなかったため、サーバーから閉じます。"),
    Phrase(
        "dns.tcp-client-gone",
        en: "The client has closed the connection with {count} queries open; nobody is answered.",
        ja: "クライアントが {count} 件の応答を待たずに接続を閉じたため、応答を送りません。"),
    Phrase(
        "dns.tcp-broken",
        en: "A message of {octets} octets is too short for a DNS message; the connection is reset.",
        ja: "{octets} オクテットではDNSメッセージとして短すぎるため、接続をリセットします。"),
    Phrase(
        "dns.tcp-flood",
        en: "{octets} octets of queries wait on one connection; that is too much, it is reset.",
        ja: "1つの接続に {octets} オクテットもの問い合わせがたまったため、リセットします。"),
    Phrase(
        "dns.tcp-lost",
        en: "The TCP connection to {server} is gone before its answer has come.",
        ja: "応答が届く前に、{server} とのTCP接続が失われました。"),
]

private let dnsResolverPhrases: [Phrase] = [
    Phrase(
        "dns.stub-asks",
        en: "The host asks its resolver {server} for {type} of {name}, and wants the whole search "
            + "done (RD).",
        ja: "ホストはフルリゾルバー {server} に {name} の {type} を尋ね、最後まで調べるよう求めます(RD)。"),
    Phrase(
        "dns.stub-retries",
        en: "The host asks again for {name}, now at {server}.",
        ja: "ホストは {name} をもう一度、{server} に尋ねます。"),
    Phrase(
        "dns.stub-gave-up",
        en: "No resolver has answered for {type} of {name}; the host gives up.",
        ja: "{name} の {type} について、どのフルリゾルバーからも答えが得られず、あきらめます。"),
    Phrase(
        "dns.stub-cannot-ask",
        en: "The host cannot ask for {name}: it knows no resolver, or too many questions are open.",
        ja: "ホストは {name} を尋ねられません。フルリゾルバーが未設定か、未解決の質問が多すぎます。"),
    Phrase(
        "dns.client-refused",
        en: "{client} is not a client of this resolver and is refused.",
        ja: "{client} はこのフルリゾルバーの利用者ではないため、拒否します。"),
    Phrase(
        "dns.too-busy",
        en: "Too many questions are open; {question} is answered with a failure.",
        ja: "処理中の質問が多すぎるため、{question} には失敗を返します。"),
    Phrase(
        "dns.no-recursion-wanted",
        en: "The client did not ask for the whole search (RD), so only the cache answers "
            + "{question}.",
        ja: "最後まで調べることは求められていない(RDなし)ので、{question} にはキャッシュだけで答えます。"),
    Phrase(
        "dns.joined-question",
        en: "{question} is being looked for already; this client waits for the same answer.",
        ja: "{question} はすでに調査中です。この利用者も同じ答えを待ちます。"),
    Phrase(
        "dns.cache-hit",
        en: "{question} is in the cache, for another {seconds} seconds. Nobody is asked.",
        ja: "{question} はキャッシュにあります(残り {seconds} 秒)。どこにも尋ねません。"),
    Phrase(
        "dns.negative-cache-hit",
        en: "The cache knows, for another {seconds} seconds, that there is no {question}.",
        ja: "{question} が存在しないことがキャッシュにあります(残り {seconds} 秒)。"),
    Phrase(
        "dns.asking-server",
        en: "The resolver asks {server}, a server of the zone {zone}, for {question}.",
        ja: "フルリゾルバーは、ゾーン {zone} のサーバー {server} に {question} を尋ねます。"),
    Phrase(
        "dns.referral-followed",
        en: "The answer is a referral: the servers of {zone} know more ({servers}).",
        ja: "応答は委任先の案内でした。{zone} のサーバー({servers})のほうが詳しく知っています。"),
    Phrase(
        "dns.glue-missing",
        en: "No address came along for the server {server}; it has to be looked for first.",
        ja: "サーバー {server} のアドレスが添えられていないため、先にそれを調べます。"),
    Phrase(
        "dns.server-unfindable",
        en: "The address of the server {server} cannot be found: the search would go in a circle "
            + "or too deep.",
        ja: "サーバー {server} のアドレスは調べられません。探索が循環するか、深くなりすぎます。"),
    Phrase(
        "dns.out-of-bailiwick",
        en: "The response also speaks of {name}, which is outside {zone}: that is not believed.",
        ja: "応答に {name} の情報もありますが、{zone} の外なので信用しません。"),
    Phrase(
        "dns.alias-followed",
        en: "{name} is an alias of {target}; the search goes on with that name.",
        ja: "{name} は {target} の別名なので、その名前で調べ続けます。"),
    Phrase(
        "dns.alias-loop",
        en: "The aliases for {question} lead in a circle; the answer is a failure.",
        ja: "{question} の別名が循環しているため、失敗を返します。"),
    Phrase(
        "dns.alias-limit",
        en: "Too many aliases stand in a row for {question}; the answer is a failure.",
        ja: "{question} の別名が長く連なりすぎているため、失敗を返します。"),
    Phrase(
        "dns.answer-cached",
        en: "The authority has answered {question}; the answer is kept for {seconds} seconds.",
        ja: "権威サーバーが {question} に答えました。この答えを {seconds} 秒間キャッシュします。"),
    Phrase(
        "dns.no-data-learnt",
        en: "The name exists, but there is no {question}; that is kept for {seconds} seconds.",
        ja: "名前は存在しますが、{question} はありません。この事実を {seconds} 秒間キャッシュします。"),
    Phrase(
        "dns.no-such-name-learnt",
        en: "The name does not exist ({question}); that is kept for {seconds} seconds.",
        ja: "その名前は存在しません({question})。この事実を {seconds} 秒間キャッシュします。"),
    Phrase(
        "dns.negative-not-kept",
        en: "There is no {question}; without an SOA record that is not kept.",
        ja: "{question} はありません。SOAレコードがないため、この事実はキャッシュしません。"),
    Phrase(
        "dns.server-silent",
        en: "{server} has not answered within {seconds} seconds.",
        ja: "{server} から {seconds} 秒以内に応答がありませんでした。"),
    Phrase(
        "dns.server-failed",
        en: "{server} answered {code}; the next server is tried.",
        ja: "{server} の応答は {code} でした。次のサーバーを試します。"),
    Phrase(
        "dns.lame-server",
        en: "{server} should be an authority for {zone} but is none; the next server is tried.",
        ja: "{server} は {zone} の権威サーバーのはずですが、そうではありません。次のサーバーを試します。"),
    Phrase(
        "dns.truncated-retry",
        en: "The answer of {server} was cut (TC); it is asked again over TCP.",
        ja: "{server} の応答は切り詰められていました(TC)。TCPで尋ね直します。"),
    Phrase(
        "dns.edns-refused",
        en: "{server} does not understand EDNS; it is asked again without.",
        ja: "{server} はEDNSに対応していないため、EDNSなしで尋ね直します。"),
    Phrase(
        "dns.server-unreachable",
        en: "An ICMP error says that {server} cannot be reached, or that nobody listens there.",
        ja: "{server} に届かない、または待ち受けがないことを、ICMPエラーが知らせてきました。"),
    Phrase(
        "dns.failure-remembered",
        en: "All servers have failed at {question} a moment ago; they are not asked again so soon.",
        ja: "{question} はどのサーバーも先ほど失敗したばかりなので、しばらく尋ね直しません。"),
    Phrase(
        "dns.unexpected-response",
        en: "A response from {server} fits no open query (server, ID and question); it is ignored.",
        ja: "{server} からの応答に対応する問い合わせ(相手・ID・質問)がないため、無視します。"),
    Phrase(
        "dns.malformed-response",
        en: "The response of {server} cannot be read as a DNS message.",
        ja: "{server} からの応答は、DNSメッセージとして読み取れません。"),
    Phrase(
        "dns.time-limit",
        en: "The search for {question} has taken too long; the answer is a failure.",
        ja: "{question} の調査に時間がかかりすぎたため、失敗を返します。"),
    Phrase(
        "dns.work-limit",
        en: "The search for {question} has needed too many queries; the answer is a failure.",
        ja: "{question} の調査に必要な問い合わせが多すぎるため、失敗を返します。"),
    Phrase(
        "dns.no-server-left",
        en: "No server is left to ask for {question}; the answer is a failure.",
        ja: "{question} を尋ねられるサーバーがもうないため、失敗を返します。"),
]

private let dnsMailPhrases: [Phrase] = [
    Phrase(
        "dns.mx-order",
        en: "Mail for {domain} is tried in this order, lower preference first: {hosts}.",
        ja: "{domain} 宛てのメールは、優先度の値が小さい順に試します: {hosts}"),
    Phrase(
        "dns.mx-implicit",
        en: "{domain} has no MX record, so the host {domain} itself is tried (implicit MX).",
        ja: "{domain} にはMXレコードがないため、ホスト {domain} 自身を配送先とみなします(暗黙のMX)。"),
    Phrase(
        "dns.mx-null",
        en: "{domain} says with a null MX that it takes no mail at all.",
        ja: "{domain} はnull MXにより、メールを一切受け取らないと宣言しています。"),
    Phrase(
        "dns.mx-no-such-domain",
        en: "The domain {domain} does not exist: a permanent error.",
        ja: "ドメイン {domain} は存在しません。恒久的エラーです。"),
    Phrase(
        "dns.mx-temporary",
        en: "The DNS gives no answer for {domain} now; the message waits and is tried later.",
        ja: "{domain} について今はDNSの答えが得られないため、メールを保留して後で再試行します。"),
    Phrase(
        "dns.mx-self-excluded",
        en: "{host} is this host itself; it and all of preference {preference} or worse are left "
            + "out.",
        ja: "{host} はこのホスト自身なので、優先度の値が {preference} 以上の配送先をすべて除きます。"),
    Phrase(
        "dns.mx-alias",
        en: "The MX host {host} is an alias of {target}; that is against the rules but tolerated.",
        ja: "MXのホスト {host} は {target} の別名です。規則違反ですが、ここでは許容します。"),
    Phrase(
        "dns.mx-no-address",
        en: "The MX host {host} has no address and cannot be used.",
        ja: "MXのホスト {host} にはアドレスがないため、使えません。"),
    Phrase(
        "dns.mx-address-unknown",
        en: "The address of the MX host {host} cannot be found now.",
        ja: "MXのホスト {host} のアドレスは、今は調べられません。"),
    Phrase(
        "dns.mx-address-literal",
        en: "The domain is an address literal; {address} is used without asking the DNS.",
        ja: "ドメインがアドレスリテラルなので、DNSに尋ねず {address} をそのまま使います。"),
]

/// The errors of zone files share their values: the place, and what stands there.
private let zonePhrases: [Phrase] = [
    zone("expected-name", "a domain name was expected", "ドメイン名が必要です"),
    zone("label-too-long", "a label may have 63 octets at most", "ラベルは63オクテットまでです"),
    zone("name-too-long", "a name may have 255 octets at most", "名前は255オクテットまでです"),
    zone("bad-name", "this is no domain name", "ドメイン名として正しくありません"),
    zone(
        "no-origin", "a relative name needs $ORIGIN before it; or end the name with a dot",
        "相対名の前に$ORIGINが必要です。または名前の末尾に「.」を付けてください"),
    zone(
        "expected-type", "a type was expected: A, AAAA, CNAME, MX, NS, PTR, SOA or TXT",
        "タイプ(A、AAAA、CNAME、MX、NS、PTR、SOA、TXT)が必要です"),
    zone("expected-number", "a number in range was expected", "範囲内の数値が必要です"),
    zone(
        "expected-ipv4", "an IPv4 address such as 192.0.2.1 was expected",
        "192.0.2.1のようなIPv4アドレスが必要です"),
    zone(
        "expected-ipv6", "an IPv6 address such as 2001:db8::1 was expected",
        "2001:db8::1のようなIPv6アドレスが必要です"),
    zone("expected-text", "a text was expected", "文字列が必要です", showsValue: false),
    zone("expected-line-end", "the record is complete here", "レコードはここで終わるはずです"),
    zone("only-class-in", "only the class IN is known", "使えるクラスはINだけです"),
    zone(
        "no-previous-name", "the first record needs a name at the start of the line",
        "最初のレコードには、行頭に名前が必要です", showsValue: false),
    zone(
        "no-ttl", "no time to live: write $TTL at the start of the file",
        "TTLがありません。ファイルの先頭に$TTLを書いてください", showsValue: false),
    zone(
        "unknown-directive", "only $ORIGIN and $TTL are known",
        "使える指示は$ORIGINと$TTLだけです"),
    zone("parenthesis", "this parenthesis has no partner", "対応する括弧がありません", showsValue: false),
    zone("open-string", "the quotation mark is not closed", "引用符が閉じていません", showsValue: false),
    zone(
        "bad-escape", "a backslash needs a character or three digits up to 255 behind it",
        "「\\」の後には文字、または255までの3桁の数字が必要です", showsValue: false),
    zone(
        "string-too-long", "a string may have so many octets at most",
        "文字列の長さは、このオクテット数までです"),
    zone("no-soa", "the zone has no SOA record", "ゾーンにSOAレコードがありません", showsValue: false),
    zone("too-large", "the limit is reached", "上限に達しました"),
    zone("outside", "the name is outside the zone", "名前がゾーンの外にあります"),
    zone("second-soa", "a zone has one SOA record", "SOAレコードはゾーンに1つだけです"),
    zone(
        "alias-data", "a name with CNAME may have no other record",
        "CNAMEのある名前に、他のレコードは置けません"),
    zone(
        "too-many-records", "a zone may have so many records at most",
        "ゾーンのレコードは、この数までです"),
]

private func zone(
    _ key: String, _ english: String, _ japanese: String, showsValue: Bool = true
) -> Phrase {
    Phrase(
        "dns.zone-" + key,
        en: "line {line}, column {column}: \(english)"
            + (showsValue ? " (here: \"{value}\")." : "."),
        ja: "{line}行{column}文字目: \(japanese)" + (showsValue ? "(「{value}」)。" : "。"))
}
