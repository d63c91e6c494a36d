namespace Persist.Engine.Merge;

/// <summary>How an operation is applied to its cell. The numbers are stored.</summary>
internal enum OpKind
{
    /// <summary>The later stamp wins, unless the writer had seen what it replaces. Never rejected. Values and map fields.</summary>
    Put = 0,

    /// <summary>Compare-and-set: wins only over what the writer had seen, else it is rejected and merged by the client. Values.</summary>
    Cas = 1,

    /// <summary>Adds its value to a counter.</summary>
    Add = 2,

    /// <summary>Takes from a counter what the writer had observed, unless another reset came first.</summary>
    Reset = 3,

    /// <summary>Makes a value a member of a set.</summary>
    Include = 4,

    /// <summary>Removes what the writer had observed: a member, a field, or a counter. What it had not seen survives.</summary>
    Remove = 5,
}
