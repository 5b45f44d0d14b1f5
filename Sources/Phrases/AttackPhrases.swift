/// Attackers on the way: what they do, and what there is to learn from it.
let attackPhrases: [Phrase] = [
    Phrase(
        "attack.stripped",
        en: "The attacker takes {taken} out of the server's list. The server said: {before}. "
            + "The client is shown: {after}.",
        ja: "攻撃者がサーバーの一覧から {taken} を取り除きました。サーバーが示したのは {before}、"
            + "クライアントに見せたのは {after} です。"),
    Phrase(
        "attack.refused",
        en: "The client asks for TLS ({command}); the attacker answers in the server's name: "
            + "{answer}",
        ja: "クライアントがTLSを求めましたが ({command})、攻撃者がサーバーになりすまして答えます: {answer}"),
    Phrase(
        "attack.upgraded",
        en: "The attacker itself says {command} to the server, so that the server sees TLS and "
            + "notices nothing.",
        ja: "攻撃者が自分でサーバーに {command} を送ります。サーバーからはTLSに見え、異変に気づきません。"),
    Phrase(
        "attack.swapped-own-ca",
        en: "The client has taken a certificate that the attacker's own authority has signed: all "
            + "that follows can be read.",
        ja: "クライアントは、攻撃者自身の認証局が署名した証明書を受け入れました。この先はすべて読まれます。"),
    Phrase(
        "attack.swapped-self-signed",
        en: "The client has taken a certificate that the attacker has signed itself: all that "
            + "follows can be read.",
        ja: "クライアントは、攻撃者の自己署名証明書を受け入れました。この先はすべて読まれます。"),
    Phrase(
        "attack.swapped-wrong-name",
        en: "The client has taken a certificate that is for another host: all that follows can be "
            + "read.",
        ja: "クライアントは、別のホストの証明書を受け入れました。この先はすべて読まれます。"),
    Phrase(
        "attack.swapped-misissued",
        en: "The client has taken a certificate that should never have been issued: the trusted "
            + "authority has signed the server's name for the attacker. All that follows can be "
            + "read.",
        ja: "クライアントは、発行されてはならない証明書を受け入れました。信頼された認証局が、攻撃者のために"
            + "サーバーの名前に署名したものです。この先はすべて読まれます。"),
    Phrase(
        "attack.swap-refused",
        en: "The client does not take the attacker's certificate, and breaks off.",
        ja: "クライアントは攻撃者の証明書を受け入れず、接続を打ち切りました。"),
    Phrase(
        "attack.swap-refused-because",
        en: "The client does not take the attacker's certificate, and breaks off. It says:",
        ja: "クライアントは攻撃者の証明書を受け入れず、接続を打ち切りました。理由:"),
    Phrase(
        "attack.injected-command",
        en: "The attacker puts a command of its own in the clear behind the client's, in the same "
            + "segment: {text}",
        ja: "攻撃者が、クライアントのコマンドの直後に自分のコマンドを平文で差し込みます(同じセグメント): {text}"),
    Phrase(
        "attack.injected-answer",
        en: "The attacker puts an answer of its own in the clear behind the server's go-ahead, in "
            + "the same segment: {text}",
        ja: "攻撃者が、サーバーの承諾の直後に自分の応答を平文で差し込みます(同じセグメント): {text}"),
    Phrase(
        "attack.preauthenticated",
        en: "The attacker turns the greeting {before} into {after}: who is logged in already "
            + "cannot ask for TLS any more.",
        ja: "攻撃者が挨拶 {before} を {after} に書き換えます。認証済みの状態ではTLSを求められません。"),
    Phrase(
        "attack.lesson-strip",
        en: "A client that takes TLS where it is offered goes on in the clear, and says its "
            + "password to the attacker. One that requires STARTTLS stops. One that begins with "
            + "TLS (465, 993, 995) asks nobody, so there is nothing to take out.",
        ja: "「提供されていれば使う」設定のクライアントは平文のまま進み、パスワードを攻撃者に渡します。"
            + "STARTTLS必須なら止まります。最初からTLSのポート(465、993、995)には、取り除けるものがありません。"),
    Phrase(
        "attack.lesson-refused",
        en: "The refusal looks like the server's. A client that goes on in the clear now does "
            + "what the attacker wishes.",
        ja: "拒否はサーバーからのものに見えます。ここで平文のまま進めば、攻撃者の思うつぼです。"),
    Phrase(
        "attack.lesson-swap",
        en: "Encryption says nothing about who is at the other end: only the check of the "
            + "certificate does. Who switches it off speaks to the attacker.",
        ja: "暗号化されていても、相手が誰かは分かりません。それを確かめるのは証明書の検証だけです。"
            + "検証を切れば、攻撃者と話すことになります。"),
    Phrase(
        "attack.lesson-misissued",
        en: "No client can tell this certificate from the right one: trust in an authority is "
            + "trust in every certificate that it signs.",
        ja: "どのクライアントも、この証明書を本物と見分けられません。認証局を信頼することは、それが署名する"
            + "すべての証明書を信頼することです。"),
    Phrase(
        "attack.lesson-inject",
        en: "Whoever keeps what had come before TLS takes the attacker's words for the other's, "
            + "said under encryption. Both ends have to throw it away.",
        ja: "TLSの前に届いたものを捨てずに残すと、攻撃者の言葉を、暗号化された相手の言葉と取り違えます。"
            + "両端とも捨てなければなりません。"),
    Phrase(
        "attack.lesson-preauth",
        en: "STARTTLS is for those who are not logged in. A client that wants TLS has to break off "
            + "when the greeting says that it is.",
        ja: "STARTTLSは認証前だけのコマンドです。TLSを必要とするクライアントは、認証済みの挨拶を受けたら"
            + "接続を打ち切らなければなりません。"),
    Phrase(
        "shell.help.attack", en: "Put an attacker into a link.", ja: "経路上に攻撃者を置く"),
    Phrase(
        "shell.help.attack.more",
        en: "strip takes the offer of STARTTLS out of the server's answers, and speaks TLS with "
            + "the server itself (--keep-clear: it does not). swap speaks TLS with both ends, "
            + "with a certificate of its own (--certificate own-ca, self-signed, wrong-name or "
            + "misissued). inject puts words of its own in front of TLS. preauth tells clients "
            + "of IMAP that they are logged in. off takes the attacker away. A host with one "
            + "link stands for it; `attack` alone lists who is there.",
        ja: "strip はサーバーの応答からSTARTTLSを取り除き、サーバーとは自分でTLSを話します"
            + "(--keep-clear なら平文のまま)。swap は自分の証明書で両側とTLSを話します"
            + "(--certificate own-ca、self-signed、wrong-name、misissued)。inject はTLSの前に平文を"
            + "差し込みます。preauth はIMAPのクライアントに認証済みだと偽ります。off で取り除きます。"
            + "リンクが1本だけのホストは、その名前だけで指定できます。`attack` だけで一覧を示します。"),
    Phrase(
        "shell.attack.placed", en: "{host} stands between {a} and {b} now.",
        ja: "{host} を {a} と {b} の間に置きました。"),
    Phrase(
        "shell.attack.does.strip",
        en: "It takes STARTTLS and STLS out of what servers offer. TLS ports pass untouched.",
        ja: "サーバーの応答からSTARTTLSとSTLSを取り除きます。最初からTLSのポートには触れません。"),
    Phrase(
        "shell.attack.does.swap",
        en: "It answers TLS in the server's name, with a certificate of its own.",
        ja: "サーバーになりすまし、自分の証明書でTLSに応じます。"),
    Phrase(
        "shell.attack.does.inject",
        en: "It puts words of its own behind STARTTLS and STLS, and lets TLS pass.",
        ja: "STARTTLSとSTLSの後に平文を差し込み、TLSはそのまま通します。"),
    Phrase(
        "shell.attack.does.preauth",
        en: "It tells clients of IMAP that they are logged in already.",
        ja: "IMAPのクライアントに、認証済みだと偽ります。"),
    Phrase(
        "shell.attack.ports",
        en: "It takes connections to ports {ports}; all other packets pass as they are.",
        ja: "ポート {ports} への接続を横取りし、ほかのパケットはそのまま通します。"),
    Phrase(
        "shell.attack.removed", en: "{host} is gone; {a} and {b} are joined as before.",
        ja: "{host} を取り除きました。{a} と {b} は元どおりつながっています。"),
    Phrase(
        "shell.attack.nobody",
        en: "No attacker stands in any link. `attack alice-pc strip` puts one there.",
        ja: "攻撃者はどのリンクにもいません。`attack alice-pc strip` で置けます。"),
    Phrase(
        "shell.attack.row", en: "{host}  {a} – {b}: {kind}, deeds: {count}",
        ja: "{host}  {a} – {b}: {kind}、行為 {count}件"),
    Phrase("shell.attack.kind.strip", en: "STARTTLS stripper", ja: "STARTTLSの除去"),
    Phrase("shell.attack.kind.swap", en: "certificate swapper", ja: "証明書のすり替え"),
    Phrase("shell.attack.kind.inject", en: "command injector", ja: "コマンドの差し込み"),
    Phrase("shell.attack.kind.preauth", en: "PREAUTH forger", ja: "PREAUTHの偽装"),
    Phrase(
        "shell.attack.no-link",
        en: "No link joins {a} and {b}. {a} is linked to: {others}.",
        ja: "{a} と {b} を結ぶリンクはありません。{a} のリンク先: {others}。"),
    Phrase(
        "shell.attack.none-there", en: "No attacker stands between {a} and {b}.",
        ja: "{a} と {b} の間に攻撃者はいません。"),
    Phrase(
        "shell.attack.not-for", en: "{option} is for `attack … {kind}` only.",
        ja: "{option} は `attack … {kind}` でだけ使えます。"),
    Phrase(
        "shell.event.attack", en: "You put an attacker between {a} and {b}: {kind}",
        ja: "{a} と {b} の間に攻撃者を置きます: {kind}"),
    Phrase(
        "shell.event.attack-off", en: "You take {host} away", ja: "{host} を取り除きます"),
    Phrase(
        "trouble.attacker-there",
        en: "{host} stands between {a} and {b} already: `attack {a} {b} off` takes it away.",
        ja: "{a} と {b} の間にはすでに {host} がいます。`attack {a} {b} off` で取り除けます。"),
    Phrase(
        "trouble.not-an-attacker", en: "{host} is no attacker.", ja: "{host} は攻撃者ではありません。"),
]
