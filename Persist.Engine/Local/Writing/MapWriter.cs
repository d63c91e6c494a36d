using System.Text.Json;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Writing;

/// <summary>Writes maps field by field.</summary>
internal sealed class MapWriter(OpWriter ops)
{
    /// <summary>Writes the fields.</summary>
    public void Set(string key, IEnumerable<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, json) in fields)
        {
            ops.Write(new CellKey(key, ItemKind.Map, name), OpKind.Put, json);
        }
    }

    /// <summary>
    /// Makes the map be an object: only fields that differ from what is here become operations, so that others' concurrent
    /// changes to the rest survive; a field that is left out is removed as observed.
    /// </summary>
    public void Replace(string key, string json)
    {
        var wanted = Fields(key, json);
        foreach (var visible in ops.Tables.Cells.OfKey(key))
        {
            var id = visible.Cell.Id;
            if (id.Kind != ItemKind.Map)
            {
                continue;
            }

            if (!wanted.TryGetValue(id.Path, out var value))
            {
                if (!ops.Cancel(id))
                {
                    ops.Write(id, OpKind.Remove, null);
                }
            }
            else if (value == visible.Cell.Value)
            {
                wanted.Remove(id.Path);
            }
        }

        Set(key, wanted);
    }

    /// <summary>The fields of an object, with their exact JSON texts.</summary>
    /// <exception cref="PersistException">One cannot be a field; or <see cref="PersistErrors.EmptyMap"/>.</exception>
    public static Dictionary<string, string> Fields(string key, string json)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ItemRules.MaxDepth });
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var name = Name(key, property);
            ItemRules.CheckPath(key, name);
            if (!fields.TryAdd(name, property.Value.GetRawText()))
            {
                throw PersistErrors.InvalidValue.With(key, $"it has the field '{name}' twice");
            }
        }

        return fields.Count > 0 ? fields : throw PersistErrors.EmptyMap.With(key);
    }

    // Well-formed JSON can escape what is no character.
    private static string Name(string key, JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException failure)
        {
            throw PersistErrors.InvalidValue.Because(failure, key, "the name of a field contains half of a surrogate pair");
        }
    }
}
