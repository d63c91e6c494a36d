using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Damage;

/// <summary>Reads rows of the table <c>cell</c> of a damaged file: nothing in them is believed before it is checked.</summary>
internal static class SalvageRow
{
    /// <summary>The columns to select: text as its bytes, for SQLite does not check that it is UTF-8.</summary>
    public const string Columns = """
        CAST(key AS BLOB), CAST(kind AS BLOB), CAST(path AS BLOB),
        typeof(key) = 'text' AND typeof(kind) = 'text' AND typeof(path) = 'text' AND typeof(value) IN ('text', 'null') AND typeof(dead) = 'integer'
            AND typeof(stamp) = 'integer' AND typeof(origin) = 'text' AND typeof(op) = 'text' AND typeof(seq) = 'integer' AND typeof(pending) = 'integer'
            AND typeof(state) IN ('text', 'null'),
        CAST(value AS BLOB), dead, stamp, CAST(origin AS BLOB), CAST(op AS BLOB), seq, CAST(state AS BLOB), pending
        """;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CellPlace Place(SqliteDataReader row) => new(Bytes(row, 0), Bytes(row, 1), Bytes(row, 2));

    /// <summary>The cell of the current row; null when what it holds cannot be what was written.</summary>
    public static VisibleCell? Read(SqliteDataReader row)
    {
        if (row.GetInt64(3) != 1 || row.GetInt64(5) is not (0 or 1))
        {
            return null;
        }

        try
        {
            var id = new CellKey(Text(row, 0)!, Text(row, 1)!, Text(row, 2)!);
            var cell = new Cell(
                id, Text(row, 4), row.GetInt64(5) == 1, row.GetInt64(6), Text(row, 7)!, Text(row, 8)!, row.GetInt64(9), Text(row, 10));
            return IsSound(cell) ? new VisibleCell(cell, row.GetInt64(11)) : null;
        }
        catch (Exception failure) when (failure is DecoderFallbackException or FormatException or OverflowException or JsonException or PersistException)
        {
            return null; // counted by the caller: that is what a salvage can say of it
        }
    }

    private static bool IsSound(Cell cell)
    {
        if (ItemRules.NormalizeKey(cell.Id.Key) != cell.Id.Key || cell.Dead != cell.Value is null || !Stamp.IsTime(cell.Stamp))
        {
            return false;
        }

        if (cell.Value is not null)
        {
            ItemRules.CheckJson(cell.Id.Key, cell.Value);
        }

        switch (cell.Id.Kind)
        {
            case ItemKind.Value:
                return cell.Id.Path.Length == 0;
            case ItemKind.Counter:
                CounterMerge.GenerationOf(cell);
                Exact.Parse(cell.Value ?? "0");
                return cell.Id.Path.Length == 0;
            case ItemKind.Set:
                ItemRules.CheckPath(cell.Id.Key, cell.Id.Path);
                return cell.Value is null || cell.Value == cell.Id.Path;
            case ItemKind.Map:
                ItemRules.CheckPath(cell.Id.Key, cell.Id.Path);
                return true;
            default:
                return false;
        }
    }

    private static byte[] Bytes(SqliteDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Strict.GetString(Bytes(row, column));
}
