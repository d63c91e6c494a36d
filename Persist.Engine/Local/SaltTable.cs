using Microsoft.Data.Sqlite;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local;

/// <summary>The openings of the file whose operations may still be in the queue, here or in a copy of the file.</summary>
internal sealed class SaltTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _all = new(connection, "SELECT salt FROM opening");

    private readonly Statement _add = new(connection, "INSERT OR IGNORE INTO opening (salt) VALUES ($1)");

    private readonly Statement _forget = new(connection, "DELETE FROM opening WHERE NOT EXISTS (SELECT 1 FROM op)");

    public IReadOnlySet<long> All()
    {
        var salts = new HashSet<long>();
        using var row = _all.Query();
        while (row.Read())
        {
            salts.Add(row.GetInt64(0));
        }

        return salts;
    }

    public void Add(long salt) => _add.Run(salt);

    /// <summary>With an empty queue nothing of the past waits anywhere that this file could meet again. Called when nobody else has the file open.</summary>
    public void ForgetSettled() => _forget.Run();

    public void Dispose()
    {
        _all.Dispose();
        _add.Dispose();
        _forget.Dispose();
    }
}
