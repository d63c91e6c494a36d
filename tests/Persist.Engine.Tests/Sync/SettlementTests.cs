using Microsoft.Data.Sqlite;
using Persist.Engine.Local;
using Persist.Engine.Local.Reading;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Sqlite;
using Persist.Engine.Tests.Remotes;

namespace Persist.Engine.Tests.Sync;

/// <summary>What a replica keeps of its own pushes is, to the last column, what the remote has.</summary>
public sealed class SettlementTests : IDisposable
{
    private const string Columns = "key, kind, path, value, dead, stamp, origin, op, seq, state";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SyncStrategy.LastWriteWins)]
    [InlineData(SyncStrategy.Custom)]
    [InlineData(SyncStrategy.Crdt)]
    public async Task Pushed_cells_rest_as_the_remote_has_them(SyncStrategy strategy)
    {
        var random = new Random(11);
        await using var a = await OpenAsync("a", strategy);
        await using var b = await OpenAsync("b", strategy);
        for (var round = 0; round < 8; round++)
        {
            foreach (var store in (PersistStore[])[a, b])
            {
                // More than one batch in the first round, then first writes, later ones, deletions, and several to one key.
                for (var i = 0; i < (round == 0 ? 12_000 : 60); i++)
                {
                    var key = round == 0 ? $"{store.Replica}-{i}" : $"k{random.Next(80)}";
                    Write(store, key, random);
                }

                await store.SyncAsync();
            }
        }

        await a.SyncAsync();
        await b.SyncAsync();
        var remote = Cells("hub.db");
        Assert.Equal(remote, Cells("a.db"));
        Assert.Equal(remote, Cells("b.db"));
        foreach (var file in (string[])["a.db", "b.db"])
        {
            Assert.Equal(0L, Scalar(file, "SELECT (SELECT count(*) FROM op) + (SELECT count(*) FROM shadow) + (SELECT count(*) FROM cell WHERE pending<>0)"));
        }
    }

    [Theory]
    [InlineData(SyncStrategy.LastWriteWins)]
    [InlineData(SyncStrategy.Custom)]
    public async Task A_write_over_a_deletion_that_the_first_pull_left_out_rests_as_the_remote_has_it(SyncStrategy strategy)
    {
        using var hub = new SimulatedHub();
        var (one, two) = (hub.Join("one", SimulatedHub.SumAsync, strategy), hub.Join("two", SimulatedHub.SumAsync, strategy, TimeSpan.FromDays(-1)));
        one.Set("k", "1");
        one.Set("other", "1");
        await one.SyncAsync();
        one.Remove("k");
        await one.SyncAsync();
        await two.SyncAsync();
        two.Set("k", "2");
        two.Clock.Skew = TimeSpan.Zero; // what it says of the write is wrong by a day, and nobody can tell
        await hub.CalmAsync();
        Assert.Equal(one.Local.Get("k"), two.Local.Get("k"));
    }

    [Fact]
    public async Task A_write_over_a_deletion_that_is_purged_before_it_arrives_rests_as_the_remote_has_it()
    {
        using var hub = new SimulatedHub();
        var one = hub.Join("one", SimulatedHub.SumAsync);
        var two = hub.Join("two", null, SyncStrategy.LastWriteWins, default, out var remote);
        two.Set("other", "1");
        await two.SyncAsync();
        one.Set("k", "1");
        await one.SyncAsync();
        one.Remove("k");
        await hub.CalmAsync();
        two.Clock.Skew = TimeSpan.FromDays(-1);
        two.Set("k", "2");
        two.Clock.Skew = TimeSpan.Zero;
        remote.BeforeNextPush(async () =>
        {
            hub.Clock.Advance(TimeSpan.FromDays(100));
            Assert.False(await remote.PurgeAsync(new ReplicaIdentity("sim", one.Local.Replica, "simulated"), default)); // nothing is left to purge
        });
        await hub.CalmAsync();
        Assert.Equal(one.Local.Get("k"), two.Local.Get("k"));
    }

    [Fact]
    public async Task A_batch_that_was_taken_is_settled_by_whoever_comes_next()
    {
        await using var hub = new SqliteRemote(_folder.File("hub.db"), TimeProvider.System, TimeProvider.System);
        using (var local = OpenLocal())
        {
            var me = new ReplicaIdentity("s", local.Replica, "machine");
            await hub.ConnectAsync(me, default);
            for (var i = 0; i < 20; i++)
            {
                var key = $"k{i}";
                local.Write(writer => writer.Set(key, "1", force: false));
            }

            var bounds = new BatchBounds(10, long.MaxValue);
            var first = local.Replication.Freeze(bounds)!;
            var result = await hub.PushAsync(new PushRequest(me, first.No, first.PreviousId, first.Id, first.Ops), default);
            var (direct, second) = local.Replication.SettleAndFreeze(first, result, bounds);
            Assert.True(direct);
            Assert.Equal(10, second!.Ops.Count);
            Assert.Equal(20, local.Queue().Count()); // put off: they are still there
            await hub.PushAsync(new PushRequest(me, second.No, second.PreviousId, second.Id, second.Ops), default);

            // The process ends here, with the answer to the second batch under way; somebody else overwrites one of the first.
        }

        await using (var other = new TestReplica(hub, "s", "other"))
        {
            await hub.ConnectAsync(other.Identity, default);
            await other.PullAsync();
            await other.PushAsync(other.Put("k0", "2"));
        }

        await using (var store = await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = "s", Path = _folder.File("a.db"), Remote = _folder.File("hub.db"), Suspended = true }))
        {
            var done = await store.SyncAsync();
            Assert.Equal((1, 0), (done.Pulled, done.Conflicts));
            Assert.Equal("2", store.Get("k0")!.Json);
        }

        Assert.Equal(Cells("hub.db"), Cells("a.db"));
        Assert.Equal(0L, Scalar("a.db", "SELECT count(*) FROM op"));
    }

    [Fact]
    public void What_was_read_ahead_is_dropped_when_something_was_written_since()
    {
        using var local = OpenLocal();
        for (var i = 0; i < 4; i++)
        {
            var key = $"k{i}";
            local.Write(writer => writer.Set(key, "1", force: false));
        }

        var bounds = new BatchBounds(2, long.MaxValue);
        var first = local.Replication.Freeze(bounds)!;
        local.Replication.WorkAhead(bounds);
        local.Write(writer => writer.Set("k2", "2", force: false)); // replaces the one that was read
        var (_, second) = local.Replication.SettleAndFreeze(first, new PushResult(1, 0, 0, 0, [], [], [], "t"), bounds);
        Assert.Equal(["1", "2"], second!.Ops.Select(op => op.Value));
        Assert.All(second.Ops, op => Assert.Equal(1, op.Base));

        local.Replication.WorkAhead(bounds);
        Assert.Equal(2, local.Queue().Count());
    }

    private static void Write(PersistStore store, string key, Random random)
    {
        if (random.Next(5) == 0)
        {
            store.Remove(key);
        }
        else
        {
            store.Set(key, $"{random.Next(1000)}");
        }
    }

    private LocalStore OpenLocal() =>
        LocalStore.Open(_folder.File("a.db"), "s", Durability.Normal, _ => SyncStrategy.LastWriteWins, TimeProvider.System);

    private Task<PersistStore> OpenAsync(string name, SyncStrategy strategy) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "s",
        Path = _folder.File(name + ".db"),
        Remote = _folder.File("hub.db"),
        Durability = Durability.Normal,
        Strategy = strategy,
        Merge = strategy == SyncStrategy.Custom ? (_, _) => new(Conflicts.MergeResult.UseRemote) : null,
        Suspended = true,
    });

    // Dead cells that a first pull left out are no difference.
    private List<string> Cells(string file)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM cell WHERE dead=0 ORDER BY key, kind, path";
        using var row = command.ExecuteReader();
        var cells = new List<string>();
        while (row.Read())
        {
            cells.Add(string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)));
        }

        return cells;
    }

    private object? Scalar(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={_folder.File(file)};Pooling=False");
        connection.Open();
        return connection;
    }
}
