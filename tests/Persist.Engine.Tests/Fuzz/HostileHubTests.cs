using Microsoft.Data.Sqlite;

namespace Persist.Engine.Tests.Fuzz;

public sealed class HostileHubTests : HostileRemote
{
    // Text that is none, blobs, numbers of other types: possible, since the tables' rules are taken away.
    private static readonly string[] Literals =
        ["X'FF00'", "CAST(X'C328' AS TEXT)", "'a' || char(0) || 'b'", "CAST(X'EDA080' AS TEXT)", "1.5", "1e308", "7", "''", "zeroblob(300)", "printf('%.200000c', '1')"];

    protected override int Count => 100;

    protected override string Address => InFolder("hub.db");

    protected override async Task KeepAsync()
    {
        await ExecuteAsync("PRAGMA writable_schema=ON");
        await ExecuteAsync(
            "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, 'STRICT,', ''), 'STRICT', ''), 'NOT NULL PRIMARY', 'PRIMARY'), 'NOT NULL', '') WHERE sql NOT LIKE '%WITHOUT%'");
        File.Copy(Address, InFolder("kept.db"));
    }

    protected override Task RestoreAsync()
    {
        foreach (var suffix in new[] { "-wal", "-shm" })
        {
            File.Delete(Address + suffix);
        }

        File.Copy(InFolder("kept.db"), Address, overwrite: true);
        return Task.CompletedTask;
    }

    protected override async Task<IReadOnlyList<string>> BreakAsync(Random random)
    {
        var statements = HostileRows.Statements(random, "", Literals).ToList();
        foreach (var statement in statements)
        {
            try
            {
                await ExecuteAsync(statement);
            }
            catch (SqliteException)
            {
                // Refused by what is left of the tables' rules.
            }
        }

        return statements;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Address};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
