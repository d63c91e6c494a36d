using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Reads by key in shuffled order; the value as its stored text.</summary>
internal sealed class ReadPoint : IMeasure
{
    public string Name => "read.point";

    public Needs Needs => Needs.Nothing;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var keys = Workload.ShuffledKeys(items);
        var expected = Checksum.Of(items);
        await using var store = await Replica.OpenAloneAsync(setting.NewFile("point"));
        store.WriteAll(items);
        using var raw = new RawStore(setting.NewFile("raw-point"));
        raw.WriteAll(items);

        var seconds = await Rounds.RunAsync(
            setting.Rounds, () => ReadAll(key => store.Get(key)?.Json), () => ReadAll(raw.Read));
        return [Reading.Rate(Name, items.Length, seconds)];

        Task<TimeSpan> ReadAll(Func<string, string?> read)
        {
            var values = new string?[keys.Length];
            var time = Rounds.Time(() =>
            {
                for (var each = 0; each < keys.Length; each++)
                {
                    values[each] = read(keys[each]);
                }
            });
            Checksum.Of(keys.Zip(values, (key, value) => KeyValuePair.Create(key, value ?? ""))).MustEqual(expected, Name);
            return Task.FromResult(time);
        }
    }
}
