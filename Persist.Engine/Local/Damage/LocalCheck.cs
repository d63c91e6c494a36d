using Microsoft.Data.Sqlite;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Damage;

/// <summary>Reads a whole file to see whether it is sound, and what of the remote is in it. Called inside one read transaction.</summary>
internal sealed class LocalCheck(SqliteConnection connection)
{
    /// <summary>How many problems are named; there may be more.</summary>
    public const int NamedProblems = 20;

    /// <summary>No row where the queue is as long as the file notes: see <see cref="QueueCount"/>.</summary>
    internal const string MiscountedQueue = $"""
        (SELECT gone, acknowledged, aside FROM position WHERE (SELECT count(*) FROM op) <> {PositionTable.NextOp} - 1 - gone
            OR (SELECT count(*) FROM op WHERE state = 1) <> acknowledged OR (SELECT count(*) FROM op WHERE state > 1) <> aside)
        """;

    // What every write transaction leaves behind it. Each counts the rows that break the rule.
    private static readonly (string Rule, string Broken)[] Rules =
    [
        ("the file has one position", "SELECT abs(count(*) - 1) FROM position"),
        ("what waits on a cell is in the queue",
            "SELECT count(*) FROM cell c WHERE c.pending <> 0 AND NOT EXISTS (SELECT 1 FROM op o WHERE o.n = c.pending AND o.key = c.key AND o.kind = c.kind AND o.path = c.path)"),
        ("each operation waits on a cell",
            "SELECT count(*) FROM op o WHERE NOT EXISTS (SELECT 1 FROM cell c WHERE c.key = o.key AND c.kind = o.kind AND c.path = o.path AND c.pending >= o.n)"),
        ("an operation's predecessor on its cell is in the queue",
            "SELECT count(*) FROM op o WHERE o.previous <> 0 AND NOT EXISTS (SELECT 1 FROM op p WHERE p.n = o.previous AND p.key = o.key AND p.kind = o.kind AND p.path = o.path)"),
        ("an operation belongs to an epoch", "SELECT count(*) FROM op o WHERE o.type <> 1 AND NOT EXISTS (SELECT 1 FROM epoch e WHERE e.id = o.epoch)"),
        ("the remote's version is kept below what waits, and nowhere else",
            "SELECT count(*) FROM shadow s WHERE NOT EXISTS (SELECT 1 FROM cell c WHERE c.key = s.key AND c.kind = s.kind AND c.path = s.path AND c.pending <> 0)"),
        ("a cell that came from the remote and is written again keeps the remote's version",
            "SELECT count(*) FROM cell c WHERE c.pending <> 0 AND c.seq <> 0 AND NOT EXISTS (SELECT 1 FROM shadow s WHERE s.key = c.key AND s.kind = c.kind AND s.path = c.path)"),
        ("nothing came from beyond the cursor", "SELECT count(*) FROM cell WHERE pending = 0 AND seq > (SELECT cursor FROM position)"),
        ("the queue is as long as the file notes", $"SELECT count(*) FROM {MiscountedQueue}"),
        ("a frozen batch has a name", "SELECT count(*) FROM position WHERE (frozen_through > 0) <> (frozen_id IS NOT NULL)"),
    ];

    /// <summary>What is wrong with the file, in sentences; empty when it is sound.</summary>
    /// <remarks>What SQLite cannot read at all ends the check: of such a file nothing else can be told.</remarks>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        try
        {
            foreach (var look in new[] { Integrity, Rows, Tables })
            {
                problems.AddRange(look());
                if (problems.Count > 0)
                {
                    break; // what comes next relies on it
                }
            }
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            problems.Add(failure.Message);
        }

        return problems;
    }

    private static bool IsDamage(Exception failure) => SqliteFailure.IsUnreadable(failure)
        || (failure is SqliteException sqlite && SqliteFailure.IsDamage(sqlite));

    private List<string> Integrity()
    {
        var lines = new List<string>();
        using var integrity = new Statement(connection, $"PRAGMA integrity_check({NamedProblems})");
        using var row = integrity.Query();
        while (row.Read())
        {
            if (row.GetString(0) is var line && line != "ok")
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    // SQLite keeps no checksums: a bit that has changed inside a row is found only where the row cannot have been written like that.
    private List<string> Rows()
    {
        var unusable = Unusable("cell") + Unusable("(SELECT *, 0 AS pending FROM shadow)");
        return unusable == 0 ? [] : [$"{unusable} row(s) do not hold what a store writes"];
    }

    private long Unusable(string rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SalvageRow.Columns} FROM {rows}";
        using var row = command.ExecuteReader();
        var unusable = 0L;
        while (row.Read())
        {
            unusable += SalvageRow.Read(row) is null ? 1 : 0;
        }

        return unusable;
    }

    // What the file notes for itself throws when it cannot be read.
    private List<string> Tables()
    {
        var broken = Rules.Select(rule => (rule.Rule, Count: (long)SqliteFile.Scalar(connection, rule.Broken)!))
            .Where(rule => rule.Count > 0).Select(rule => $"{rule.Count} row(s) break the rule that {rule.Rule}").ToList();
        using var meta = new MetaTable(connection);
        SettlementNote.Parse(meta.Text(MetaName.SettlementNote));
        RecoveryNote.FromJson(meta.Text(MetaName.Recovery));
        using var position = new PositionTable(connection);
        position.Read();
        using var queue = new OpTable(connection);
        foreach (var stored in queue.All())
        {
            OpIdSet.Parse(stored.Op.Replaced);
            _ = stored.Ancestor is null ? null : SavedVersion.Read(stored.Ancestor);
        }

        return broken;
    }

    /// <summary>What the file has from the remote, without what waits: live cells, in order of key, kind and path as bytes of UTF-8.</summary>
    public IEnumerable<(CellKey Id, string? Value)> Base()
    {
        // Both come in this order by themselves.
        using var cells = new Statement(connection, """
            SELECT key, kind, path, value FROM cell WHERE pending = 0 AND dead = 0 UNION ALL SELECT key, kind, path, value FROM shadow WHERE dead = 0
            ORDER BY 1, 2, 3
            """);
        using var row = cells.Query();
        while (row.Read())
        {
            yield return (new CellKey(row.GetString(0), row.GetName(1), row.GetString(2)), row.GetText(3));
        }
    }
}
