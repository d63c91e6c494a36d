using Persist.Engine;

namespace Persist;

/// <summary>What Optimize-PersistStore did to a store's local file.</summary>
public sealed class PersistOptimizeResult
{
    internal PersistOptimizeResult(string store, OptimizeResult result)
    {
        Store = store;
        SizeBefore = result.SizeBefore;
        SizeAfter = result.SizeAfter;
        ConflictsRemoved = result.ConflictsRemoved;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>Bytes of the file and its log before.</summary>
    public long SizeBefore { get; }

    /// <summary>Bytes of both afterwards.</summary>
    public long SizeAfter { get; }

    /// <summary>Entries of the conflict log that were forgotten.</summary>
    public int ConflictsRemoved { get; }
}
