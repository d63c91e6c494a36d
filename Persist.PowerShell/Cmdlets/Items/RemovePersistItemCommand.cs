using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;

namespace Persist.Cmdlets;

/// <summary>Deletes items. The deletion travels to the other replicas as a write does.</summary>
[Cmdlet(VerbsCommon.Remove, "PersistItem", SupportsShouldProcess = true)]
[OutputType(typeof(PersistItem))]
public sealed class RemovePersistItemCommand : ItemCommand
{
    private const int BatchSize = 1000;

    /// <summary>Keys, with wildcards; a key that exists under exactly this name is taken as it is.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    /// <summary>Passes each item on as it was, once its deletion is durable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var key in Key)
        {
            ForOne(key, () => RemoveMatches(key));
        }
    }

    private void RemoveMatches(string key)
    {
        if (Target.Engine.Get(key) is { } item)
        {
            Remove([new PersistItem(item)]);
        }
        else if (KeyPattern.IsPattern(key))
        {
            RemoveAll(new KeyPattern(key));
        }
        else
        {
            throw PersistErrors.ItemNotFound.With(key, Target.Name);
        }
    }

    private void RemoveAll(KeyPattern pattern)
    {
        // The scan ends before the first deletion begins: no reader stays open over a write.
        var found = Target.Engine.Scan(pattern.Prefix)
            .Where(item => pattern.IsMatch(item.Key))
            .TakeWhile(_ => !StopToken.IsCancellationRequested)
            .Select(item => new PersistItem(item))
            .ToList();
        foreach (var chunk in found.Chunk(BatchSize))
        {
            Remove(chunk);
        }
    }

    private void Remove(IEnumerable<PersistItem> items)
    {
        var agreed = items.Where(item => ShouldProcess($"{item.Key} in {Target.Name}", "Remove item")).ToDictionary(item => item.Key);
        if (agreed.Count == 0 || StopToken.IsCancellationRequested)
        {
            return;
        }

        foreach (var key in Target.Engine.RemoveMany([.. agreed.Keys]))
        {
            if (PassThru)
            {
                WriteObject(agreed[key]);
            }
        }
    }
}
