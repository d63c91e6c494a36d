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

    /// <summary>Does it.</summary>
    /// <param name="connection">The file, with a write transaction open.</param>
    /// <param name="schema">The statements that make a new file.</param>
    public static void Run(SqliteConnection connection, string schema)
    {
        SchemaShape.Complete(connection, schema);
        SqliteFile.Execute(connection, From1);
    }
}
