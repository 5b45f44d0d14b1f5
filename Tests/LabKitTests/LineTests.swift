import LabKit
import Simulation
import Testing

@Suite("Quantities of links")
struct LineTests {
    @Test(
        "shares of packets are read to four places and written back",
        arguments: [
            ("0%", 0, "0 %"), ("1%", 10_000, "1 %"), ("0.25%", 2_500, "0.25 %"),
            ("100%", 1_000_000, "100 %"), ("0.0001%", 1, "0.0001 %"),
            ("99.9999%", 999_999, "99.9999 %"),
        ])
    func shares(text: String, perMillion: Int, shown: String) {
        #expect(LineQuantity.perMillion(text) == perMillion)
        #expect(LineQuantity.share(perMillion) == shown)
    }

    @Test(
        "what is no share is refused",
        arguments: [
            "", "%", "1", "1 %", "-1%", "101%", "100.1%", "0.00001%", "1.%", ".5%", "1.2.3%", "１%",
        ])
    func noShares(text: String) { #expect(LineQuantity.perMillion(text) == nil) }

    @Test("bandwidths are read in any case of letters and written back")
    func bandwidths() {
        #expect(LineQuantity.bitsPerSecond("64kbit/s") == 64_000)
        #expect(LineQuantity.bitsPerSecond("100Mbit/s") == 100_000_000)
        #expect(LineQuantity.bitsPerSecond("1Gbit/s") == 1_000_000_000)
        #expect(LineQuantity.rate(100_000_000) == "100 Mbit/s")
        #expect(LineQuantity.rate(1_500) == "1500 bit/s")
        for text in ["", "0Mbit/s", "1Mbit", "fast", "10001Mbit/s", "-1kbit/s"] {
            #expect(LineQuantity.bitsPerSecond(text) == nil, "\(text)")
        }
    }

    @Test("a line of a world file says all that a link can be")
    func line() throws {
        let text = WorldFileTests.small.replacing(
            "latency: 7ms }",
            with: "latency: 7ms, jitter: 2ms, bandwidth: 2Mbit/s, queue: 20000, mtu: 1280, "
                + "loss: 1%, duplicate: 0.5%, reorder: 2%, corrupt: 0.01%, up: off }")
        let line = try #require(try WorldFile.parse(text, name: "w.yaml").links.first?.line)
        #expect(line.jitter == .milliseconds(2))
        #expect(line.bitsPerSecond == 2_000_000)
        #expect(line.queueOctets == 20_000)
        #expect(line.mtu == 1_280)
        #expect(
            [
                line.lossPerMillion, line.duplicationPerMillion, line.reorderingPerMillion,
                line.corruptionPerMillion,
            ] == [10_000, 5_000, 20_000, 100])
        #expect(!line.isUp)
    }
}
