using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Engine.Transfer;

/// <summary>One line of the file between its first and its last.</summary>
/// <param name="Number">Its number; the file's first line is 1.</param>
/// <param name="Key">The item that it is about; null when that cannot be read.</param>
/// <param name="Item">The item, if that is what it holds.</param>
/// <param name="Conflict">The entry of the conflict log, if that is what it holds.</param>
/// <param name="Failure">Why it holds neither.</param>
internal sealed record ImportLine(long Number, string? Key, ItemRecord? Item, ConflictRecord? Conflict, PersistException? Failure)
{
    /// <summary>Reads a line.</summary>
    public static ImportLine Read(string path, long number, ReadOnlyMemory<byte> line)
    {
        string? key = null;
        try
        {
            var record = RecordReader.Record(line, out key);
            return new ImportLine(number, key, record as ItemRecord, record as ConflictRecord, null);
        }
        catch (FormatException failure)
        {
            return new ImportLine(number, key, null, null, PersistErrors.InvalidRecord.Because(failure, number, path, failure.Message));
        }
        catch (PersistException failure)
        {
            return new ImportLine(number, key, null, null, failure);
        }
    }
}
