using Persist.Bench.Harness;

namespace Persist.Bench.Measures;

/// <summary>
/// What importing the module adds to starting PowerShell; the limit is what an empty binary module adds that has a manifest, as
/// every module has that can be installed: reading one costs PowerShell more than all the rest.
/// </summary>
internal sealed class ModuleImport : IMeasure
{
    public string Name => "module.import";

    public Needs Needs => Needs.PowerShell;

    public Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var host = setting.PowerShell!;
        var empty = setting.NewFile("empty") + ".psd1";
        var assembly = Path.ChangeExtension(empty, ".dll");
        host.Run("-Command", $$"""
            Add-Type -OutputType Library -OutputAssembly '{{assembly}}' -TypeDefinition '
            using System.Management.Automation;
            [Cmdlet("Get", "Nothing")] public class GetNothingCommand : PSCmdlet { }'
            """);
        File.WriteAllText(empty, $"@{{ RootModule = '{Path.GetFileName(assembly)}'; ModuleVersion = '1.0'; CmdletsToExport = @('Get-Nothing') }}");

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
