namespace Persist.Engine.Transfer;

/// <summary>How far an export or an import is.</summary>
/// <param name="Step">What is being done; it says what is counted.</param>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is; null when nobody knows.</param>
public readonly record struct TransferProgress(TransferStep Step, long Done, long? Total);
