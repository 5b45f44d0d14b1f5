import Clockwork
import Internet
import Session
import Support
import Testing
import Wire

/// How fast a long transfer is, against what the theory says.
@Suite("Bulk transfer")
struct BulkTransferTests {
    /// A transfer over one link; returns payload octets a second from `from` to `to` octets.
    private static func rate(
        octets: Int, from: Int, loss: Int, seed: UInt64, settings: TCPSettings = TCPSettings()
    ) throws -> Double {
        var network = Network(seed: seed)
        let (a, b) = (network.addHost("a"), network.addHost("b"))
        let (here, there) = (IPAddress(192, 0, 2, 1), IPAddress(192, 0, 2, 2))
        network.addLink(
            a, here, b, there, prefixLength: 24, name: "link",
            properties: LinkProperties(
                latency: .milliseconds(20), bitsPerSecond: 100_000_000, lossPerMillion: loss))
        network.setTCPSettings(settings, on: a)
        network.setTCPSettings(settings, on: b)
        network.listen(on: b, port: 25)
        var log = CausalLog<Happening>(startingAt: 1)
        let socket = network.open(from: a, to: Endpoint(there, 25), because: nil, into: &log)
        network.send(
            [UInt8](repeating: 65, count: octets), on: socket, because: nil, into: &log)
        var received = 0
        var begin: Instant?
        while received < octets, network.nextMoment != nil {
            var log = CausalLog<Happening>(startingAt: 1)
            network.step(into: &log)
            for item in log.items {
                guard case .received(_, let new) = item.entry else { continue }
                received += new.count
                if begin == nil, received >= from { begin = item.moment }
            }
        }
        let time = network.now - (try #require(begin))
        try #require(received == octets)
        return Double(octets - from) / (Double(time.nanoseconds) / 1e9)
    }

    @Test("a link of 100 Mbit/s and 20 ms is filled")
    func fillsTheLink() throws {
        let rate = try Self.rate(octets: 20_000_000, from: 5_000_000, loss: 0, seed: 1)
        print("bulk transfer, no loss: \(Int(rate * 8 / 1e4) * 10) kbit/s of 100,000")
        // 1,448 octets of 1,500 are payload: 96.5 Mbit/s can be had.
        #expect(rate * 8 >= 90_000_000)
        #expect(rate * 8 <= 96_600_000)
    }

    /// Mathis and others: MSS / RTT * 1.22 / sqrt(p), for one more segment each round trip and
    /// half the window at each loss.
    ///
    /// Less is had, because nothing grows in the round trip that repairs a loss, and because a
    /// repeat that is lost costs a time-out of a second: at one in a hundred, some 15 to 30 in a
    /// hundred together. More is had where two losses fall into one window and count once.
    private func theory(loss: Double) -> Double { 1_448 / 0.040 * 1.22 / loss.squareRoot() }

    @Test("with one packet in a hundred lost it is as fast as the theory says")
    func lossy() throws {
        var sum = 0.0
        let seeds = Seeds.few
        for seed in seeds {
            sum += try Self.rate(octets: 8_000_000, from: 500_000, loss: 10_000, seed: seed)
        }
        let share = sum / Double(seeds.count) / theory(loss: 0.01)
        print("bulk transfer, 1 % lost, SACK: \(Int(share * 100)) % of Mathis' formula")
        #expect((0.6...1.2).contains(share), "\(share)")
    }

    @Test("without reports NewReno is slower, but not by much")
    func newReno() throws {
        var settings = TCPSettings()
        settings.offersSACK = false
        var sum = 0.0
        let seeds = Seeds.few
        for seed in seeds {
            sum += try Self.rate(
                octets: 8_000_000, from: 500_000, loss: 10_000, seed: seed, settings: settings)
        }
        let share = sum / Double(seeds.count) / theory(loss: 0.01)
        print("bulk transfer, 1 % lost, NewReno: \(Int(share * 100)) % of Mathis' formula")
        #expect((0.5...1.2).contains(share), "\(share)")
    }
}
