namespace Persist.Engine.Transfer;

/// <summary>How items that are here already are settled. What is not here is always imported.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// True to let the file's version replace whatever is here, of any kind, as a new write; false to let the store's strategy
    /// decide.
    /// </summary>
    public bool Replace { get; init; }

    /// <summary>
    /// True to add the file's number to a counter that is here. Without it, and without <see cref="Replace"/>, a counter
    /// that is here with another number is a failure of that line: no rule could tell which increments both contain.
    /// </summary>
    public bool AddCounters { get; init; }

    /// <summary>True to take what there is in a file that was cut off, or changed by hand.</summary>
    public bool SkipIntegrityCheck { get; init; }

    /// <summary>Told how far it is, on the thread that imports; it should return at once.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Told of each line that was not imported, on the thread that imports; it should return at once.</summary>
    public IProgress<ImportFailure>? Failures { get; init; }
}
