namespace Persist.Engine.Transfer;

/// <summary>What became of one line.</summary>
internal enum ImportOutcome
{
    /// <summary>The item was written, as a whole or in part.</summary>
    Imported,

    /// <summary>The item was here in the same form.</summary>
    Unchanged,

    /// <summary>The store's own version stands.</summary>
    Kept,

    /// <summary>Both versions wait in the conflict log for a person's decision.</summary>
    Conflict,

    /// <summary>An entry was added to the conflict log.</summary>
    LogEntry,

    /// <summary>The line could not be imported.</summary>
    Failed,

    /// <summary>Nothing yet: the user's merge has to decide first, outside the transaction.</summary>
    NeedsMerge,
}
