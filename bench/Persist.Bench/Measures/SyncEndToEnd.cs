using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Replica A writes, A syncs, B syncs: from the first write at A until everything can be read at B.</summary>
internal sealed class SyncEndToEnd : IMeasure
{
    public string Name => "sync.endToEnd";

    public Needs Needs => Needs.Postgres;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var expected = Checksum.Of(items);
        var server = await setting.NewDatabaseAsync("end");
        await using var raw = await RawRemote.OpenAsync(server);
        var seconds = await Rounds.RunAsync(setting.Rounds, OursAsync, RawAsync);
        await setting.DropDatabaseAsync(server);
        return [Reading.Rate(Name, items.Length, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            var name = $"end-{Guid.NewGuid():N}";
            var (here, there) = (setting.NewFile("end-a"), setting.NewFile("end-b"));
            await using var a = await Replica.OpenAsync(here, name, server);
            await using var b = await Replica.OpenAsync(there, name, server);
            var time = await Rounds.TimeAsync(async () =>
            {
                a.WriteAll(items);
                await a.SyncAsync();
                await b.SyncAsync();
            });
            b.Sum().MustEqual(expected, Name);
            await a.DisposeAsync();
            await b.DisposeAsync();
            Setting.DeleteFiles(here);
            Setting.DeleteFiles(there);
            return time;
        }

        async Task<TimeSpan> RawAsync()
        {
            var name = $"raw-{Guid.NewGuid():N}";
            var (here, there) = (setting.NewFile("raw-end-a"), setting.NewFile("raw-end-b"));
            using var a = new RawStore(here);
            using var b = new RawStore(there);
            var time = await Rounds.TimeAsync(async () =>
            {
                a.WriteAll(items);
                await raw.PushAsync(name, a.Outbox());
                a.ClearOutbox();
                await raw.PullAsync(name, 0, b);
            });
            Checksum.Of(b.Scan()).MustEqual(expected, Name + " (raw)");
            a.Dispose();
            b.Dispose();
            Setting.DeleteFiles(here);
            Setting.DeleteFiles(there);
            return time;
        }
    }
}
