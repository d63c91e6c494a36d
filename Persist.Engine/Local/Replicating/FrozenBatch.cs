using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>The operations that are being sent. They do not change until the remote's answer is definite.</summary>
/// <param name="No">The batch's number.</param>
/// <param name="PreviousId">The id of the batch before; empty for the first.</param>
/// <param name="Id">This batch's random id.</param>
/// <param name="Ops">In the order of the queue.</param>
/// <param name="IsOneWrite">True when all of them come from one write, so that the batch cannot be smaller.</param>
internal sealed record FrozenBatch(long No, string PreviousId, string Id, IReadOnlyList<Op> Ops, bool IsOneWrite);
