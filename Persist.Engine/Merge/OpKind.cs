namespace Persist.Engine.Merge;

/// <summary>How an operation is applied to its cell.</summary>
internal enum OpKind
{
    /// <summary>The later stamp wins, unless the writer had seen what it replaces. Never rejected.</summary>
    Put = 0,

    /// <summary>Compare-and-set: wins only over what the writer had seen, else it is rejected and merged by the client.</summary>
    Cas = 1,
}
