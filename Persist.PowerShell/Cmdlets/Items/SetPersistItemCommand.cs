using System.Collections;
using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Engine.Items;
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

    // What Value holds when it was not given: null is a value.
    private static readonly object NotGiven = new();

    private ItemBatch? _batch;
    private bool _hasFitting;
    private bool _isKeyGiven, _isValueGiven;
    private Func<PSObject, string>? _keyOf;
    private PSObject? _single;

    /// <summary>The key: up to 1,024 bytes in UTF-8, case-sensitive.</summary>
    // Not mandatory, nor is Value: a pipeline of objects that have neither would fail object by object, without a hint.
    [Parameter(Position = 0, ParameterSetName = KeyValueSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [AllowEmptyString]
    public PSObject? Key { get; set; } = PSObject.AsPSObject(NotGiven);

    /// <summary>The value; $null is the JSON null.</summary>
    [Parameter(Position = 1, ParameterSetName = KeyValueSet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; } = NotGiven;

    /// <summary>
    /// The value of -Key, when that is given without -Value: one object. Else objects or hashtables with Key and Value; with
    /// -KeyProperty, any objects, to be stored whole under the key that this gives.
    /// </summary>
    [Parameter(ParameterSetName = KeyValueSet, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The property of the input objects that holds the key; or a scriptblock that makes the key of the object in $_.</summary>
    // Not mandatory: a set that waits for it would be taken for any pipeline of objects. The other set is the default.
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public object KeyProperty { get; set; } = "";

    /// <summary>Also replaces an item of another kind: a counter, a set or a map becomes a value.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes an item that Get-PersistItem returned only where it is still as it was read.</summary>
    [Parameter]
    public SwitchParameter IfUnchanged { get; set; }

    /// <summary>Writes only where there is no item yet.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Passes each item on, once it is durable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isKeyGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Key));
        _isValueGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Value));
        _keyOf = (KeyProperty is PSObject wrapper ? wrapper.BaseObject : KeyProperty) is ScriptBlock script
            ? input => KeyFrom(script, input)
            : KeyIn(LanguagePrimitives.ConvertTo<string>(KeyProperty));
        _batch = new ItemBatch(Target.Engine, PassThru, Force, StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Value == NotGiven && InputObject is null && MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            // A variable that is empty by mistake, as often as not.
            WriteError(ErrorRecords.From(PersistErrors.KeyOrValueMissing.With("value but $null"), _isKeyGiven ? Key : null));
            return;
        }

        if (_isKeyGiven && _isValueGiven && InputObject is not null)
        {
            // `… | Set-PersistItem k $_` would store what $_ is outside the pipeline: nothing.
            ThrowTerminatingError(ErrorRecords.From(PersistErrors.ValueTwice.With(GivenKey.Of(Key)), InputObject));
        }

        if (_isKeyGiven && Value == NotGiven && InputObject is not null && Pair() is null)
        {
            HoldSingle();
            return;
        }

        Write(InputObject ?? Key, () => ParameterSetName == ObjectSet ? (_keyOf!(InputObject!), InputObject) : GivenPair());
    }

    // Written at the end, when it is known to be the only one: of several the last would replace the others without a word.
    private void HoldSingle()
    {
        if (_single is not null)
        {
            ThrowTerminatingError(ErrorRecords.From(PersistErrors.SeveralValues.With(GivenKey.Of(Key)), InputObject));
        }

        _single = InputObject;
    }

    private void Write(object? target, Func<(string Key, object? Value)> pair)
    {
        try
        {
            var (key, value) = pair();
            target = key;
            var item = Guarded(EngineStore.Check(key, JsonWriting.Write(key, value)));
            if (ShouldProcess($"{item.Key} in {Target.Name}", "Set item"))
            {
                _batch!.Add(item);
            }
        }
        catch (PersistException failure)
        {
            WriteError(ErrorRecords.From(failure, target));
        }

        Report();
    }

    private CheckedItem Guarded(CheckedItem item) => this switch
    {
        { NoClobber.IsPresent: true } => item.IfStill(null),
        { IfUnchanged.IsPresent: false } => item,
        { InputObject.BaseObject: PersistItem seen } => item.IfStill(seen.Stored),
        _ => throw PersistErrors.ItemNotRead.With(item.Key),
    };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_single is not null)
        {
            Write(Key, () => (GivenKey.Of(Key), _single));
        }

        var stored = Await(_batch!.CommitAsync());
        Report();
        WriteVerbose($"Stored {stored} item(s) in {Target.Name}.");
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

    private (string Key, object? Value) GivenPair()
    {
        if (Key?.BaseObject != NotGiven && Value != NotGiven)
        {
            _hasFitting = true;
            return (GivenKey.Of(Key), Value);
        }

        if (Pair() is { } pair)
        {
            _hasFitting = true;
            return (GivenKey.Of(pair["Key"] is { } key ? PSObject.AsPSObject(key) : null), pair["Value"]);
        }

        var missing = PersistErrors.KeyOrValueMissing.With(Key?.BaseObject == NotGiven ? "key" : "value");
        if (!_hasFitting)
        {
            // Nothing has fitted yet, so nothing will: one error for the whole pipeline.
            ThrowTerminatingError(ErrorRecords.From(missing, InputObject));
        }

        throw missing;
    }

    // A hashtable has no properties that would be bound.
    private IDictionary? Pair() =>
        InputObject?.BaseObject is IDictionary pair && pair.Contains("Key") && pair.Contains("Value") ? pair : null;

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

    private static Func<PSObject, string> KeyIn(string property) => input =>
    {
        var value = input.BaseObject is IDictionary members ? members[property] : input.Properties[property]?.Value;
        var key = GivenKey.OfProperty(value);
        return string.IsNullOrEmpty(key) ? throw PersistErrors.KeyPropertyMissing.With(input, property) : key;
    };

    private static string KeyFrom(ScriptBlock script, PSObject input)
    {
        try
        {
            return GivenKey.Of(script.InvokeWithContext(null, [new PSVariable("_", input)]) is [var key] ? key : null);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw PersistErrors.InvalidKey.Because(failure, "", $"the scriptblock that makes it failed: {failure.Message}");
        }
    }
}
