using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Durable writes, one transaction each: bound by the disk's fsync.</summary>
internal sealed class WriteSingle : IMeasure
{
    public string Name => "write.single";

    public Needs Needs => Needs.Nothing;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Singles);
        var expected = Checksum.Of(items);
        var seconds = await Rounds.RunAsync(setting.Rounds, OursAsync, RawAsync);
        return [Reading.Rate(Name, items.Length, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            await using var store = await Replica.OpenAloneAsync(setting.NewFile("single"));
            var time = Rounds.Time(() =>
            {
                foreach (var item in items)
                {
                    store.Set(item.Key, item.Value);
                }
            });
            store.Sum().MustEqual(expected, Name);
            return time;
        }

        Task<TimeSpan> RawAsync()
        {
            using var store = new RawStore(setting.NewFile("raw-single"));
            var time = Rounds.Time(() =>
            {
                for (var each = 0; each < items.Length; each++)
                {
                    store.Write(items.AsSpan(each, 1));
                }
            });
            Checksum.Of(store.Scan()).MustEqual(expected, Name + " (raw)");
            return Task.FromResult(time);
        }
    }
}
