namespace Persist.Engine.Transfer;

/// <summary>What an export wrote.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Items">How many items are in it.</param>
/// <param name="Conflicts">How many entries of the conflict log are in it.</param>
/// <param name="Checksum">SHA-256 of all lines but the last, in hexadecimal; the last line has it.</param>
public sealed record ExportResult(string Path, long Items, long Conflicts, string Checksum);
