using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Tables;

namespace Persist.Engine.Transfer;

/// <summary>Writes what a store shows at one moment into a file, in constant memory.</summary>
internal static class StoreExport
{
    // Often enough for a person who waits.
    private const int Step = 256;

    /// <summary>Exports.</summary>
    /// <param name="local">The store's file.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="path">The full path of the file to write.</param>
    /// <param name="options">What to export.</param>
    /// <param name="now">When: microseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="PersistException">The file cannot be written.</exception>
    public static ExportResult Run(
        LocalStore local, string store, string path, ExportOptions options, long now, CancellationToken cancellationToken)
    {
        return Write(path, options, writer => local.ReadSnapshot(reader =>
        {
            var isWhole = options.Prefix.Length == 0 && options.Filter is null;
            var count = isWhole ? reader.CountItems() : (long?)null;
            writer.Write(new ExportHeader(ExportFormat.Version, store, local.Replica, now, reader.Position().Cursor, count));
            WriteItems(reader.Cells(options.Prefix), reader.ClockOffset(), writer, options, count, cancellationToken);
            return options.IncludeConflicts ? WriteConflicts(reader, writer, options, cancellationToken) : 0;
        }));
    }

    /// <summary>Exports items that are known by their cells alone.</summary>
    /// <inheritdoc cref="Run(LocalStore, string, string, ExportOptions, long, CancellationToken)"/>
    public static ExportResult Run(
        IEnumerable<IReadOnlyList<VisibleCell>> items, string store, string path, ExportOptions options, long now, CancellationToken cancellationToken) =>
        Write(path, options, writer =>
        {
            writer.Write(new ExportHeader(ExportFormat.Version, store, "", now, 0, null));
            var chosen = items.Where(cells => cells[0].Cell.Id.Key.StartsWith(options.Prefix, StringComparison.Ordinal));
            WriteItems(chosen, 0, writer, options, null, cancellationToken);
        });

    private static ExportResult Write(string path, ExportOptions options, Action<RecordWriter> body)
    {
        using var file = ExportFile.Create(path, options.Overwrite);
        try
        {
            using var writer = new RecordWriter(file.Stream);
            body(writer);
            var footer = writer.End();
            file.Complete(options.Overwrite);
            return new ExportResult(path, footer.Items, footer.Conflicts, footer.Checksum);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ExportFile.Translate(failure, path);
        }
    }

    private static void WriteItems(
        IEnumerable<IReadOnlyList<VisibleCell>> items, long offset, RecordWriter writer, ExportOptions options, long? count, CancellationToken cancellationToken)
    {
        long done = 0;
        foreach (var cells in items)
        {
            if (options.Filter?.Invoke(cells[0].Cell.Id.Key) != false)
            {
                writer.Write(ItemRecord.Of(cells, offset));
            }

            cancellationToken.ThrowIfCancellationRequested(); // one item may have 16 MiB
            if (++done % Step == 0)
            {
                options.Progress?.Report(new TransferProgress(TransferStep.Exporting, done, count));
            }
        }
    }

    private static int WriteConflicts(LocalReader reader, RecordWriter writer, ExportOptions options, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var conflict in reader.Conflicts(null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (conflict.Key.StartsWith(options.Prefix, StringComparison.Ordinal) && options.Filter?.Invoke(conflict.Key) != false)
            {
                writer.Write(conflict);
                written++;
            }
        }

        return written;
    }
}
