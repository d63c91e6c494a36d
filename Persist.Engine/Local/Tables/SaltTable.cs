using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The openings of the file whose operations may still be in the queue, here or in a copy of the file.</summary>
internal sealed class SaltTable(SqliteConnection connection) : IDisposable
{
    private const string GivenUp = $"SELECT value FROM meta WHERE name='{MetaName.GivenUp}'";

    private readonly Statement _all = new(connection, $"SELECT salt, last, ({GivenUp}) FROM opening");

    private readonly Statement _add = new(connection,
        "INSERT INTO opening (salt) VALUES ($1) ON CONFLICT DO UPDATE SET last=NULL WHERE last IS NOT NULL");

    private readonly Statement _end = new(connection, "UPDATE opening SET last=$1 WHERE last IS NULL");

    private readonly Statement _forget = new(connection, "DELETE FROM opening WHERE NOT EXISTS (SELECT 1 FROM op)");

    private readonly Statement _givenUp = new(connection, GivenUp);

    private readonly Statement _giveUp = new(connection, $"INSERT OR REPLACE INTO meta (name, value) VALUES ('{MetaName.GivenUp}', $1)");

    private readonly Statement _forgetGivenUp = new(connection, $"DELETE FROM meta WHERE name='{MetaName.GivenUp}' AND NOT EXISTS (SELECT 1 FROM op)");

    /// <summary>An author who knows what the file's openings have made here: each with the last number of an operation.</summary>
    public Author Complete(Author author)
    {
        var (salts, givenUp) = (new Dictionary<long, long>(), (OpIdSet?)null);
        using var row = _all.Query();
        while (row.Read())
        {
            salts.Add(row.GetInt64(0), row.IsDBNull(1) ? long.MaxValue : row.GetInt64(1));
            givenUp ??= row.IsDBNull(2) ? null : OpIdSet.Parse(row.GetString(2));
        }

        return author with { Salts = salts, GivenUp = givenUp };
    }

    /// <summary>An opening writes here from now on, or still does; false when that is known.</summary>
    public bool Add(long salt) => _add.Run(salt) > 0;

    /// <summary>
    /// None of the former openings writes here any more. One may go on where the file was copied from while it was open:
    /// what it writes there is foreign to this copy. Called when nobody else has the file open.
    /// </summary>
    public void End(long last) => _end.Run(last);

    /// <summary>With an empty queue nothing of the past waits anywhere that this file could meet again. Called when nobody else has the file open.</summary>
    public void ForgetSettled()
    {
        _forget.Run();
        _forgetGivenUp.Run();
    }

    /// <summary>These operations were given up: where a copy has sent them, they are foreign to whatever is written from now on.</summary>
    public void GiveUp(OpIdSet operations)
    {
        operations.Add(OpIdSet.Parse(_givenUp.Scalar() as string));
        _giveUp.Run(operations.ToString());
    }

    public void Dispose()
    {
        _all.Dispose();
        _add.Dispose();
        _end.Dispose();
        _forget.Dispose();
        _givenUp.Dispose();
        _giveUp.Dispose();
        _forgetGivenUp.Dispose();
    }
}
