/// What TLS says to people.
let tlsPhrases: [Phrase] = [
    Phrase(
        "tls.begins",
        en: "The TLS handshake begins: until it is over nothing of the protocol inside is sent.",
        ja: "TLSハンドシェイクが始まります。終わるまで、中のプロトコルは何も送られません。"),
    Phrase(
        "tls.secured",
        en: "The connection is encrypted now: {version}, {suite}, keys agreed by {group}.",
        ja: "ここから通信は暗号化されます: {version}、{suite}、鍵交換は{group}。"),
    Phrase(
        "tls.legacy-version",
        en: "{version} is out of use: what it seals can be opened by who tries hard enough.",
        ja: "{version}は使われなくなったバージョンです。手間をかければ破られる恐れがあります。"),
    Phrase(
        "tls.peer-certificate",
        en: "The peer's certificate is for {names}, signed by {issuer}, and good until {end}.",
        ja: "相手の証明書の名前は{names}、署名したのは{issuer}、有効期限は{end}です。"),
    Phrase(
        "tls.verified",
        en: "The certificate has passed: it is for this host, and a trusted root stands behind it.",
        ja: "証明書の検証に成功しました。名前が一致し、信頼するルート証明書につながります。"),
    Phrase(
        "tls.piece",
        en: "{count} octets of a record that is not whole yet.",
        ja: "まだ全部届いていないレコードの一部、{count}オクテット。"),
    Phrase(
        "tls.inside",
        en: "Inside, for the owner of an end, who has the secrets:",
        ja: "鍵を持つ当事者にだけ見える中身:"),
    Phrase("tls.inside-data", en: "{what}", ja: "{what}"),
    Phrase(
        "tls.overruled",
        en: "The certificate did not pass, and was accepted all the same, as told to.",
        ja: "証明書の検証に失敗しましたが、指示どおりそのまま受け入れました。"),
    Phrase(
        "tls.failed",
        en: "The connection is not encrypted, and nothing is sent over it:",
        ja: "通信は暗号化されず、何も送られません:"),
    Phrase(
        "tls.closed",
        en: "The peer has said that nothing more comes (close_notify): nothing is missing.",
        ja: "相手が送信の終わりを告げました(close_notify)。欠けているものはありません。"),
    Phrase(
        "tls.truncated",
        en: """
            The stream ended without close_notify: somebody on the way may have cut it off, and \
            the end may be missing.
            """,
        ja: "close_notifyなしに通信が終わりました。途中で誰かが切った可能性があり、最後が欠けているかもしれません。"),
    Phrase(
        "tls.discarded",
        en: "{count} octets that came in the clear before the handshake are thrown away.",
        ja: "ハンドシェイクの前に平文で届いた{count}オクテットを捨てました。"),
    Phrase(
        "tls.cert-expired",
        en: "The certificate ended its life at {end}.",
        ja: "証明書の有効期限は{end}に切れています。"),
    Phrase(
        "tls.cert-not-yet-valid",
        en: "The certificate begins its life at {start} only.",
        ja: "証明書の有効期間はまだ始まっていません。{start}からです。"),
    Phrase(
        "tls.cert-wrong-name",
        en: "The certificate is for {offered}, and not for {wanted}.",
        ja: "証明書の名前は{offered}で、接続したい{wanted}と一致しません。"),
    Phrase(
        "tls.cert-common-name-only",
        en: """
            The certificate names {name} in its subject (common name) only: programs of old \
            looked there, today only the alternative names count.
            """,
        ja: "証明書は{name}をサブジェクト(コモンネーム)にしか書いていません。昔はそこを見ましたが、今は代替名だけが有効です。"),
    Phrase(
        "tls.cert-unknown-authority",
        en: "The certificate leads to {issuer}, and to no root that is trusted here.",
        ja: "証明書をたどると{issuer}に行き着きますが、信頼しているルート証明書にはつながりません。"),
    Phrase(
        "tls.cert-self-signed",
        en: "The certificate of {subject} is signed by itself: anybody can make one like it.",
        ja: "{subject}の証明書は自己署名です。同じものは誰にでも作れます。"),
    Phrase(
        "tls.cert-revoked",
        en: "The authority has taken the certificate back (it is on the revocation list).",
        ja: "証明書は認証局によって失効しています(失効リストに載っています)。"),
    Phrase(
        "tls.cert-weak-key",
        en: "The key is too weak for today: {key}.",
        ja: "鍵が弱すぎます: {key}。"),
    Phrase(
        "tls.cert-outside-constraints",
        en: "The authority may not sign for {names}: its own certificate names other domains.",
        ja: "この認証局は{names}の証明書に署名できません。認証局の証明書に許されたドメインの外です。"),
    Phrase(
        "tls.cert-revocation-unknown",
        en: "There is no valid list that says whether the certificate was taken back.",
        ja: "証明書が失効しているかどうかを確かめる有効な失効リストがありません。"),
    Phrase(
        "tls.cert-bad-signature",
        en: "A signature in the chain of certificates is wrong.",
        ja: "証明書チェーンの署名が正しくありません。"),
    Phrase(
        "tls.cert-wrong-purpose",
        en: "A certificate in the chain is not meant for what it is used for.",
        ja: "チェーンの証明書が、本来の用途と違う目的で使われています。"),
    Phrase(
        "tls.cert-other", en: "The certificate did not pass: {text}.",
        ja: "証明書の検証に失敗しました: {text}。"),
    Phrase(
        "tls.failed-alert",
        en: "The peer gave up with the alert {alert} ({code}).",
        ja: "相手がアラート{alert}({code})を返して打ち切りました。"),
    Phrase(
        "tls.failed-not-tls",
        en: """
            What came is no TLS; it begins with "{beginning}". Is this a port where the protocol \
            begins in the clear?
            """,
        ja: "届いたものはTLSではありません。「{beginning}」で始まっています。平文で始まるポートではありませんか。"),
    Phrase(
        "tls.failed-version",
        en: "The two sides have no version in common; we speak {lowest} to {highest}.",
        ja: "双方に共通のTLSバージョンがありません。こちらは{lowest}から{highest}までです。"),
    Phrase(
        "tls.failed-nothing-in-common",
        en: "The two sides have no algorithms in common.",
        ja: "双方に共通の暗号方式がありません。"),
    Phrase(
        "tls.failed-bad-record",
        en: "The seal of a record does not fit: it was changed on the way.",
        ja: "レコードの認証が合いません。途中で書き換えられています。"),
    Phrase(
        "tls.failed-tampered",
        en: "The two sides did not see the same handshake: somebody changed it on the way.",
        ja: "双方が見たハンドシェイクが一致しません。途中で誰かが書き換えています。"),
    Phrase(
        "tls.failed-unexpected-message",
        en: "A message came that has no place here.",
        ja: "ここでは許されないメッセージが届きました。"),
    Phrase(
        "tls.failed-too-long",
        en: "More came than the limit of {limit} octets.",
        ja: "上限の{limit}オクテットを超えて届きました。"),
    Phrase(
        "tls.failed-closed-early",
        en: "The peer ended the connection in the middle of the handshake.",
        ja: "ハンドシェイクの途中で相手が接続を閉じました。"),
    Phrase(
        "tls.failed-timed-out",
        en: "The peer stopped in the middle of the handshake, and we wait no longer.",
        ja: "ハンドシェイクの途中で相手が黙ったため、待つのをやめました。"),
    Phrase(
        "tls.failed-other", en: "The handshake failed: {text}.",
        ja: "ハンドシェイクに失敗しました: {text}。"),
    Phrase(
        "tls.failed-unusable",
        en: "Our own certificate or choice of algorithms cannot be used: {text}.",
        ja: "こちらの証明書または暗号の設定が使えません: {text}。"),
    Phrase(
        "tls.seen-client-hello",
        en: """
            ClientHello, readable by everybody: host {name}, versions {versions}, {suites} \
            suites, groups {groups}.
            """,
        ja: "ClientHello(誰でも読める): ホスト{name}、バージョン{versions}、暗号スイート{suites}個、グループ{groups}。"),
    Phrase(
        "tls.seen-server-hello",
        en: "ServerHello, readable by everybody: {version}, {suite}, group {group}.",
        ja: "ServerHello(誰でも読める): {version}、{suite}、グループ{group}。"),
    Phrase(
        "tls.seen-retry",
        en: "HelloRetryRequest: the server wants a key for group {group}.",
        ja: "HelloRetryRequest: サーバーはグループ{group}の鍵を求めています。"),
    Phrase(
        "tls.seen-certificate",
        en: "{count} certificates in the clear: for {names}, signed by {issuer}.",
        ja: "平文の証明書{count}枚: 名前は{names}、署名は{issuer}。"),
    Phrase(
        "tls.seen-handshake",
        en: "{message}, {count} octets.",
        ja: "{message}、{count}オクテット。"),
    Phrase("tls.seen-alert", en: "Alert: {alert}.", ja: "アラート: {alert}。"),
    Phrase(
        "tls.seen-change-cipher-spec",
        en: """
            ChangeCipherSpec ({side}): up to version 1.2 everything behind it is sealed; in 1.3 it \
            says nothing and is there for old devices on the way.
            """,
        ja: "ChangeCipherSpec({side}): 1.2までは、この後がすべて暗号化されます。1.3では意味がなく、途中の古い機器のためにあります。"),
    Phrase(
        "tls.seen-sealed",
        en: "TLS record, {count} octets: nothing shows but its size (contents: {contents}).",
        ja: "TLSレコード、{count}オクテット。見えるのは大きさだけです(中身は{contents})。"),
    Phrase(
        "tls.seen-malformed",
        en: "Something that cannot be read, {count} octets.",
        ja: "読み取れないもの、{count}オクテット。"),
    Phrase(
        "tls.seen-not-tls",
        en: "No TLS, but cleartext: {beginning}",
        ja: "TLSではなく平文: {beginning}"),
    Phrase(
        "tls.seen-sealed-run",
        en: "{number} TLS records, {counts} octets: nothing shows but their sizes.",
        ja: "TLSレコード{number}個、{counts}オクテット。見えるのは大きさだけです。"),
]
