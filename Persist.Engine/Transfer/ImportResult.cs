namespace Persist.Engine.Transfer;

/// <summary>What became of the lines of a file. The counts are those of the whole import, also of an interrupted part.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Imported">Items that were written, as a whole or in part.</param>
/// <param name="Unchanged">Items that were here in the same form.</param>
/// <param name="Kept">Items of which the store's own version stands.</param>
/// <param name="Conflicts">Items that wait for a person's decision; both versions are in the conflict log.</param>
/// <param name="LogEntries">Entries that were added to the conflict log.</param>
/// <param name="Failed">Lines that were not imported.</param>
/// <param name="ResumedAfter">The line that an interrupted import had come to; 0 when this one began at the beginning.</param>
public sealed record ImportResult(
    string Path, long Imported, long Unchanged, long Kept, long Conflicts, long LogEntries, long Failed, long ResumedAfter);
