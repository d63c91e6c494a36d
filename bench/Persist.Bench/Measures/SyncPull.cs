using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Brings a whole store from PostgreSQL into a fresh file.</summary>
internal sealed class SyncPull : IMeasure
{
    public string Name => "sync.pull";

    public Needs Needs => Needs.Postgres;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var expected = Checksum.Of(items);
        var server = await setting.NewDatabaseAsync("pull");
        await using var raw = await RawRemote.OpenAsync(server);
        await raw.PushAsync("pull", items);
        // The raw side gets what it needs to plan well; Persist has to see to that by itself.
        await raw.ExecuteAsync("ANALYZE raw");
        await using (var source = await Replica.OpenAsync(setting.NewFile("pull-source"), "pull", server))
        {
            source.WriteAll(items);
            await source.SyncAsync();
        }

        var seconds = await Rounds.RunAsync(setting.Rounds, OursAsync, RawAsync);
        await setting.DropDatabaseAsync(server);
        return [Reading.Rate(Name, items.Length, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            var path = setting.NewFile("pull");
            await using var store = await Replica.OpenAsync(path, "pull", server);
            var time = await Rounds.TimeAsync(() => store.SyncAsync());
            store.Sum().MustEqual(expected, Name);
            await store.DisposeAsync();
            Setting.DeleteFiles(path);
            return time;
        }

        async Task<TimeSpan> RawAsync()
        {
            var path = setting.NewFile("raw-pull");
            using var store = new RawStore(path);
            var time = await Rounds.TimeAsync(() => raw.PullAsync("pull", 0, store));
            Checksum.Of(store.Scan()).MustEqual(expected, Name + " (raw)");
            store.Dispose();
            Setting.DeleteFiles(path);
            return time;
        }
    }
}
