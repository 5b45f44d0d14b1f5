/// The figures of the network alone: no mail, no journal.
func printNetworkFigures() {
    for logs in [false, true] {
        let bulk = quickest(of: 3) {
            var transfer = BulkTransfer(logsPackets: logs)
            return transfer.run(octets: 20_000_000)
        }
        let log = logs ? "on" : "off"
        line("packets forwarded, bulk TCP over three links, log \(log)", rate(bulk))
        let short = quickest(of: 3) {
            var exchanges = ShortExchanges(hosts: 200, logsPackets: logs)
            return exchanges.run(10_000, atOnce: 200)
        }
        line("packets forwarded, 200 hosts in short exchanges, log \(log)", rate(short))
    }
    for count in [10, 100, 1_000, 10_000] {
        let short = quickest(of: 3) {
            var exchanges = ShortExchanges(hosts: count, logsPackets: false)
            return exchanges.run(10_000, atOnce: 64)
        }
        let cost = short.seconds * 1e9 / Double(max(1, short.count))
        line("  one forward in a world of \(count) hosts", "\(Int(cost)) ns")
    }
}

private func rate(_ figure: (count: Int, seconds: Double)) -> String {
    "\(Int(Double(figure.count) / figure.seconds)) a second"
}
