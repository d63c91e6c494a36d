using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The openings of the file whose operations may still be in the queue, here or in a copy of the file.</summary>
internal sealed class SaltTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _all = new(connection, "SELECT salt, last FROM opening");

    private readonly Statement _add = new(connection, "INSERT OR IGNORE INTO opening (salt) VALUES ($1)");

    private readonly Statement _end = new(connection, "UPDATE opening SET last=$1 WHERE last IS NULL");

    private readonly Statement _forget = new(connection, "DELETE FROM opening WHERE NOT EXISTS (SELECT 1 FROM op)");

    private readonly Statement _giveUp = new(connection, "UPDATE opening SET last=$2 - 1 WHERE salt=$1 AND last>=$2");

    /// <summary>Each opening, and the last number of an operation that it made here.</summary>
    public IReadOnlyDictionary<long, long> All()
    {
        var salts = new Dictionary<long, long>();
        using var row = _all.Query();
        while (row.Read())
        {
            salts.Add(row.GetInt64(0), row.IsDBNull(1) ? long.MaxValue : row.GetInt64(1));
        }

        return salts;
    }

    public void Add(long salt) => _add.Run(salt);

    /// <summary>
    /// None of the former openings writes here any more. One may go on where the file was copied from while it was open:
    /// what it writes there is foreign to this copy. Called when nobody else has the file open.
    /// </summary>
    public void End(long last) => _end.Run(last);

    /// <summary>With an empty queue nothing of the past waits anywhere that this file could meet again. Called when nobody else has the file open.</summary>
    public void ForgetSettled() => _forget.Run();

    /// <summary>
    /// What former openings wrote was given up, from the first of these operations on: where a copy has sent it, it is foreign to
    /// whatever is written from now on.
    /// </summary>
    public void GiveUp(OpIdSet operations)
    {
        foreach (var (salt, n) in operations.Firsts)
        {
            _giveUp.Run(salt, n);
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        _add.Dispose();
        _end.Dispose();
        _forget.Dispose();
        _giveUp.Dispose();
    }
}
