using Npgsql;
using Persist.Engine.Remotes.Postgres;
using Persist.Engine.Tests.Postgres;
using Persist.Engine.Tests.Remotes;

namespace Persist.Simulation.Mutants;

/// <summary>
/// Pushes that wait for the lock of a real PostgreSQL: what a statement sees that waits, no simulated remote can tell. Each
/// scene returns what went wrong in it; null when nothing did.
/// </summary>
internal sealed class LockScene(string database)
{
    private readonly string _store = "s" + Guid.NewGuid().ToString("N");

    /// <summary>Another writer commits a cell while a compare-and-set of it waits, which therefore must be refused.</summary>
    public async Task<string?> A_push_that_waited_reads_the_cells_that_the_other_wrote()
    {
        await using var a = await ReplicaAsync("a");
        await using var b = await ReplicaAsync("b");
        await a.PushAsync(a.Put("k", "1"));
        await b.PullAsync();
        await a.PushAsync(a.Put("other", "1"));
        var written = b.Cas("k", "3", b.Cells["k"].Seq);
        await b.PullAsync(); // it knows of a position beyond what the operation has seen, so it asks for the cell at once
        await using var other = await HoldLockAsync();
        var waiting = b.PushAsync(written);
        await UntilSomebodyWaitsAsync(1);
        await RunAsync(other, $"UPDATE persist.cell SET value = '2', seq = 3, origin = 'x' WHERE store = '{_store}' AND key = 'k'");
        await RunAsync(other, $"UPDATE persist.shard SET head = 3, tail = 'x' WHERE store = '{_store}'");
        await RunAsync(other, "COMMIT");
        var result = await waiting;
        return result.Rejected.Count == 1 ? null : "a write that nobody had seen was written over";
    }

    /// <summary>A retry waits while the first attempt commits, and must find it there.</summary>
    public async Task<string?> A_retry_that_waited_finds_what_the_first_attempt_committed()
    {
        await using var first = await ReplicaAsync("a");
        await using var again = await ReplicaAsync("a");
        var request = first.Next(first.Put("k", "1"));
        await using var other = await HoldLockAsync();
        var attempt = first.SendAsync(request);
        await UntilSomebodyWaitsAsync(1);
        var retry = again.SendAsync(request);
        await UntilSomebodyWaitsAsync(2);
        await RunAsync(other, "COMMIT");
        var (one, two) = (await attempt, await retry);
        return one.Seq == two.Seq ? null : $"one batch was applied at {one.Seq} and at {two.Seq}";
    }

    private async Task<TestReplica> ReplicaAsync(string id)
    {
        var remote = new PostgresRemote(new NpgsqlConnectionStringBuilder(database), "postgres://test", TimeProvider.System);
        var replica = new TestReplica(remote, _store, id);
        await remote.ConnectAsync(replica.Identity, default);
        return replica;
    }

    private async Task<NpgsqlConnection> HoldLockAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await RunAsync(connection, $"BEGIN; SELECT head FROM persist.shard WHERE store = '{_store}' FOR UPDATE");
        return connection;
    }

    private async Task UntilSomebodyWaitsAsync(int many)
    {
        var waiting = $"SELECT count(*) >= {many} FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
        for (var asked = 0; !Equals(await PostgresServer.ExecuteAsync(database, waiting), true); asked++)
        {
            if (asked == 2000)
            {
                throw new TimeoutException($"{many} should wait for the lock");
            }
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
