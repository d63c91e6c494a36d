using Microsoft.Data.Sqlite;
using Persist.Engine.Items;

namespace Persist.Engine.Local;

/// <summary>Puts items together from rows of cells that come in order of key, kind and path.</summary>
internal static class ItemRows
{
    /// <summary>One item after the other.</summary>
    /// <param name="row">The columns of <see cref="CellRow"/>, then pending.</param>
    public static IEnumerable<StoredItem> Read(SqliteDataReader row)
    {
        var parts = new List<VisibleCell>();
        while (row.Read())
        {
            var visible = new VisibleCell(CellRow.Read(row), row.GetInt64(10));
            if (parts.Count > 0 && parts[0].Cell.Id.Key != visible.Cell.Id.Key)
            {
                yield return ItemView.Of(parts)!;
                parts.Clear();
            }

            parts.Add(visible);
        }

        if (parts.Count > 0)
        {
            yield return ItemView.Of(parts)!;
        }
    }
}
