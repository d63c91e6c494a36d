using System.Globalization;
using Persist.Bench.Harness;

namespace Persist.Bench.Measures;

/// <summary>Objects through <c>Set-PersistItem</c> in a real PowerShell, against the engine's batch write of the same values.</summary>
internal sealed class CmdletPipeline : IMeasure
{
    // PowerShell's half of the work is compiled, measured, and compiled once more while this many objects go through. What
    // the first ones cost is in docs/performance.md.
    private const int WarmUp = 200_000;

    public string Name => "cmdlet.pipeline";

    public Needs Needs => Needs.PowerShell;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var host = setting.PowerShell!;
        var script = Path.Combine(AppContext.BaseDirectory, "Scripts", "CmdletPipeline.ps1");
        KeyValuePair<string, string>[] values = [];
        using var shell = host.Open(
            "-File", script, "-Module", host.Module, "-Count", setting.Items.ToString(CultureInfo.InvariantCulture));
        for (var written = 0; written < WarmUp; written += setting.Items)
        {
            await OursAsync();
            await RawAsync();
        }

        return [Reading.Rate(Name, setting.Items, await Rounds.RunAsync(setting.Rounds, OursAsync, RawAsync))];

        async Task<TimeSpan> OursAsync()
        {
            var path = setting.NewFile("pipeline");
            var answer = shell.Ask(path);
            values = await ReadAsync(path);
            Setting.DeleteFiles(path);
            return values.Length == setting.Items
                ? TimeSpan.FromMilliseconds(double.Parse(answer, CultureInfo.InvariantCulture))
                : throw new WorkNotDoneException($"{Name}: {values.Length} of {setting.Items} items are there");
        }

        async Task<TimeSpan> RawAsync()
        {
            var path = setting.NewFile("pipeline-engine");
            await using var store = await Replica.OpenAloneAsync(path);
            var time = Rounds.Time(() => store.WriteAll(values));
            store.Sum().MustEqual(Checksum.Of(values), Name + " (engine)");
            await store.DisposeAsync();
            Setting.DeleteFiles(path);
            return time;
        }
    }

    // In the order in which they were written, which the queue tells: in the order of the keys, which a scan gives, a b-tree
    // grows at its end alone.
    private static async Task<KeyValuePair<string, string>[]> ReadAsync(string path)
    {
        await using var store = await Replica.OpenAloneAsync(path);
        return [.. store.GetQueue().Select(write => KeyValuePair.Create(write.Key, write.Json!))];
    }
}
