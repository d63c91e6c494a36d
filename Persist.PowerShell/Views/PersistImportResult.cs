using Persist.Engine.Transfer;

namespace Persist;

/// <summary>What became of the lines of an imported file; of an interrupted part as well.</summary>
public sealed class PersistImportResult
{
    internal PersistImportResult(string store, ImportResult result)
    {
        Store = store;
        Path = result.Path;
        Imported = result.Imported;
        Unchanged = result.Unchanged;
        Kept = result.Kept;
        Conflicts = result.Conflicts;
        LogEntries = result.LogEntries;
        Failed = result.Failed;
        ResumedAfter = result.ResumedAfter;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Items that were written, as a whole or in part.</summary>
    public long Imported { get; }

    /// <summary>Items that were here in the same form.</summary>
    public long Unchanged { get; }

    /// <summary>Items of which the store's own version stands.</summary>
    public long Kept { get; }

    /// <summary>Items that wait for a person: see Get-PersistConflict -State Open.</summary>
    public long Conflicts { get; }

    /// <summary>Entries that were added to the conflict log.</summary>
    public long LogEntries { get; }

    /// <summary>Lines that were not imported; each was an error.</summary>
    public long Failed { get; }

    /// <summary>The line that an interrupted import had come to; 0 when this one began at the beginning.</summary>
    public long ResumedAfter { get; }
}
