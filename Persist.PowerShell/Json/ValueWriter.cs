using System.Collections;
using System.Data;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Json;

/// <summary>Writes one value: what nests. Single values are <see cref="ScalarWriting"/>'s.</summary>
internal sealed class ValueWriter(Utf8JsonWriter writer, string key)
{
    // The containers around the current value: meeting one of them again is a cycle.
    private readonly List<object> _ancestors = [];

    public void Write(object? value)
    {
        var wrapper = value as PSObject;
        var bare = wrapper is null ? value : wrapper.BaseObject;
        if (bare is null or DBNull or System.Management.Automation.Language.NullString || ReferenceEquals(wrapper, System.Management.Automation.Internal.AutomationNull.Value))
        {
            writer.WriteNullValue();
            return;
        }

        // What Get-Content or Select-String hang onto a string is no part of the string.
        var isFlattened = bare is string text && IsFlattened(wrapper, text);
        if (!isFlattened && ScalarWriting.TryWrite(writer, key, bare))
        {
            return;
        }

        Enter(bare is PSCustomObject || isFlattened ? wrapper! : bare);
        switch (bare)
        {
            case string:
                WriteObject(wrapper!.Properties.Where(property => property is PSNoteProperty), isLive: false);
                break;
            case IDictionary dictionary:
                WriteDictionary(dictionary);
                break;
            case DataRowView view:
                WriteRow(view.Row);
                break;
            case DataRow row:
                WriteRow(row);
                break;
            case PSCustomObject:
                WriteObject(wrapper!.Properties, isLive: false);
                break;
            case Array { Rank: > 1 } table:
                WriteTable(table, []);
                break;
            case IEnumerable sequence:
                WriteSequence(sequence);
                break;
            default:
                WriteObject((wrapper ?? PSObject.AsPSObject(bare)).Properties, isLive: true);
                break;
        }

        _ancestors.RemoveAt(_ancestors.Count - 1);
    }

    private void Enter(object container)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var ancestor in _ancestors)
        {
            if (ReferenceEquals(ancestor, container))
            {
                throw PersistErrors.ValueCycle.With(key, container.GetType().Name);
            }
        }

        if (_ancestors.Count >= JsonWriting.MaxDepth)
        {
            throw PersistErrors.ValueTooDeep.With(key, JsonWriting.MaxDepth);
        }

        // Stops an endless sequence, and a tree of live objects that unfolds without end, before memory runs out.
        var written = writer.BytesCommitted + writer.BytesPending;
        if (written > ItemLimits.ValueBytes)
        {
            throw PersistErrors.ValueTooLarge.With(key, $"more than {written}", ItemLimits.ValueBytes);
        }

        _ancestors.Add(container);
    }

    private void WriteDictionary(IDictionary dictionary)
    {
        writer.WriteStartObject();
        if (dictionary.GetType() == typeof(Hashtable))
        {
            WriteSorted((Hashtable)dictionary);
        }
        else
        {
            // Two keys may read the same as text: 1 and '1'.
            HashSet<string>? names = null;
            foreach (DictionaryEntry entry in dictionary)
            {
                if (entry.Key is not string name)
                {
                    name = NameOf(entry.Key);
                }

                names ??= new HashSet<string>(dictionary.Count, StringComparer.Ordinal);
                if (!names.Add(name))
                {
                    throw PersistErrors.DuplicateName.With(key, name);
                }

                WriteMember(name, entry.Value);
            }
        }

        writer.WriteEndObject();
    }

    // A hashtable has no order of its own, and the same table must always give the same text.
    private void WriteSorted(Hashtable table)
    {
        var members = new KeyValuePair<string, object?>[table.Count];
        var count = 0;
        foreach (DictionaryEntry entry in table)
        {
            members[count++] = new(entry.Key as string ?? NameOf(entry.Key), entry.Value);
        }

        Array.Sort(members, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0 && members[i].Key == members[i - 1].Key)
            {
                throw PersistErrors.DuplicateName.With(key, members[i].Key);
            }

            WriteMember(members[i].Key, members[i].Value);
        }
    }

    // Its columns alone: the other properties lead to the table, and through it to every row.
    private void WriteRow(DataRow row)
    {
        writer.WriteStartObject();
        foreach (DataColumn column in row.Table.Columns)
        {
            WriteMember(column.ColumnName, row[column]);
        }

        writer.WriteEndObject();
    }

    private void WriteSequence(IEnumerable sequence)
    {
        writer.WriteStartArray();
        foreach (var element in sequence)
        {
            WriteElement(element);
        }

        writer.WriteEndArray();
    }

    // Enumerated, an array of several dimensions would come out flat.
    private void WriteTable(Array table, ReadOnlySpan<int> row)
    {
        var dimension = row.Length;
        writer.WriteStartArray();
        for (var i = table.GetLowerBound(dimension); i <= table.GetUpperBound(dimension); i++)
        {
            int[] place = [.. row, i];
            if (place.Length < table.Rank)
            {
                WriteTable(table, place);
            }
            else
            {
                WriteElement(table.GetValue(place));
            }
        }

        writer.WriteEndArray();
    }

    private void WriteElement(object? element)
    {
        Write(element);
        if (writer.BytesCommitted + writer.BytesPending > ItemLimits.ValueBytes)
        {
            throw PersistErrors.ValueTooLarge.With(key, $"more than {ItemLimits.ValueBytes}", ItemLimits.ValueBytes);
        }
    }

    // A custom object within another object comes out of a job or a remote session as its text, "@{name=x}", with its
    // properties hung onto it.
    private static bool IsFlattened(PSObject? wrapper, string text) =>
        wrapper is not null && text.StartsWith("@{", StringComparison.Ordinal)
        && wrapper.Properties.FirstOrDefault(property => property is PSNoteProperty) is { } first
        && text.AsSpan(2).StartsWith($"{first.Name}=", StringComparison.Ordinal);

    private void WriteObject(IEnumerable<PSPropertyInfo> properties, bool isLive)
    {
        writer.WriteStartObject();
        foreach (var property in properties)
        {
            if (property.IsGettable)
            {
                var member = Read(property);
                WriteMember(property.Name, isLive ? LiveObjects.Shorten(member) : member);
            }
        }

        writer.WriteEndObject();
    }

    // Properties such as Process.ExitCode throw until they have a meaning; PowerShell shows them as empty, too.
    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private void WriteMember(string name, object? value)
    {
        ScalarWriting.CheckText(key, name);
        writer.WritePropertyName(name);
        Write(value);
    }

    private static string NameOf(object name) => Convert.ToString(PSObject.AsPSObject(name).BaseObject, CultureInfo.InvariantCulture) ?? "";
}
