using Persist.Engine.Errors;

namespace Persist.Engine.Transfer;

/// <summary>A line that was not imported. The others are.</summary>
/// <param name="Line">Its number in the file; the first line is 1.</param>
/// <param name="Key">The item that it is about; null when that cannot be read.</param>
/// <param name="Error">Why not.</param>
public sealed record ImportFailure(long Line, string? Key, PersistException Error);
