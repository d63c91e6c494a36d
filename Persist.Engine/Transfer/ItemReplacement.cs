using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>Makes an item be what the file has, whatever is here; only what differs becomes an operation.</summary>
internal sealed class ItemReplacement(OpWriter ops, ItemWriter items)
{
    /// <summary>Replaces an item.</summary>
    /// <param name="record">What it is to be.</param>
    /// <param name="kind">Of what kind.</param>
    /// <param name="fields">The fields, if that is a map.</param>
    /// <param name="write">How a value of its key is written.</param>
    /// <returns>False when it was that already.</returns>
    public bool Replace(ItemRecord record, string kind, IReadOnlyDictionary<string, string>? fields, OpKind write)
    {
        var here = items.Read(record.Key);
        if (here is not null && here.Kind != kind)
        {
            items.Remove(record.Key);
            here = null;
        }

        return kind switch
        {
            ItemKind.Map => ReplaceFields(record.Key, fields!),
            ItemKind.Set => ReplaceMembers(record),
            ItemKind.Counter => ReplaceNumber(record, here),
            _ => ReplaceValue(record, here, write),
        };
    }

    private bool ReplaceValue(ItemRecord record, StoredItem? here, OpKind write)
    {
        if (here?.Json == record.Json)
        {
            return false;
        }

        ops.BeginWrite();
        ops.Write(CellKey.OfValue(record.Key), write, record.Json);
        return true;
    }

    private bool ReplaceNumber(ItemRecord record, StoredItem? here)
    {
        if (!Exact.TrySum(Exact.Parse(record.Json), here is null ? 0m : -Exact.Parse(here.Json), out var difference))
        {
            throw PersistErrors.CounterOverflow.With(record.Key, here?.Json, record.Json);
        }

        if (here is not null && difference == 0m)
        {
            return false;
        }

        items.Add(record.Key, difference);
        return true;
    }

    private bool ReplaceMembers(ItemRecord record)
    {
        var wanted = RecordParts.Members(record);
        var here = Parts(record.Key);
        var extra = here.Keys.Except(wanted, StringComparer.Ordinal).ToList();
        var missing = wanted.Where(member => !here.ContainsKey(member)).ToList();
        items.RemoveParts(record.Key, ItemKind.Set, extra);
        items.Include(record.Key, missing);
        return extra.Count + missing.Count > 0;
    }

    private bool ReplaceFields(string key, IReadOnlyDictionary<string, string> wanted)
    {
        var here = Parts(key);
        var extra = here.Keys.Where(field => !wanted.ContainsKey(field)).ToList();
        var different = wanted.Where(field => !here.TryGetValue(field.Key, out var json) || json != field.Value).ToList();
        items.RemoveParts(key, ItemKind.Map, extra);
        items.SetFields(key, different);
        return extra.Count + different.Count > 0;
    }

    private Dictionary<string, string> Parts(string key) =>
        ops.Tables.Cells.OfKey(key).ToDictionary(visible => visible.Cell.Id.Path, visible => visible.Cell.Value!, StringComparer.Ordinal);
}
