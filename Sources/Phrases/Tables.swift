/// Every table of phrases, one a room, in the order of the floors.
let allTables: [[Phrase]] = [
    internetPhrases, addressPhrases, firewallPhrases, dnsPhrases, tlsPhrases, tlsMessagePhrases,
    saslPhrases,
    smtpPhrases, attackPhrases,
    pop3Phrases, imapPhrases, postOfficePhrases, tapPhrases, simulationPhrases, labPhrases,
    shellPhrases, shellPhrasesEvents, shellPhrasesHelp, shellPhrasesLab, shellPhrasesLook,
    shellPhrasesProbe, shellPhrasesStory, shellPhrasesFirewall, shellPhrasesSymptoms,
    shellPhrasesTap, shellPhrasesCompare,
]
