import Mail

extension ForwardPath {
    /// The address without its angle brackets.
    package var bare: String {
        switch self {
        case .postmaster: "postmaster"
        case .address(let address): "\(address)"
        }
    }
}

extension ReversePath {
    /// The address without its angle brackets; empty for the null path.
    package var bare: String {
        switch self {
        case .null: ""
        case .address(let address): "\(address)"
        }
    }
}
