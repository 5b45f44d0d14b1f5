/// Every table of phrases, one a room, in the order of the floors.
let allTables: [[Phrase]] = [
    internetPhrases, addressPhrases, firewallPhrases, gatewayPhrases, dnsPhrases, tlsPhrases,
    saslPhrases,
    smtpPhrases,
    pop3Phrases, imapPhrases, postOfficePhrases, simulationPhrases, labPhrases,
    shellPhrases, shellPhrasesEvents, shellPhrasesHelp, shellPhrasesLab, shellPhrasesLook,
    shellPhrasesProbe, shellPhrasesStory, shellPhrasesFirewall, shellPhrasesSymptoms,
]
