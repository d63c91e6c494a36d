using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <summary>Where a sync found nothing to do, the next one only looks: see <see cref="Engine.Sync.CaughtUp"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CaughtUpTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task A_look_notices_whatever_has_changed_at_either_end()
    {
        using var scene = new LineageScene(_folder, await server.CreateDatabaseAsync());
        var (here, there, other) = (scene.Open("a"), scene.Open("a"), scene.Open("b")); // two processes on one file, and another replica
        for (var round = 0; round < 5; round++) // more often than there are connections
        {
            await RestAsync(here);
            here.Set("mine", $"{round}");
            await NoticesAsync(here);
            there.Set("ours", $"{round}");
            await NoticesAsync(here);
            there.Set("ours", $"{round + 1}");
            Assert.True(await there.SyncAsync());
            await NoticesAsync(here);
            other.Set("theirs", $"{round}");
            Assert.True(await other.SyncAsync());
            await NoticesAsync(here);
            Assert.Equal($"{round}", here.Items()["theirs"]);
        }

        Assert.Equal(["mine", "ours", "theirs"], (await scene.HealAsync()).Keys.Order());
    }

    [PostgresFact]
    public async Task A_look_notices_a_restored_remote_and_a_copy_that_has_pushed()
    {
        using var scene = new LineageScene(_folder, await server.CreateDatabaseAsync());
        var here = scene.Open("a");
        here.Set("one", "1");
        Assert.True(await here.SyncAsync());
        var copy = scene.Copy(here, "copy");
        await RestAsync(here);
        copy.Set("two", "2");
        Assert.True(await copy.SyncAsync());
        Assert.True(await here.SyncAsync());
        Assert.Equal(["one", "two"], here.Items().Keys.Order());

        await RestAsync(here);
        await scene.ExecuteAsync("UPDATE {0}shard SET tail = 'another'"); // the same height, and another past
        await Assert.ThrowsAsync<Errors.PersistException>(here.SyncAsync);
    }

    [PostgresFact]
    public async Task A_look_that_fails_is_made_up_for_by_the_next_sync()
    {
        using var scene = new LineageScene(_folder, await server.CreateDatabaseAsync());
        var (here, other) = (scene.Open("a"), scene.Open("b"));
        for (var round = 0; round < 5; round++)
        {
            await RestAsync(here);
            other.Set("theirs", $"{round}");
            Assert.True(await other.SyncAsync());
            here.Remote.Faults = 100;
            Assert.False(await here.SyncAsync());
            here.Remote.Faults = 0;
            Assert.True(await here.SyncAsync());
            Assert.Equal($"{round}", here.Items()["theirs"]);
        }
    }

    private static async Task RestAsync(SimulatedReplica replica)
    {
        for (var sync = 0; sync < 3; sync++) // sends, finds nothing, looks
        {
            Assert.True(await replica.SyncAsync());
        }

        Assert.True(replica.WasStill);
    }

    private static async Task NoticesAsync(SimulatedReplica replica)
    {
        Assert.True(await replica.SyncAsync());
        Assert.False(replica.WasStill);
        Assert.True(await replica.SyncAsync());
        Assert.True(await replica.SyncAsync());
        Assert.True(replica.WasStill);
    }
}
