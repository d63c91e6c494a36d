using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Reading;

/// <summary>Puts items together from rows of live cells that come in order of key, kind and path.</summary>
internal static class ItemRows
{
    /// <summary>What a reader of items asks for: what an item shows, and no more.</summary>
    public const string Columns = "key, kind, path, value, stamp, origin, seq, pending";

    /// <summary>One item after the other.</summary>
    /// <param name="row">The rows, not yet read.</param>
    public static IEnumerable<StoredItem> Read(Row row)
    {
        var parts = new List<VisibleCell>();
        while (row.Read())
        {
            var key = row.GetString(0);
            if (parts.Count > 0 && parts[0].Cell.Id.Key != key)
            {
                yield return ItemView.Of(parts)!;
                parts.Clear();
            }

            if (parts.Count == 0 && Value(row, key) is { } item)
            {
                yield return item;
            }
            else
            {
                parts.Add(Part(row, key));
            }
        }

        if (parts.Count > 0)
        {
            yield return ItemView.Of(parts)!;
        }
    }

    /// <summary>The cells of one item after the other; each list is valid until the next is read.</summary>
    /// <param name="row">The rows, not yet read.</param>
    public static IEnumerable<IReadOnlyList<VisibleCell>> ReadCells(Row row)
    {
        var parts = new List<VisibleCell>();
        while (row.Read())
        {
            var key = row.GetString(0);
            if (parts.Count > 0 && parts[0].Cell.Id.Key != key)
            {
                yield return parts;
                parts.Clear();
            }

            parts.Add(Part(row, key));
        }

        if (parts.Count > 0)
        {
            yield return parts;
        }
    }

    /// <summary>The only item; null when there is none.</summary>
    /// <param name="row">The rows of one key, not yet read.</param>
    public static StoredItem? ReadOne(Row row)
    {
        if (!row.Read())
        {
            return null;
        }

        var key = row.GetString(0);
        if (Value(row, key) is { } item)
        {
            return item;
        }

        var parts = new List<VisibleCell>();
        do
        {
            parts.Add(Part(row, key));
        }
        while (row.Read());
        return ItemView.Of(parts);
    }

    // Nearly every row is a whole item: the kind "value" is one cell, and comes after the kinds that may share its key.
    private static StoredItem? Value(Row row, string key) => row.GetName(1) != ItemKind.Value ? null : new StoredItem(
        key, row.GetString(3), ItemKind.Value, Stamp.ToTime(row.GetInt64(4)), row.GetName(5), row.GetInt64(7) != 0);

    // What wrote a cell, and what its kind keeps beside the value, no item shows.
    private static VisibleCell Part(Row row, string key) => new(
        new Cell(
            new CellKey(key, row.GetName(1), row.GetString(2)), row.GetString(3), false, row.GetInt64(4), row.GetName(5), Op: "", row.GetInt64(6)),
        row.GetInt64(7));
}
