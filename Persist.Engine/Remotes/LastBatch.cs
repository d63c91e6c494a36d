using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>The last batch that the remote took from a replica, and what it answered.</summary>
internal sealed record LastBatch(long No, string Id, PushResult Result);
