namespace Persist;

/// <summary>What Test-PersistMerge found out about a merge.</summary>
public sealed class PersistMergeTest
{
    internal PersistMergeTest(object? result, object? swapped, bool isDeterministic, bool isSymmetric, IReadOnlyList<string> unknownFields, string? error) =>
        (Result, SwappedResult, IsDeterministic, IsSymmetric, UnknownFields, Error) = (result, swapped, isDeterministic, isSymmetric, unknownFields, error);

    /// <summary>The value that would stand; <c>[Persist.Deleted]::Value</c> for a deletion, null also when it failed.</summary>
    public object? Result { get; }

    /// <summary>The same with local and remote swapped, as the other replica sees them.</summary>
    public object? SwappedResult { get; }

    /// <summary>True when the same versions gave the same result twice; false also when a run failed. What is not deterministic ends differently at every retry.</summary>
    public bool IsDeterministic { get; }

    /// <summary>
    /// True when it does not matter which side is local; false also when a run failed. Which of two replicas merges is chance: a merge that is not symmetric
    /// favours whoever syncs last.
    /// </summary>
    public bool IsSymmetric { get; }

    /// <summary>
    /// The fields that it reads of the values and none of the versions has: mistyped, or optional ones that are left out. Reading one gives null.
    /// </summary>
    public IReadOnlyList<string> UnknownFields { get; }

    /// <summary>Why it failed, the first time that it did; null when it never did.</summary>
    public string? Error { get; }
}
