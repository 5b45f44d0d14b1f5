/// Every table of phrases, one a room, in the order of the floors.
let allTables: [[Phrase]] = [dnsPhrases, postOfficePhrases, simulationPhrases, labPhrases]
