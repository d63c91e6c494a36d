using System.Globalization;
using Persist.Bench.Harness;

namespace Persist.Bench.Measures;

/// <summary>Objects through <c>Set-PersistItem</c> in a real PowerShell, against the engine's batch write of the same values.</summary>
internal sealed class CmdletPipeline : IMeasure
{
    public string Name => "cmdlet.pipeline";

    public Needs Needs => Needs.PowerShell;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var host = setting.PowerShell!;
        var script = Path.Combine(AppContext.BaseDirectory, "Scripts", "CmdletPipeline.ps1");
        KeyValuePair<string, string>[] values = [];
        // A round is a process here: fewer of them, and the script warms up by itself.
        var seconds = await Rounds.RunAsync(setting.Rounds - 1, OursAsync, RawAsync);
        return [Reading.Rate(Name, setting.Items, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            var path = setting.NewFile("pipeline");
            var output = host.Run(
                "-File", script, "-Module", host.Module, "-Path", path, "-Count", setting.Items.ToString(CultureInfo.InvariantCulture));
            values = await ReadAsync(path);
            Setting.DeleteFiles(path);
            if (values.Length != setting.Items)
            {
                throw new WorkNotDoneException($"{Name}: {values.Length} of {setting.Items} items are there");
            }

            return TimeSpan.FromMilliseconds(double.Parse(output, CultureInfo.InvariantCulture));
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

    private static async Task<KeyValuePair<string, string>[]> ReadAsync(string path)
    {
        await using var store = await Replica.OpenAloneAsync(path);
        return [.. store.Scan().Select(item => KeyValuePair.Create(item.Key, item.Json))];
    }
}
