namespace Persist.Engine.Merge;

/// <summary>What became of an operation at the remote.</summary>
internal enum Outcome
{
    /// <summary>The cell now holds what the operation wrote.</summary>
    Applied,

    /// <summary>The operation is done, and the cell is as it was: a concurrent write stands.</summary>
    Superseded,

    /// <summary>The cell holds something that the writer of a <see cref="OpKind.Cas"/> had not seen; merge and send again.</summary>
    Rejected,

    /// <summary>The operation cannot be applied, now or later: the counter would overflow.</summary>
    Failed,
}
