namespace Persist.Engine.Sync;

/// <summary>An item that a replica and its remote do not have in the same way, at the same position.</summary>
/// <param name="Key">Its key.</param>
/// <param name="IsHere">Whether the local file has it from the remote.</param>
/// <param name="IsThere">Whether the remote has it. When both have it, its value is another, or a member or a field of it.</param>
public sealed record ItemDifference(string Key, bool IsHere, bool IsThere);
