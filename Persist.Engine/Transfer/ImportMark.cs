using System.Text.Json;
using System.Text.Json.Serialization;
using Persist.Engine.Errors;
using Persist.Engine.Local.Tables;

namespace Persist.Engine.Transfer;

/// <summary>
/// How far a file has been imported into this store: written in the transaction of the lines that it counts, so that none
/// is imported twice, whatever happens in between. It stays when the import has ended.
/// </summary>
/// <param name="Line">The last line that was dealt with; the first is the header.</param>
/// <param name="Done">True when there are no more.</param>
/// <param name="At">When: microseconds since 1970-01-01 UTC.</param>
/// <param name="Mode">How items that were here were settled.</param>
/// <param name="CountersThrough">Counters up to this line may hold the file's number already, from an earlier import.</param>
/// <param name="Counts">What became of the lines.</param>
internal sealed record ImportMark(
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("done")] bool Done,
    [property: JsonPropertyName("at")] long At,
    [property: JsonPropertyName("mode")] string Mode,
    [property: JsonPropertyName("countersThrough")] long CountersThrough,
    [property: JsonPropertyName("counts")] ImportCounts Counts)
{
    /// <summary>Where an import begins: where one of the same mode was interrupted, else behind the header.</summary>
    /// <param name="found">The file's mark; null when nothing of it has been imported.</param>
    /// <param name="options">How items that are here are settled.</param>
    public static ImportMark Begin(ImportMark? found, ImportOptions options)
    {
        var mode = options.Replace ? "replace" : options.AddCounters ? "addCounters" : "settle";
        return found is { Done: false } && found.Mode == mode
            ? found
            : new ImportMark(1, false, 0, mode, found is null ? 0 : found.Done ? long.MaxValue : Math.Max(found.Line, found.CountersThrough), ImportCounts.Zero);
    }

    /// <summary>Reads the mark of a file.</summary>
    /// <param name="meta">The store's facts.</param>
    /// <param name="checksum">The file's identity.</param>
    /// <returns>Null when nothing of it has been imported.</returns>
    public static ImportMark? Read(MetaTable meta, string checksum) =>
        StoredJson.Read(meta.Text(MetaName.Import(checksum)), ImportMarkJson.Default.ImportMark);

    /// <summary>Writes it, with the write transaction open.</summary>
    /// <param name="meta">The store's facts.</param>
    /// <param name="checksum">The file's identity.</param>
    /// <param name="former">The mark that it comes after.</param>
    /// <returns>This mark.</returns>
    /// <exception cref="PersistException"><see cref="PersistErrors.ImportBusy"/>: somebody else has moved it, and imported what it counts.</exception>
    public ImportMark Write(MetaTable meta, string checksum, ImportMark? former)
    {
        if (Read(meta, checksum) != former)
        {
            throw PersistErrors.ImportBusy.With();
        }

        meta.Set(MetaName.Import(checksum), JsonSerializer.Serialize(this, ImportMarkJson.Default.ImportMark));
        return this;
    }
}

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(ImportMark))]
internal sealed partial class ImportMarkJson : JsonSerializerContext;
