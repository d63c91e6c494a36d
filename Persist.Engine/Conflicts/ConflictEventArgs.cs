namespace Persist.Engine.Conflicts;

/// <summary>A conflict was settled, or could not be. Delivered at least once for each <see cref="ConflictRecord.Id"/>.</summary>
public sealed class ConflictEventArgs(ConflictRecord conflict) : EventArgs
{
    /// <summary>The entry of the conflict log.</summary>
    public ConflictRecord Conflict { get; } = conflict;
}
