using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>A few changes in a large store: A pushes 1000 of 100,000, B pulls them.</summary>
internal sealed class SyncIncremental : IMeasure
{
    private const int Changed = 1000;

    public string Name => "sync.incremental";

    public Needs Needs => Needs.Postgres;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var server = await setting.NewDatabaseAsync("some");
        await using var a = await Replica.OpenAsync(setting.NewFile("some-a"), "some", server);
        await using var b = await Replica.OpenAsync(setting.NewFile("some-b"), "some", server);
        a.WriteAll(items);
        await a.SyncAsync();
        await b.SyncAsync();
        await using var raw = await RawRemote.OpenAsync(server);
        using var rawThere = new RawStore(setting.NewFile("raw-some"));
        await raw.PushAsync("some", items);
        var cursor = await raw.PullAsync("some", 0, rawThere);
        await raw.ExecuteAsync("ANALYZE raw");

        var (revision, rawRevision) = (0, 0);
        var seconds = await Rounds.RunAsync(setting.Rounds * 4, OursAsync, RawAsync);
        a.Sum().MustEqual(b.Sum(), Name);
        await a.DisposeAsync();
        await b.DisposeAsync();
        await setting.DropDatabaseAsync(server);
        return [Reading.Rate(Name, Changed, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            var changes = Changes(++revision);
            a.WriteAll(changes);
            var time = await Rounds.TimeAsync(async () =>
            {
                await a.SyncAsync();
                await b.SyncAsync();
            });
            MustHave(changes[^1], b.Get(changes[^1].Key)?.Json);
            return time;
        }

        async Task<TimeSpan> RawAsync()
        {
            var changes = Changes(++rawRevision);
            var time = await Rounds.TimeAsync(async () =>
            {
                await raw.PushAsync("some", changes);
                cursor = await raw.PullAsync("some", cursor, rawThere);
            });
            MustHave(changes[^1], rawThere.Read(changes[^1].Key));
            return time;
        }

        // Spread over the store, other ones each time.
        KeyValuePair<string, string>[] Changes(int revision) =>
            [.. Enumerable.Range(0, Changed).Select(each => Workload.Item(((each * (setting.Items / Changed)) + revision) % setting.Items, revision))];
    }

    private static void MustHave(KeyValuePair<string, string> change, string? found)
    {
        if (found != change.Value)
        {
            throw new WorkNotDoneException($"sync.incremental: '{change.Key}' is {found ?? "missing"}, expected {change.Value}");
        }
    }
}
