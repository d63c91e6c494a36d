using Persist.Engine.Sync;

namespace Persist;

/// <summary>What Test-PersistStore has found.</summary>
public sealed class PersistStoreTest
{
    internal PersistStoreTest(string store, StoreCheck check)
    {
        Store = store;
        IsSound = check.IsSound;
        Problems = [.. check.Problems];
        Comparison = SameName.To<PersistComparison>(check.Comparison);
        Note = check.Note;
        Position = check.Position;
        LocalChecksum = check.LocalChecksum;
        RemoteChecksum = check.RemoteChecksum;
        Differences = [.. check.Differences.Select(difference => new PersistItemDifference(difference))];
        DifferentItems = check.DifferentItems;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>True when nothing is wrong with the file, and the remote, as far as it could be compared, has the same.</summary>
    public bool IsSound { get; }

    /// <summary>What is wrong with the local file, in sentences; empty when it is sound.</summary>
    public string[] Problems { get; }

    /// <summary>How it compares with its remote.</summary>
    public PersistComparison Comparison { get; }

    /// <summary>What there is to say of the comparison, and what to do.</summary>
    public string? Note { get; }

    /// <summary>The position at which was compared; null when the file is damaged.</summary>
    public long? Position { get; }

    /// <summary>How many live parts of items the file has from the remote, and their checksum.</summary>
    public string? LocalChecksum { get; }

    /// <summary>The same of the remote.</summary>
    public string? RemoteChecksum { get; }

    /// <summary>The items that differ, in the order of their keys; the first hundred of them.</summary>
    public PersistItemDifference[] Differences { get; }

    /// <summary>How many items differ.</summary>
    public long DifferentItems { get; }

    /// <summary>What is wrong, else the note.</summary>
    public string GetNote() => Problems.Length > 0 ? string.Join("; ", Problems) : Note ?? "";
}
