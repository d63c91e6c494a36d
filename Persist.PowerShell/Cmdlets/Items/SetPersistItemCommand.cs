using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Errors;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>
/// Writes items. An item is durable before it is passed on; the remote is never waited for. Pipelines are committed in
/// batches.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PersistItem", SupportsShouldProcess = true, DefaultParameterSetName = KeyValueSet)]
[OutputType(typeof(PersistItem))]
public sealed class SetPersistItemCommand : ItemCommand
{
    private const string KeyValueSet = "KeyValue";
    private const string ObjectSet = "Object";

    private ItemBatch? _batch;

    /// <summary>The key: up to 1,024 bytes in UTF-8, case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeyValueSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [AllowEmptyString]
    public string Key { get; set; } = "";

    /// <summary>The value; $null is the JSON null.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = KeyValueSet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>Objects to be stored whole, each under the key that <see cref="KeyProperty"/> gives.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The property of the input objects that holds the key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string KeyProperty { get; set; } = "";

    /// <summary>Also replaces an item of another kind: a counter, a set or a map becomes a value.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Passes each item on, once it is durable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _batch = new ItemBatch(Target.Engine, PassThru, Force);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? target = ParameterSetName == ObjectSet ? InputObject : Key;
        try
        {
            var (key, value) = ParameterSetName == ObjectSet ? (KeyOf(InputObject!), InputObject) : (Key, Value);
            target = key;
            var json = JsonWriting.Write(key, value);
            key = EngineStore.Validate(key, json);
            if (ShouldProcess($"{key} in {Target.Name}", "Set item"))
            {
                _batch!.Add(key, json);
            }
        }
        catch (PersistException failure)
        {
            WriteError(ErrorRecords.From(failure, target));
        }

        Report();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _batch!.Commit();
        Report();
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

    private void Report()
    {
        var (durable, failed) = _batch!.Take();
        foreach (var (key, failure) in failed)
        {
            WriteError(ErrorRecords.From(failure, key));
        }

        foreach (var item in durable)
        {
            WriteObject(item);
        }
    }

    private string KeyOf(PSObject input)
    {
        var value = input.BaseObject is IDictionary members ? members[KeyProperty] : input.Properties[KeyProperty]?.Value;
        var key = Convert.ToString(value is PSObject wrapper ? wrapper.BaseObject : value, CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(key) ? throw PersistErrors.KeyPropertyMissing.With(input, KeyProperty) : key;
    }
}
