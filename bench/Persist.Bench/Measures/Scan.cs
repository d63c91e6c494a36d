using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Reads everything in key order.</summary>
internal sealed class Scan : IMeasure
{
    public string Name => "scan";

    public Needs Needs => Needs.Nothing;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var expected = Checksum.Of(items);
        await using var store = await Replica.OpenAloneAsync(setting.NewFile("scan"));
        store.WriteAll(items);
        using var raw = new RawStore(setting.NewFile("raw-scan"));
        raw.WriteAll(items);

        var seconds = await Rounds.RunAsync(
            setting.Rounds,
            () => ReadAll(store.Scan().Select(item => KeyValuePair.Create(item.Key, item.Json))),
            () => ReadAll(raw.Scan()));
        return [Reading.Rate(Name, items.Length, seconds)];

        Task<TimeSpan> ReadAll(IEnumerable<KeyValuePair<string, string>> rows)
        {
            var read = new List<KeyValuePair<string, string>>(items.Length);
            var time = Rounds.Time(() => read.AddRange(rows));
            Checksum.Of(read).MustEqual(expected, Name);
            if (read.Zip(read.Skip(1)).Any(pair => string.CompareOrdinal(pair.First.Key, pair.Second.Key) >= 0))
            {
                throw new WorkNotDoneException("scan: not in key order");
            }

            return Task.FromResult(time);
        }
    }
}
