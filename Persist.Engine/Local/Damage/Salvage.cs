using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Damage;

/// <summary>Reads from a damaged file what can be read. The file is not changed.</summary>
/// <remarks>
/// A scan of a table ends where SQLite meets a page that it cannot use. So the table is read from both ends, and what lies
/// between is looked for by keys half-way, quarter-way and so on: each that SQLite can find is read from in both directions.
/// </remarks>
internal sealed class Salvage : IDisposable
{
    // So many keys are looked for in vain before what is left is given up: each costs two look-ups, and one page that is lost
    // between two that are sound is the usual case.
    private const int MostInVain = 256;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly SalvagedGroups _groups = new();
    private readonly Queue<(CellPlace Low, CellPlace? High)> _unread = new();

    private long _rows;

    private Salvage(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    /// <summary>The store's name; null when that cannot be read.</summary>
    public string? Name { get; private set; }

    /// <summary>Rows that were found and do not hold what a store writes.</summary>
    public long Unusable { get; private set; }

    /// <summary>How many stretches of keys could not be read. What was in them, nobody knows.</summary>
    public int Gaps { get; private set; }

    /// <summary>Sets and maps of which a part lies in a gap.</summary>
    public IReadOnlyCollection<string> Incomplete => _groups.Incomplete;

    /// <summary>Opens a file that no process uses.</summary>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.NotAStore"/>; <see cref="PersistErrors.StoreInUse"/>; <see cref="PersistErrors.StoreCorrupt"/> when
    /// not even the list of its tables can be read.
    /// </exception>
    public static Salvage Open(string path)
    {
        RefuseUsed(path);
        FileHeader.Check(path);
        var connection = SqliteFile.OpenReadOnly(path);
        var salvage = new Salvage(connection, path);
        try
        {
            using var prepared = salvage.Select(ascending: true, CellPlace.First, null);
            prepared.Prepare();
            salvage.ReadName();
            return salvage;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw SqliteFailure.TranslateKnown(failure, path);
        }
    }

    /// <summary>The live cells of one item after the other, in order of kind and path; the items in no certain order. To be called once.</summary>
    public IEnumerable<IReadOnlyList<VisibleCell>> Items()
    {
        foreach (var item in Run(ascending: true, CellPlace.First, null))
        {
            yield return item;
        }

        if (_unread.TryDequeue(out var rest))
        {
            foreach (var item in Run(ascending: false, rest.Low, null))
            {
                yield return item;
            }
        }

        var given = new List<(CellPlace Low, CellPlace? High)>();
        for (var inVain = 0; _unread.TryDequeue(out var gap);)
        {
            if (inVain == MostInVain || CellPlace.Middle(gap.Low, gap.High) is not { } key)
            {
                given.Add(gap);
                continue;
            }

            var (middle, before) = (CellPlace.Before(key), _rows);
            foreach (var item in Run(ascending: true, middle, gap.High).Concat(Run(ascending: false, gap.Low, middle)))
            {
                yield return item;
            }

            inVain = _rows == before ? inVain + 1 : 0;
        }

        Gaps = Count(given);
        foreach (var item in _groups.Rest())
        {
            yield return item;
        }
    }

    public void Dispose() => _connection.Dispose();

    // Reads from one end of a stretch towards the other; what is left unread is queued.
    private IEnumerable<IReadOnlyList<VisibleCell>> Run(bool ascending, CellPlace low, CellPlace? high)
    {
        using var command = Select(ascending, low, high);
        using var scan = new SalvageScan(command, ascending, low, high, _path);
        while (scan.Next())
        {
            _rows++;
            if (scan.Cell is null)
            {
                Unusable++;
                _groups.Spoil(scan.Last!);
            }
            else if (_groups.Add(scan.Cell.Value) is { } item)
            {
                yield return item;
            }
        }

        if (scan.IsDamaged)
        {
            _unread.Enqueue(ascending ? (scan.Last ?? low, high) : (low, scan.Last ?? high));
        }

        foreach (var item in _groups.End(scan.IsDamaged, ascending ? high : low))
        {
            yield return item;
        }
    }

    private SqliteCommand Select(bool ascending, CellPlace low, CellPlace? high)
    {
        const string place = "(CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT))";
        var from = ascending ? low : high;
        var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {SalvageRow.Columns} FROM cell"
            + (from is null ? "" : $" WHERE (key, kind, path) {(ascending ? '>' : '<')} {place}")
            + (ascending ? " ORDER BY key, kind, path" : " ORDER BY key DESC, kind DESC, path DESC");
        if (from is not null)
        {
            command.Parameters.AddWithValue("$1", from.Key);
            command.Parameters.AddWithValue("$2", from.Kind);
            command.Parameters.AddWithValue("$3", from.Path);
        }

        return command;
    }

    private void ReadName()
    {
        try
        {
            Name = SqliteFile.Scalar(_connection, "SELECT value FROM meta WHERE name = 'store'") as string;
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            // Null says so.
        }
    }

    private static void RefuseUsed(string path)
    {
        try
        {
            if (File.Exists(FileLock.PresencePath(path)))
            {
                using var alone = FileLock.TryExclusive(FileLock.PresencePath(path)) ?? throw PersistErrors.StoreInUse.With(path);
            }
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.PathNotWritable) || failure.Is(PersistErrors.LocalFailure))
        {
            // A disk that may not be written to: nobody uses the file to write.
        }
    }

    // Gaps that touch are one.
    private static int Count(List<(CellPlace Low, CellPlace? High)> gaps)
    {
        gaps.Sort((one, other) => one.Low.CompareTo(other.Low));
        return gaps.Where((gap, i) => i == 0 || gaps[i - 1].High is not { } end || end.CompareTo(gap.Low) != 0).Count();
    }
}
