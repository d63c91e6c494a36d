using System.Collections.Concurrent;
using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Errors;

namespace Persist.Cmdlets;

/// <summary>
/// Deletes items. The deletion travels to the other replicas as a write does, and pipelines are committed in batches.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "PersistItem", SupportsShouldProcess = true, DefaultParameterSetName = KeySet)]
[OutputType(typeof(PersistItem))]
public sealed class RemovePersistItemCommand : ItemCommand
{
    private const string KeySet = "Key";
    private const string LiteralKeySet = "LiteralKey";

    // What was named exactly and is gone or going: the same text a second time is no pattern.
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    // The items whose removal was agreed to and is not durable yet, as they were.
    private readonly ConcurrentDictionary<string, PersistItem> _leaving = new(StringComparer.Ordinal);
    private ItemBatch? _batch;

    /// <summary>Keys, with wildcards; a key that exists under exactly this name is taken as it is.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeySet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[]? Key { get; set; } = GivenKey.None;

    /// <summary>Keys in which no character is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralKeySet)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LiteralKey { get; set; } = [];

    /// <summary>Removes an item that Get-PersistItem returned only where it is still as it was read.</summary>
    [Parameter(ParameterSetName = KeySet)]
    public SwitchParameter IfUnchanged { get; set; }

    /// <summary>Passes each item on as it was, once its deletion is durable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _batch = new ItemBatch(RemoveMany, PassThru, StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IfUnchanged)
        {
            RemoveUnchanged();
        }
        else
        {
            ForEachKey(Key, RemoveMatches);
        }

        ForEachLiteralKey(LiteralKey, RemoveMatches);
        Report();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var removed = Await(_batch!.CommitAsync());
        Report();
        WriteVerbose($"Removed {removed} item(s) from {Target.Name}.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RemoveUnchanged() => ForOne(null, () =>
    {
        foreach (var given in GivenKey.Each(Key))
        {
            ForOne(given, () => Remove(given?.BaseObject as PersistItem ?? throw PersistErrors.ItemNotRead.With(GivenKey.Of(given))));
        }
    });

    private void RemoveMatches(WantedKey key)
    {
        // Asked first: a removal that ends between the two questions is then seen by the second one.
        var isLeaving = _leaving.ContainsKey(EngineStore.Check(key.Exact, "null").Key);
        if (!isLeaving && Target.Engine.Get(key.Exact) is { } item)
        {
            Remove(new PersistItem(item));
            _named.Add(key.Text);
        }
        else if (key.Pattern is { } pattern && !_named.Contains(key.Text))
        {
            RemoveAll(pattern);
        }
        else
        {
            throw PersistErrors.ItemNotFound.With(key.Exact, Target.Name);
        }
    }

    private void RemoveAll(KeyPattern pattern)
    {
        // What is on its way out is out before the scan, which ends before the first deletion that it finds.
        Await(_batch!.CommitAsync());
        var found = Target.Engine.Scan(pattern.Prefix)
            .Where(item => pattern.IsMatch(item.Key))
            .TakeWhile(_ => !StopToken.IsCancellationRequested)
            .Select(item => new PersistItem(item))
            .ToList();
        found.ForEach(Remove);
    }

    private void Remove(PersistItem item)
    {
        if (!StopToken.IsCancellationRequested && ShouldProcess($"{item.Key} in {Target.Name}", "Remove item"))
        {
            _leaving[item.Key] = item;
            _batch!.Add(EngineStore.Check(item.Key, "null"));
        }
    }

    // On the batch's thread.
    private List<PersistItem> RemoveMany(IReadOnlyList<CheckedItem> items)
    {
        List<PersistItem> removed;
        try
        {
            removed = RemoveNow(items);
        }
        catch (PersistException failure) when (!ItemBatch.IsTriedInParts(items, failure))
        {
            Forget(items);
            throw;
        }

        Forget(items);
        return removed;
    }

    private List<PersistItem> RemoveNow(IReadOnlyList<CheckedItem> items)
    {
        var keys = IfUnchanged
            ? Target.Engine.RemoveMany([.. items.Select(Seen)])
            : Target.Engine.RemoveMany([.. items.Select(item => item.Key)]);
        return keys.Select(key => _leaving[key]).ToList();
    }

    // Piped in a second time, it has left by now.
    private StoredItem Seen(CheckedItem item) =>
        _leaving.TryGetValue(item.Key, out var seen) ? seen.Stored : throw PersistErrors.ItemChanged.With(item.Key, "it was removed");

    private void Forget(IReadOnlyList<CheckedItem> items)
    {
        foreach (var item in items)
        {
            _leaving.TryRemove(item.Key, out _);
        }
    }

    private void Report()
    {
        var (durable, failed) = _batch!.Take();
        foreach (var (key, failure) in failed)
        {
            WriteError(ErrorRecords.From(failure, key));
        }

        durable.ForEach(WriteObject);
    }
}
