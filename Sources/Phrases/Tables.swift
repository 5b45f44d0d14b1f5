/// Every table of phrases, one a room, in the order of the floors.
let allTables: [[Phrase]] = [
    internetPhrases, dnsPhrases, saslPhrases, smtpPhrases, smtpServerPhrases, smtpClientPhrases,
    pop3Phrases, imapPhrases, postOfficePhrases, simulationPhrases,
]
