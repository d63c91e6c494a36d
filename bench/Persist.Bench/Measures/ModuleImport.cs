using Persist.Bench.Harness;

namespace Persist.Bench.Measures;

/// <summary>
/// What importing the module adds to starting PowerShell; the limit is what an empty binary module adds.
/// </summary>
internal sealed class ModuleImport : IMeasure
{
    public string Name => "module.import";

    public Needs Needs => Needs.PowerShell;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var host = setting.PowerShell!;
        var empty = setting.NewFile("empty") + ".dll";
        host.Run("-Command", $$"""
            Add-Type -OutputType Library -OutputAssembly '{{empty}}' -TypeDefinition '
            using System.Management.Automation;
            [Cmdlet("Get", "Nothing")] public class GetNothingCommand : PSCmdlet { }'
            """);
        var rounds = setting.Rounds + 2;
        // The bare start stands in both pairs, so each difference comes from its own rounds.
        var ours = await Rounds.RunAsync(rounds, () => Start($"Import-Module '{host.Module}'"), () => Start(""));
        var raw = await Rounds.RunAsync(rounds, () => Start($"Import-Module '{empty}'"), () => Start(""));
        return [new Reading(Name, (ours.Ours - ours.Raw) * 1000, "ms", (raw.Ours - raw.Raw) * 1000)];

        Task<TimeSpan> Start(string import) => Task.FromResult(Rounds.Time(() => host.Run("-Command", import + "; exit 0")));
    }
}
