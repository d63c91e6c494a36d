using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>An operation that the remote refused for good.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Op">What it meant; its number and base have no meaning any more.</param>
/// <param name="Reason">What the remote said.</param>
/// <param name="RefusedAt">When.</param>
internal sealed record BuriedOp(string Id, Op Op, string Reason, DateTimeOffset RefusedAt);
