namespace Persist.Engine.Conflicts;

/// <summary>What a merge decided: one of the two sides, a new value, or that the item is to be deleted.</summary>
public sealed record MergeResult
{
    private MergeResult(MergeChoice choice, string? json) => (Choice, Json) = (choice, json);

    /// <summary>The local version stands.</summary>
    public static MergeResult UseLocal { get; } = new(MergeChoice.Local, null);

    /// <summary>The remote version stands.</summary>
    public static MergeResult UseRemote { get; } = new(MergeChoice.Remote, null);

    /// <summary>The item is deleted.</summary>
    public static MergeResult Delete { get; } = new(MergeChoice.Delete, null);

    /// <summary>Which of the four it is.</summary>
    public MergeChoice Choice { get; }

    /// <summary>The new value as JSON text; null unless <see cref="Choice"/> is <see cref="MergeChoice.Value"/>.</summary>
    public string? Json { get; }

    /// <summary>A new value. One that equals a side counts as that side.</summary>
    /// <param name="json">JSON text.</param>
    public static MergeResult Value(string json) => new(MergeChoice.Value, json);
}
