using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>Reads items from the local file, in key order.</summary>
[Cmdlet(VerbsCommon.Get, "PersistItem", DefaultParameterSetName = ItemSet)]
[OutputType(typeof(PersistItem), ParameterSetName = [ItemSet])]
[OutputType(typeof(object), ParameterSetName = [ValueSet])]
[OutputType(typeof(string), ParameterSetName = [JsonSet])]
public sealed class GetPersistItemCommand : ItemCommand
{
    private const string ItemSet = "Item";
    private const string ValueSet = "Value";
    private const string JsonSet = "Json";

    /// <summary>Keys, with wildcards; a key that exists under exactly this name is taken as it is. All items when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [AllowEmptyString]
    public PSObject?[]? Key { get; set; } = GivenKey.None;

    /// <summary>Keys in which no character is a wildcard.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LiteralKey { get; set; } = [];

    /// <summary>Only the values.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ValueSet)]
    public SwitchParameter ValueOnly { get; set; }

    /// <summary>JSON objects become ordered, case-sensitive dictionaries in place of custom objects.</summary>
    [Parameter(ParameterSetName = ItemSet)]
    [Parameter(ParameterSetName = ValueSet)]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>Only the values, as the exact JSON text that is stored.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JsonSet)]
    public SwitchParameter AsJson { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ReferenceEquals(Key, GivenKey.None) && LiteralKey.Length == 0)
        {
            Require(Target.Name, () => WriteAll("", null));
            return;
        }

        ForEachKey(Key, WriteMatches);
        ForEachLiteralKey(LiteralKey, WriteMatches);
    }

    private void WriteMatches(WantedKey key)
    {
        if (Target.Engine.Get(key.Exact) is { } item)
        {
            Write(item);
        }
        else if (key.Pattern is { } pattern)
        {
            WriteAll(pattern.Prefix, pattern);
        }
        else
        {
            throw PersistErrors.ItemNotFound.With(key.Exact, Target.Name);
        }
    }

    private bool WriteAll(string prefix, KeyPattern? pattern)
    {
        foreach (var item in Target.Engine.Scan(prefix))
        {
            if (StopToken.IsCancellationRequested)
            {
                break;
            }

            if (pattern is null || pattern.IsMatch(item.Key))
            {
                ForOne(item.Key, () => Write(item));
            }
        }

        return true;
    }

    private void Write(StoredItem item)
    {
        // An array is one value: it is not spread over the pipeline, so that its shape survives an assignment.
        object? output = ParameterSetName switch
        {
            JsonSet => item.Json,
            ValueSet => JsonReading.Read(item.Key, item.Json, AsHashtable),
            _ => new PersistItem(item, AsHashtable),
        };
        WriteObject(output, enumerateCollection: false);
    }
}
