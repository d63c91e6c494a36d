namespace Persist.Engine.Transfer;

/// <summary>The first line of an export.</summary>
/// <param name="Version">The version of the format.</param>
/// <param name="Store">The store's name.</param>
/// <param name="Replica">The replica that was exported.</param>
/// <param name="ExportedAt">When, by the replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="Position">The remote's position that the replica had applied; 0 without a remote.</param>
/// <param name="Count">How many items there are; null when only some were chosen.</param>
internal sealed record ExportHeader(long Version, string Store, string Replica, long ExportedAt, long Position, long? Count);
