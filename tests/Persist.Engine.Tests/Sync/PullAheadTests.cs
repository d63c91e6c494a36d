using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <summary>A sync asks a server before it knows where the file stands: see <see cref="Engine.Sync.PullAhead"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PullAheadTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task What_was_asked_for_the_wrong_position_is_asked_anew_and_its_connection_is_free_again()
    {
        using var scene = new LineageScene(_folder, await server.CreateDatabaseAsync());
        var (here, there, other) = (scene.Open("a"), scene.Open("a"), scene.Open("b")); // two processes on one file, and another replica
        for (var round = 0; round < 5; round++) // more often than there are connections
        {
            Assert.True(await here.SyncAsync());
            Assert.True(await here.SyncAsync()); // finds nothing to do, so that the next one asks ahead
            there.Set("ours", $"{round}");
            Assert.True(await there.SyncAsync());
            Assert.True(await here.SyncAsync());
            here.Set("mine", $"{round}");
            other.Set("theirs", $"{round}");
            Assert.True(await other.SyncAsync());
            Assert.True(await here.SyncAsync());
            Assert.Equal($"{round}", here.Items()["theirs"]);
        }

        Assert.Equal(["mine", "ours", "theirs"], (await scene.HealAsync()).Keys.Order());
    }

    [PostgresFact]
    public async Task A_sync_that_fails_while_it_asks_ahead_is_made_up_for_by_the_next_one()
    {
        using var scene = new LineageScene(_folder, await server.CreateDatabaseAsync());
        var (here, other) = (scene.Open("a"), scene.Open("b"));
        for (var round = 0; round < 5; round++)
        {
            Assert.True(await here.SyncAsync());
            Assert.True(await here.SyncAsync());
            other.Set("theirs", $"{round}");
            Assert.True(await other.SyncAsync());
            here.Remote.Faults = 100;
            Assert.False(await here.SyncAsync());
            here.Remote.Faults = 0;
            Assert.True(await here.SyncAsync());
            Assert.Equal($"{round}", here.Items()["theirs"]);
        }
    }
}
