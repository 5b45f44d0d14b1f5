/// Runs the commands of a script, and says where the first failure stands.
package struct ScriptRunner {
    /// What a script came to.
    package struct Report: Sendable {
        /// How many commands failed.
        package var failures = 0
        package var wasLeft = false
    }

    private let name: String
    private let keepsGoing: Bool
    private let show: (String) -> Void
    private let complain: (String) -> Void

    /// `name` stands before every error; `show` gets output lines, `complain` errors.
    package init(
        name: String, keepsGoing: Bool, show: @escaping (String) -> Void,
        complain: @escaping (String) -> Void
    ) {
        self.name = name
        self.keepsGoing = keepsGoing
        self.show = show
        self.complain = complain
    }

    package func run(_ text: String, on shell: inout Interpreter) -> Report {
        var report = Report()
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let result = shell.run(String(line))
            for line in result.output { show(line) }
            if let error = result.error {
                report.failures += 1
                complain("\(name):\(index + 1): \(error)")
                if !keepsGoing { return report }
            }
            if result.exitsLab {
                report.wasLeft = true
                return report
            }
        }
        return report
    }
}
