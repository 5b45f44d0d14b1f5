import Clockwork
import Testing

@Suite("A value that lies apart")
struct ApartTests {
    @Test("a copy that is changed leaves the other as it was")
    func copies() {
        var one = Apart([1, 2, 3])
        let other = one
        one.value.append(4)
        #expect(one.value == [1, 2, 3, 4])
        #expect(other.value == [1, 2, 3])
    }

    @Test("in a table whose copies share their entries")
    func inTables() {
        var table = SharedLookup<Int, Apart<String>>()
        for number in 0..<100 { table[number] = Apart("\(number)") }
        let before = table
        for number in 0..<100 { table[number]?.value += "!" }
        table[200]?.value += "!"
        #expect(table[200] == nil)
        for number in 0..<100 {
            #expect(table[number]?.value == "\(number)!")
            #expect(before[number]?.value == "\(number)")
        }
    }
}
