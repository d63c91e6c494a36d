using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Merge;
using Persist.Engine.Sync;

namespace Persist.Engine.Transfer;

/// <summary>
/// Takes a file into a store, batch by batch: the user's merge is asked outside any transaction, and each batch is
/// committed together with the mark of how far it came. Whoever runs the same import again goes on from there.
/// </summary>
/// <param name="local">The store's file.</param>
/// <param name="policy">Who decides about a key.</param>
/// <param name="merges">Runs the user's merge.</param>
/// <param name="options">How items that are here are settled.</param>
internal sealed class StoreImport(LocalStore local, StorePolicy policy, MergeCall merges, ImportOptions options)
{
    private const int BatchLines = 1000;
    private const long BatchBytes = 4 * 1024 * 1024;

    // A line whose item changes each time between the merge's answer and the transaction is left to a person.
    private const int Attempts = 10;

    /// <summary>Imports a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="cancellationToken">Ends it after the batch under way; what was committed stays.</param>
    /// <exception cref="PersistException">The file is none, newer or damaged, or the store cannot be written.</exception>
    public async Task<ImportResult> RunAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan);
            var file = CheckedExport.Read(path, stream, options.SkipIntegrityCheck, options.Progress, cancellationToken);
            stream.Position = 0;
            return await ImportAsync(path, stream, file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw PersistErrors.ExportNotFound.Because(failure, path);
        }
        catch (Exception failure) when (failure is (IOException or UnauthorizedAccessException) && Directory.Exists(path))
        {
            throw PersistErrors.NotAnExport.Because(failure, path, "it is a folder");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw PersistErrors.ExportUnreadable.Because(failure, path, failure.Message);
        }
    }

    private async Task<ImportResult> ImportAsync(string path, FileStream stream, CheckedExport file, CancellationToken cancellationToken)
    {
        var (found, mark) = Begin(file.Checksum);
        var resumedAfter = mark == found ? mark.Line : 0;
        var reader = new LineReader(stream, ExportFormat.LineBytes);
        while (reader.Number < mark.Line && reader.TryRead(out _))
        {
        }

        for (var batch = Next(path, reader, file.Lines); batch.Count > 0; batch = Next(path, reader, file.Lines))
        {
            mark = await CommitAsync(batch, mark, file, cancellationToken).ConfigureAwait(false);
            options.Progress?.Report(new TransferProgress(TransferStep.Importing, mark.Line, file.Lines));
        }

        var counts = mark.Counts;
        local.Write((ops, _) => (mark with { Done = true }).Write(ops.Tables.Meta, file.Checksum, mark));
        return new ImportResult(
            path, counts.Imported, counts.Unchanged, counts.Kept, counts.Conflicts, counts.LogEntries, counts.Failed, resumedAfter);
    }

    private (ImportMark? Found, ImportMark Begun) Begin(string checksum) => local.Write((ops, _) =>
    {
        var found = ImportMark.Read(ops.Tables.Meta, checksum);
        return (found, ImportMark.Begin(found, options).Write(ops.Tables.Meta, checksum, found));
    });

    private static List<ImportLine> Next(string path, LineReader reader, long lines)
    {
        var batch = new List<ImportLine>();
        var end = reader.Position + BatchBytes;
        while (batch.Count < BatchLines && reader.Position < end && reader.Number < lines && reader.TryRead(out var line))
        {
            batch.Add(ImportLine.Read(path, reader.Number, line));
        }

        return batch;
    }

    // Up to the first line that the merge has to be asked about, again and again until the batch is done: the mark is
    // always that of a beginning of the file.
    private async Task<ImportMark> CommitAsync(List<ImportLine> batch, ImportMark mark, CheckedExport file, CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (mark.Line < batch[^1].Number)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = batch.Where(line => line.Number > mark.Line).ToList();
            var answers = await AskAsync(rest, attempts > Attempts, cancellationToken).ConfigureAwait(false);
            var failures = new List<ImportFailure>();
            var next = local.Write((ops, items) => new ImportBatch(ops, items, policy, options, failures).Run(rest, answers, mark, file.Checksum));
            failures.ForEach(failure => options.Failures?.Report(failure));
            attempts = next.Line > mark.Line ? 0 : attempts + 1;
            mark = next;
        }

        return mark;
    }

    private async Task<Dictionary<long, MergeAnswer>> AskAsync(List<ImportLine> lines, bool isTooOften, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<long, MergeAnswer>();
        foreach (var line in lines)
        {
            if (line.Item is not { Kind: ItemKind.Value } item || options.Replace
                || policy.For(item.Key) is not { Strategy: SyncStrategy.Custom, Merge: { } merge }
                || local.Get(item.Key) is not { Kind: ItemKind.Value } here || here.Json == item.Json)
            {
                continue;
            }

            var request = new MergeRequest(
                item.Key, new ItemVersion(item.Key, here.Json, here.UpdatedAt, here.Replica, IsDeleted: false), item.Version, Ancestor: null);
            var (result, failure) = isTooOften
                ? (null, "the item changed each time before the merge's result could be saved")
                : await merges.DecideAsync(merge, request, cancellationToken).ConfigureAwait(false);
            answers[line.Number] = new MergeAnswer(here, result, failure);
        }

        return answers;
    }
}
