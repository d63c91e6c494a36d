using Persist.Bench.Harness;

namespace Persist.Bench.Measures;

/// <summary>
/// What importing the module adds to starting PowerShell; the limit is what an empty binary module adds.
/// </summary>
internal sealed class ModuleImport : IMeasure
{
    public string Name => "module.import";

    public Needs Needs => Needs.PowerShell;

    public Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var host = setting.PowerShell!;
        var empty = setting.NewFile("empty") + ".dll";
        host.Run("-Command", $$"""
            Add-Type -OutputType Library -OutputAssembly '{{empty}}' -TypeDefinition '
            using System.Management.Automation;
            [Cmdlet("Get", "Nothing")] public class GetNothingCommand : PSCmdlet { }'
            """);

        string[] commands = ["exit 0", $"Import-Module '{empty}'; exit 0", $"Import-Module '{host.Module}'; exit 0"];
        var times = commands.Select(_ => new List<double>()).ToArray();
        // The first round warms the disk's cache, and is not counted; then they take turns.
        for (var round = -1; round < setting.Rounds; round++)
        {
            for (var each = 0; each < commands.Length; each++)
            {
                var time = Rounds.Time(() => host.Run("-Command", commands[each])).TotalMilliseconds;
                if (round >= 0)
                {
                    times[each].Add(time);
                }
            }
        }

        // The fastest of each: whatever else the machine does meanwhile only adds, and the difference is small.
        var fastest = times.Select(round => round.Min()).ToArray();
        // An empty module can vanish in the noise, and a limit of nothing would make the ratio meaningless.
        var limit = Math.Max(1, fastest[1] - fastest[0]);
        return Task.FromResult<IReadOnlyList<Reading>>([new Reading(Name, fastest[2] - fastest[0], "ms", limit)]);
    }
}
