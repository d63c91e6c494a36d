namespace Persist.Engine.Merge;

/// <summary>What became of an operation at the remote.</summary>
internal enum Outcome
{
    /// <summary>The cell now holds what the operation wrote.</summary>
    Applied,

    /// <summary>A concurrent write with a later stamp stands; the operation is done.</summary>
    Superseded,

    /// <summary>The cell holds something that the writer of a <see cref="OpKind.Cas"/> had not seen; merge and send again.</summary>
    Rejected,
}
