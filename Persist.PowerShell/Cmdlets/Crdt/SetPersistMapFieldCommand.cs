using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Persist.Completion;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>Writes fields of a map, and makes it if there is none. Fields are merged one by one; of one field the latest write stands.</summary>
[Cmdlet(VerbsCommon.Set, "PersistMapField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = FieldSet)]
[OutputType(typeof(PersistItem))]
public sealed class SetPersistMapFieldCommand : PartCommand<KeyValuePair<string, string>>
{
    private const string FieldSet = "Field";
    private const string FieldsSet = "Fields";

    /// <summary>The map's key, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    /// <summary>The field's name; case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FieldSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FieldCompleter))]
    [AllowEmptyString]
    public string Field { get; set; } = "";

    /// <summary>Its value; $null is the JSON null.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = FieldSet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>Several fields at once, by name: a dictionary, or a custom object.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FieldsSet, ValueFromPipelineByPropertyName = true)]
    [PropertiesAsTable]
    public IDictionary Fields { get; set; } = new Hashtable();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == FieldSet)
        {
            ForOne(Key, () => AddField(Field, Value));
            return;
        }

        foreach (DictionaryEntry entry in Fields)
        {
            ForOne(Key, () => AddField(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value));
        }
    }

    private protected override string Describe(int count) => $"Set {count} field(s)";

    private protected override void Change(string key, IReadOnlyList<KeyValuePair<string, string>> parts) => Target.Engine.SetFields(key, parts);

    private void AddField(string name, object? value) => Add(Key, KeyValuePair.Create(name, JsonWriting.Write(Key, value)));
}
