/// What the mail engines, servers and programs say about logging in.
let authenticationPhrases: [Phrase] = [
    Phrase(
        "sasl.no-initial-response",
        en: "In this mechanism the server speaks first: there is nothing to answer yet.",
        ja: "この方式ではサーバーが先に話します。まだ答えるものはありません。"),
    Phrase(
        "sasl.server-proved",
        en: "The server has proved that it knows the password too: it is no stranger.",
        ja: "サーバーもパスワードを知っていることを証明しました。別人ではありません。"),
    Phrase(
        "smtp.wrong-password",
        en: """
            Name and password do not fit. The answer comes {seconds} s late, so that guessing \
            takes long.
            """,
        ja: "名前とパスワードが合いません。推測に時間がかかるように、応答を {seconds} 秒遅らせます。"),
    Phrase(
        "post.not-for-others",
        en: "{login} asks to act as {other}. Nobody may act for somebody else here.",
        ja: "{login} が {other} の代行を求めました。ここでは他人の代行はできません。"),
    Phrase(
        "post.token-of-another",
        en: "The token is good, but it is somebody else's.",
        ja: "トークンは有効ですが、別の人のものです。"),
    Phrase(
        "post.token-malformed",
        en: "What was sent is no token of this server's sign-in page.",
        ja: "送られたものは、このサーバーのサインインページが発行したトークンではありません。"),
    Phrase(
        "post.token-forged",
        en: "The token's seal is not the sign-in page's: it was made up or changed.",
        ja: "トークンの封印がサインインページのものではありません。偽造または改変されています。"),
    Phrase(
        "post.token-expired",
        en: "The token has expired. The sign-in page would have to hand out another.",
        ja: "トークンの期限が切れています。サインインページで新しいものを発行する必要があります。"),
    Phrase(
        "fetch.no-timestamp",
        en: "The greeting of {host} has no timestamp, so APOP cannot be used there.",
        ja: "{host} の挨拶にタイムスタンプがないため、APOPは使えません。"),
    Phrase(
        "fetch.no-mechanism",
        en: "{host} does not offer that way to log in here (offered: {offered}).",
        ja: "{host} はここではその認証方式を提供していません(提供: {offered})。"),
    Phrase(
        "trouble.apop-is-pop3",
        en: "APOP belongs to POP3: `fetch --proto pop3 --auth apop`.",
        ja: "APOPはPOP3の方式です。`fetch --proto pop3 --auth apop` として使います。"),
    Phrase(
        "trouble.unknown-mechanism",
        en: "There is no mechanism {name}; there are: {known}.",
        ja: "{name} という認証方式はありません。使えるもの: {known}"),
    Phrase(
        "trouble.mechanism-twice",
        en: "{name} stands in the list twice; once is enough.",
        ja: "{name} が2回書かれています。1回で足ります。"),
    Phrase(
        "trouble.mechanism-needs-password",
        en: """
            {host} keeps verifiers and no passwords, and {name} needs the password itself \
            (`accounts --disk` shows what is kept).
            """,
        ja: "{host} は検証値だけを保存し、パスワードを持ちません。{name} にはパスワードそのものが必要です(`accounts --disk` で確認できます)。"),
]
