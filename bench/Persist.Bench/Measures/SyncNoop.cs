using Npgsql;
using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>A sync with nothing to do: its round trips, counted on the wire, and its time against one raw round trip.</summary>
internal sealed class SyncNoop : IMeasure
{
    private const int Repeats = 3000;

    public string Name => "sync.noop";

    public Needs Needs => Needs.Postgres;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(1000);
        var server = await setting.NewDatabaseAsync("noop");
        await using var store = await Replica.OpenAsync(setting.NewFile("noop"), "noop", server);
        store.WriteAll(items);
        await store.SyncAsync();
        await using var raw = await RawRemote.OpenAsync(server);
        await raw.PushAsync("noop", items);

        var seconds = await Rounds.RunAsync(
            setting.Rounds, () => RepeatAsync(() => store.SyncAsync()), () => RepeatAsync(() => raw.HeadAsync("noop")));
        var trips = await CountRoundTripsAsync(setting.NewFile("noop-counted"), server);
        await store.DisposeAsync();
        await setting.DropDatabaseAsync(server);
        return
        [
            new Reading(Name, trips, "round trips", 1),
            new Reading("sync.noop.time", seconds.Ours / Repeats * 1e6, "µs", seconds.Raw / Repeats * 1e6),
        ];
    }

    private static Task<TimeSpan> RepeatAsync(Func<Task> work) => Rounds.TimeAsync(async () =>
    {
        for (var each = 0; each < Repeats; each++)
        {
            await work();
        }
    });

    private static async Task<double> CountRoundTripsAsync(string path, string server)
    {
        var target = new NpgsqlConnectionStringBuilder(server);
        await using var relay = new CountingRelay(target.Host!, target.Port);
        target.Host = "127.0.0.1";
        target.Port = relay.Port;
        await using var store = await Replica.OpenAsync(path, "noop", target.ToString());
        // The first few connect, make the schema and prepare the statements.
        for (var each = 0; each < 10; each++)
        {
            await store.SyncAsync();
        }

        var before = relay.RoundTrips;
        for (var each = 0; each < 10; each++)
        {
            await store.SyncAsync();
        }

        return (relay.RoundTrips - before) / 10.0;
    }
}
