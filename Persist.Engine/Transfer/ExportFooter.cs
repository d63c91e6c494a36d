namespace Persist.Engine.Transfer;

/// <summary>The last line of an export, by which a file that was cut off or changed is told.</summary>
/// <param name="Items">How many items there are.</param>
/// <param name="Conflicts">How many entries of the conflict log there are.</param>
/// <param name="Checksum">SHA-256 of the lines before it, each ended by LF; hexadecimal.</param>
internal sealed record ExportFooter(long Items, long Conflicts, string Checksum);
