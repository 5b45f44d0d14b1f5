/// What the shell says about logging in.
let shellPhrasesSASL: [Phrase] = [
    Phrase(
        "shell.host.mechanisms",
        en: "logs in by",
        ja: "認証方式"),
    Phrase(
        "shell.host.storage",
        en: "keeps passwords",
        ja: "パスワードの保存形式"),
    Phrase(
        "shell.storage.clear",
        en: "as they are",
        ja: "そのまま(平文)"),
    Phrase(
        "shell.storage.scram",
        en: "as SCRAM verifiers",
        ja: "SCRAMの検証値"),
    Phrase(
        "shell.set.mechanisms",
        en: "{host} offers from now on: {list}. Open connections keep what they were "
            + "told.",
        ja: "{host} が提供する認証方式: {list}。開いている接続には影響しません。"),
    Phrase(
        "shell.event.mechanisms",
        en: "You let {host} offer: {list}",
        ja: "{host} の認証方式を {list} にします"),
    Phrase(
        "shell.event.sign-in",
        en: "{login} signs in for another access token",
        ja: "{login} が新しいアクセストークンを得ます"),
    Phrase(
        "shell.accounts.token",
        en: "{login}, until {until}",
        ja: "{login}、期限 {until}"),
    Phrase(
        "shell.accounts.expired",
        en: "{login}, expired at {until} (`accounts --renew {login}`)",
        ja: "{login}、{until} に期限切れ(`accounts --renew {login}`)"),
    Phrase(
        "shell.accounts.renewed",
        en: "{login} has another access token (`accounts --tokens`).",
        ja: "{login} の新しいアクセストークンが発行されました(`accounts --tokens`)。"),
    Phrase(
        "shell.accounts.on-disk",
        en: "{login} at {host}: {storage}",
        ja: "{login} ({host}): {storage}"),
    Phrase(
        "shell.sasl.mechanism",
        en: "mechanism",
        ja: "方式"),
    Phrase(
        "shell.sasl.wire",
        en: "shows",
        ja: "見えるもの"),
    Phrase(
        "shell.sasl.replay",
        en: "replay",
        ja: "再送"),
    Phrase(
        "shell.sasl.guess",
        en: "guess",
        ja: "推測"),
    Phrase(
        "shell.sasl.bound",
        en: "bound",
        ja: "結合"),
    Phrase(
        "shell.sasl.server",
        en: "server",
        ja: "相互"),
    Phrase(
        "shell.sasl.disk",
        en: "disk",
        ja: "ディスク"),
    Phrase(
        "shell.sasl.wire-password",
        en: "password",
        ja: "パスワード"),
    Phrase(
        "shell.sasl.wire-token",
        en: "token",
        ja: "トークン"),
    Phrase(
        "shell.sasl.wire-proof",
        en: "proof",
        ja: "証明"),
    Phrase(
        "shell.sasl.disk-password",
        en: "password",
        ja: "パスワード"),
    Phrase(
        "shell.sasl.disk-verifier",
        en: "verifier",
        ja: "検証値"),
    Phrase(
        "shell.sasl.disk-nothing",
        en: "nothing",
        ja: "なし"),
    Phrase(
        "shell.sasl.one-round",
        en: "1 round",
        ja: "1回"),
    Phrase(
        "shell.sasl.about-wire",
        en: "shows: what a listener reads when there is no TLS. base64 hides nothing.",
        ja: "見えるもの: TLSがないとき盗聴者が読めるもの。base64では何も隠せません。"),
    Phrase(
        "shell.sasl.about-replay",
        en: "replay: the same octets, sent once more on another connection, log one in.",
        ja: "再送: 同じオクテットを別の接続でもう一度送ればログインできます。"),
    Phrase(
        "shell.sasl.about-guess",
        en: "guess: a listener can try passwords at home; each try costs so many rounds.",
        ja: "推測: 盗聴者は手元でパスワードを試せます。1回の試行に必要な反復回数です。"),
    Phrase(
        "shell.sasl.about-bound",
        en: "bound: whoever stands between two TLS connections gets nowhere (RFC 5802 "
            + "§6).",
        ja: "結合: 2本のTLS接続の間に立つ者は認証を通せません (RFC 5802 §6)。"),
    Phrase(
        "shell.sasl.about-server",
        en: "server: the client knows afterwards that the server knew the password too.",
        ja: "相互: サーバーもパスワードを知っていたことがクライアントに分かります。"),
    Phrase(
        "shell.sasl.about-disk",
        en: "disk: what the server must keep. A stolen verifier does not log one in.",
        ja: "ディスク: サーバーが保存すべきもの。検証値が盗まれてもログインはできません。"),
    Phrase(
        "shell.sasl.about-tls",
        en: "Inside TLS a listener reads none of it; bound and server count against the "
            + "other end.",
        ja: "TLSの中では盗聴者には何も読めません。結合と相互は、接続の相手を確かめるためのものです。"),
    Phrase(
        "shell.sasl.begin",
        en: "First type AUTH {name} (SMTP, POP3) or a AUTHENTICATE {name} (IMAP), then:",
        ja: "まず AUTH {name} (SMTP、POP3)または a AUTHENTICATE {name} (IMAP)、次に:"),
    Phrase(
        "shell.sasl.wait",
        en: "The server answers with a challenge. Give it to `sasl {name} --as {login} "
            + "--challenge TEXT`: TEXT is what stands behind 334 or +.",
        ja: "サーバーがチャレンジを返します。334または+の後の文字列TEXTを `sasl {name} --as {login} --challenge TEXT` に"
            + "渡してください。"),
    Phrase(
        "shell.sasl.then",
        en: "The server answers with salt and rounds. Give that to `sasl {name} --as "
            + "{login} --challenge TEXT`: TEXT is what stands behind 334 or +.",
        ja: "サーバーがソルトと反復回数を返します。334または+の後の文字列TEXTを `sasl {name} --as {login} --challenge TEXT"
            + "` に渡してください。"),
    Phrase(
        "shell.sasl.expected",
        en: "The server must answer with {text} (in base64 once more); then send an empty "
            + "line.",
        ja: "サーバーは {text} (さらにbase64)と答えるはずです。その後、空行を送ります。"),
]
