using Persist.Engine.Local.Tables;

namespace Persist.Engine.Local.Reading;

/// <summary>The operations behind the frozen batch, as they were when they were read.</summary>
/// <param name="Bounds">What they were cut by.</param>
/// <param name="Cursor">The cursor at that time.</param>
/// <param name="Ops">In the order of the queue.</param>
/// <param name="Version">Of the file: they still hold as long as it is the same.</param>
internal sealed record QueueHead(BatchBounds Bounds, long Cursor, List<StoredOp> Ops, long Version);
