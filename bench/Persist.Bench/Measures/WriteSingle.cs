using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Durable writes, one transaction each: bound by the disk's fsync.</summary>
internal sealed class WriteSingle : IMeasure
{
    // A disk that somebody else keeps busy for a second would decide the whole round if a round were one side's turn.
    private const int Turn = 20;

    public string Name => "write.single";

    public Needs Needs => Needs.Nothing;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Singles);
        var expected = Checksum.Of(items);
        return [Reading.Rate(Name, items.Length, await Rounds.RunAsync(setting.Rounds, RoundAsync))];

        async Task<Pair> RoundAsync()
        {
            await using var store = await Replica.OpenAloneAsync(setting.NewFile("single"));
            using var raw = new RawStore(setting.NewFile("raw-single"));
            TimeSpan ours = default, theirs = default;
            for (var from = 0; from < items.Length; from += Turn)
            {
                var turn = new ArraySegment<KeyValuePair<string, string>>(items, from, Math.Min(Turn, items.Length - from));
                var isRawFirst = from / Turn % 2 == 0;
                theirs += isRawFirst ? Rounds.Time(() => Write(raw, turn)) : default;
                ours += Rounds.Time(() => Write(store, turn));
                theirs += isRawFirst ? default : Rounds.Time(() => Write(raw, turn));
            }

            store.Sum().MustEqual(expected, Name);
            Checksum.Of(raw.Scan()).MustEqual(expected, Name + " (raw)");
            return new Pair(ours.TotalSeconds, theirs.TotalSeconds);
        }
    }

    private static void Write(Engine.PersistStore store, ArraySegment<KeyValuePair<string, string>> items)
    {
        foreach (var item in items)
        {
            store.Set(item.Key, item.Value);
        }
    }

    private static void Write(RawStore store, ArraySegment<KeyValuePair<string, string>> items)
    {
        for (var each = 0; each < items.Count; each++)
        {
            store.Write(items.AsSpan(each, 1));
        }
    }
}
