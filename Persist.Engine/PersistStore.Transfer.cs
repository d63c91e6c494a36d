using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Sync;
using Persist.Engine.Transfer;

namespace Persist.Engine;

/// <content>The store as a file of JSON Lines, and back. The format is described in <c>docs/transfer.md</c>.</content>
public sealed partial class PersistStore
{
    /// <summary>Writes what the store shows now into a file, in constant memory. The file is there as a whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What to export; everything but the conflict log when null.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.ExportExists"/>, or the file cannot be written.</exception>
    public Task<ExportResult> ExportAsync(string path, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (local, full) = (Local, System.IO.Path.GetFullPath(path));
        return Task.Run(
            () => OpenFiles.Holds(CanonicalPath.Of(full))
                ? throw PersistErrors.PathNotWritable.With(path, "it belongs to a store or a hub that this process has open")
                : StoreExport.Run(local, Name, full, options ?? new ExportOptions(), Stamp.Now(Options.TimeProvider), cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Takes a file that <see cref="ExportAsync"/> wrote into the store, in durable batches. One that was interrupted goes on
    /// where it stopped when it is run again with the same options, and changes nothing twice.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How items that are here already are settled; by the store's strategy when null.</param>
    /// <param name="cancellationToken">Ends it after the batch under way.</param>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.ExportNotFound"/>, <see cref="PersistErrors.NotAnExport"/>, <see cref="PersistErrors.NewerExport"/> or
    /// <see cref="PersistErrors.ExportDamaged"/>: nothing was imported.
    /// </exception>
    public Task<ImportResult> ImportAsync(string path, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (local, full) = (Local, System.IO.Path.GetFullPath(path));
        var merges = new MergeCall(Options.MergeTimeout, Options.TimeProvider, local.Conflicts.MergeTurn, Workers.Pool);
        var import = new StoreImport(local, new StorePolicy(Options), merges, options ?? new ImportOptions());
        return Task.Run(
            () => OpenFiles.Holds(CanonicalPath.Of(full))
                ? throw PersistErrors.NotAnExport.With(path, "it belongs to a store or a hub that this process has open")
                : import.RunAsync(full, cancellationToken),
            cancellationToken);
    }
}
