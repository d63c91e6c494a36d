namespace Persist.Engine.Sync;

/// <summary>What a check of a store has found.</summary>
/// <param name="Problems">What is wrong with the local file, in sentences; empty when it is sound.</param>
/// <param name="Comparison">How it compares with its remote.</param>
/// <param name="Note">What there is to say of the comparison, and what to do; null when nothing is.</param>
/// <param name="Position">The position at which was compared: that of the local file; null when the file is damaged.</param>
/// <param name="LocalChecksum">
/// How many live parts of items the file has from the remote, and their checksum: the sum, modulo 2^64, of the first 8 bytes of
/// the SHA-256 of each. Null when it was not asked for.
/// </param>
/// <param name="RemoteChecksum">The same of the remote; null when it could not be compared.</param>
public sealed record StoreCheck(
    IReadOnlyList<string> Problems, RemoteComparison Comparison, string? Note, long? Position, string? LocalChecksum, string? RemoteChecksum)
{
    /// <summary>The items that differ, in the order of their keys; the first hundred of them.</summary>
    public IReadOnlyList<ItemDifference> Differences { get; init; } = [];

    /// <summary>How many items differ.</summary>
    public long DifferentItems { get; init; }

    /// <summary>True when nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0 && Comparison != RemoteComparison.Different;

    /// <summary>A file that is not sound is not compared: what it has cannot be told from what it has lost.</summary>
    internal static StoreCheck OfDamagedFile(IReadOnlyList<string> problems) => new(
        problems, RemoteComparison.NotComparable, "a damaged file is not compared; copy it away, and see Salvage for what can be read of it", null, null, null);
}
