using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Sqlite;
using Persist.Engine.Tests.Sync;

namespace Persist.Engine.Tests.Remotes;

public sealed class SqliteRemoteTests : RemoteContract
{
    private readonly TemporaryFolder _folder = new();

    protected override string Prefix => "";

    private string Hub => _folder.File("hub.db");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Stamps_follow_the_hubs_clock()
    {
        var server = new ManualClock();
        var client = new ManualClock { Skew = TimeSpan.FromDays(3650) };
        await using var a = new TestReplica(new SqliteRemote(Hub, client, server), "s", "a", client);
        await a.Remote.ConnectAsync(a.Identity, default);
        var op = a.Put("k", "1");
        client.Advance(TimeSpan.FromMinutes(1));
        await a.PushAsync(op);
        await a.PullAsync();
        Assert.Equal(Stamp.Now(server) - 60_000_000, a.Cells["k"].Stamp);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_not_changed()
    {
        using (var foreign = new SqliteConnection($"Data Source={Hub};Pooling=false"))
        {
            foreign.Open();
            using var create = foreign.CreateCommand();
            create.CommandText = "CREATE TABLE t (x)";
            create.ExecuteNonQuery();
        }

        var before = await File.ReadAllBytesAsync(Hub);
        await RefusedAsync(PersistErrors.NotAStore, () => ReplicaAsync("a"));
        Assert.Equal(before, await File.ReadAllBytesAsync(Hub));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(Hub, new string('x', 5000));
        await RefusedAsync(PersistErrors.NotAStore, () => ReplicaAsync("a"));
    }

    [Fact]
    public async Task A_hub_of_a_newer_version_is_refused()
    {
        await (await ReplicaAsync("a")).DisposeAsync();
        await ExecuteAsync("PRAGMA user_version=99");
        await RefusedAsync(PersistErrors.NewerSchema, () => ReplicaAsync("a"));
    }

    [Fact]
    public async Task A_hub_whose_folder_is_away_is_offline_and_not_made_anew()
    {
        var away = Path.Combine(_folder.Path, "disk", "hub.db");
        await using var remote = new SqliteRemote(away, TimeProvider.System, TimeProvider.System);
        var refused = await RefusedAsync(PersistErrors.RemoteOffline, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
        Assert.True(refused.Error.IsTransient);
        Assert.False(Directory.Exists(Path.GetDirectoryName(away)));
    }

    [Fact]
    public async Task A_hub_that_was_deleted_under_the_open_remote_takes_no_more_pushes()
    {
        var a = await ReplicaAsync("a");
        await a.PushAsync(a.Put("k", "1"));
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }

        await RefusedAsync(PersistErrors.RemoteOffline, () => a.PushAsync(a.Put("k", "2")));
        Assert.False(File.Exists(Hub));
    }

    [Fact]
    public async Task A_hub_that_was_replaced_under_the_open_remote_is_not_taken_for_the_old_one()
    {
        var a = await ReplicaAsync("a");
        await a.PushAsync(a.Put("k", "1"));
        UntilFilesAreNewerThanTheHub();
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }

        var b = await ReplicaAsync("b");
        Assert.Equal(0, (await a.PullAsync()).Head);
        await RefusedAsync(PersistErrors.Forked, () => a.PushAsync(a.Put("k", "2")));
        await b.PushAsync(b.Put("k", "3"));
    }

    // A file is known by the time at which it was made, and the file system's clock ticks.
    private void UntilFilesAreNewerThanTheHub()
    {
        var probe = _folder.File("probe");
        do
        {
            File.Delete(probe);
            File.WriteAllText(probe, "");
        }
        while (File.GetCreationTimeUtc(probe) <= File.GetCreationTimeUtc(Hub));
    }

    internal override Task<IRemote> OpenAsync(TimeProvider clock) =>
        Task.FromResult<IRemote>(new SqliteRemote(Hub, clock, TimeProvider.System));

    protected override Task ExecuteAsync(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Hub};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }
}
