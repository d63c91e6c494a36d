using Microsoft.Data.Sqlite;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>Brings an older local file to this version's schema, in the transaction that opens it.</summary>
internal static class LocalMigration
{
    // Version 1 grew columns before the first release. What they mean for the rows of a file that had no copies yet: it wrote
    // under one id, each operation is a write of its own, and what waits may wait in a copy as well.
    private const string From1 = """
        UPDATE position SET replica = (SELECT value FROM meta WHERE name = 'replica'), batch_seq = cursor WHERE replica = '';
        DELETE FROM meta WHERE name = 'replica';
        UPDATE position SET other_kinds = 1 WHERE EXISTS (SELECT 1 FROM cell WHERE kind <> 'value');
        UPDATE op SET tx = n WHERE tx = 0;
        INSERT OR IGNORE INTO opening (salt) SELECT DISTINCT salt FROM op;
        """;

    // Version 3 knows how long the queue is.
    private const string From2 = """
        UPDATE position SET
            gone = max(next_op, coalesce((SELECT max(n) + 1 FROM op), 0)) - 1 - (SELECT count(*) FROM op),
            acknowledged = (SELECT count(*) FROM op WHERE state = 1),
            aside = (SELECT count(*) FROM op WHERE state > 1);
        """;

    /// <summary>Does it.</summary>
    /// <param name="connection">The file, with a write transaction open.</param>
    /// <param name="schema">The statements that make a new file.</param>
    /// <param name="version">The file's version.</param>
    public static void Run(SqliteConnection connection, string schema, long version)
    {
        SchemaShape.Complete(connection, schema);
        if (version < 2)
        {
            SqliteFile.Execute(connection, From1);
        }

        SqliteFile.Execute(connection, From2);
    }
}
