namespace Persist.Engine.Transfer;

/// <summary>What an export holds, and where it may go.</summary>
public sealed record ExportOptions
{
    /// <summary>True to replace a file that exists.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Only items whose keys start with this.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only items, and conflicts, whose keys this returns true for; null for all.</summary>
    public Func<string, bool>? Filter { get; init; }

    /// <summary>True to export the conflict log as well.</summary>
    public bool IncludeConflicts { get; init; }

    /// <summary>Told how far it is, on the thread that exports; it should return at once.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }
}
