using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Local;

/// <summary>The local file's housekeeping.</summary>
public sealed class OptimizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AdjustableClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_room_of_what_was_deleted_goes_back_to_the_disk_while_others_read()
    {
        await using var store = await OpenAsync("a.db");
        store.SetMany([.. Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"k{i}", $"\"{new string('x', 1000)}\""))]);
        store.RemoveMany([.. Enumerable.Range(0, 1990).Select(i => $"k{i}")]);
        using var reading = store.Scan().GetEnumerator();
        Assert.True(reading.MoveNext());
        await store.OptimizeAsync();
        var read = 1;
        while (reading.MoveNext())
        {
            read++;
        }

        var result = await store.OptimizeAsync();
        Assert.Equal((10, 10), (read, store.Scan().Count()));
        Assert.InRange(result.SizeAfter, 1, 600_000); // of two million; the deletions wait to be sent
        store.Set("after", "1");
        Assert.True(store.Contains("after"));
    }

    [Fact]
    public async Task Old_decided_conflicts_are_forgotten_and_open_ones_are_not()
    {
        await using var one = await OpenAsync("one.db", "hub.db");
        await using var two = await OpenAsync("two.db", "hub.db", new KeyPolicy("open*", SyncStrategy.Manual, null));
        await CollideAsync(one, two, "open");
        await CollideAsync(one, two, "old");
        _clock.Advance(TimeSpan.FromDays(2));
        await CollideAsync(one, two, "new");
        Assert.Equal("InvalidConflictAge", Assert.Throws<PersistException>(() => two.CountSettledConflicts(TimeSpan.FromTicks(90))).Error.Id);
        Assert.Equal("InvalidConflictAge", (await Assert.ThrowsAsync<PersistException>(() => two.OptimizeAsync(TimeSpan.FromTicks(90)))).Error.Id);
        Assert.Equal(0, two.CountSettledConflicts(TimeSpan.MaxValue));
        Assert.Equal(1, two.CountSettledConflicts(TimeSpan.FromDays(1)));
        Assert.Equal(1, (await two.OptimizeAsync(TimeSpan.FromDays(1))).ConflictsRemoved);
        Assert.Equal(["new", "open"], two.GetConflicts().Select(conflict => conflict.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stopped_it_leaves_the_file_as_it_was()
    {
        await using var store = await OpenAsync("a.db");
        store.Set("a", "1");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.OptimizeAsync(null, new CancellationToken(canceled: true)));
        Assert.Equal("1", store.Get("a")!.Json);
    }

    private static async Task CollideAsync(PersistStore one, PersistStore two, string key)
    {
        one.Set(key, "1");
        two.Set(key, "2");
        await one.SyncAsync();
        await two.SyncAsync();
        Assert.Contains(two.GetConflicts(), conflict => conflict.Key == key && (conflict.State == ConflictState.Open) == (key == "open"));
    }

    private Task<PersistStore> OpenAsync(string file, string? remote = null, params KeyPolicy[] policies) =>
        PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = "optimize",
            Path = _folder.File(file),
            Remote = remote is null ? null : _folder.File(remote),
            Policies = policies,
            Suspended = true,
            TimeProvider = _clock,
        });
}
