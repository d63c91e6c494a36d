using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Sends a whole queue to PostgreSQL. The raw side has its arrays in memory and reads no queue.</summary>
internal sealed class SyncPush : IMeasure
{
    public string Name => "sync.push";

    public Needs Needs => Needs.Postgres;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var expected = Checksum.Of(items);
        var server = await setting.NewDatabaseAsync("push");
        await using var raw = await RawRemote.OpenAsync(server);
        var seconds = await Rounds.RunAsync(setting.Rounds, OursAsync, RawAsync);
        await setting.DropDatabaseAsync(server);
        return [Reading.Rate(Name, items.Length, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            var name = $"push-{Guid.NewGuid():N}";
            var path = setting.NewFile("push");
            await using var store = await Replica.OpenAsync(path, name, server);
            await store.SyncAsync(); // connects, and makes the schema: once in a remote's life
            store.WriteAll(items);
            var time = await Rounds.TimeAsync(() => store.SyncAsync());
            await store.DisposeAsync();
            Setting.DeleteFiles(path);

            // What arrived is what a second replica finds.
            var other = setting.NewFile("push-check");
            await using var check = await Replica.OpenAsync(other, name, server);
            await check.SyncAsync();
            check.Sum().MustEqual(expected, Name);
            await check.DisposeAsync();
            Setting.DeleteFiles(other);
            return time;
        }

        async Task<TimeSpan> RawAsync()
        {
            var name = $"raw-{Guid.NewGuid():N}";
            var time = await Rounds.TimeAsync(() => raw.PushAsync(name, items));
            (await raw.SumAsync(name)).MustEqual(expected, Name + " (raw)");
            return time;
        }
    }
}
