using System.Globalization;
using Persist.Bench.Harness;

namespace Persist.Bench.Measures;

/// <summary>
/// What <c>Import-Module</c> takes in a new PowerShell; the limit is an empty binary module with a manifest, as every module has
/// that can be installed: reading one costs PowerShell more than all the rest.
/// </summary>
internal sealed class ModuleImport : IMeasure
{
    public string Name => "module.import";

    public Needs Needs => Needs.PowerShell;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
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

        // A process for each: the second import in one would find everything compiled. Starting it is not counted, and
        // scatters by more than the import takes.
        var seconds = await Rounds.RunAsync(setting.Rounds * 3, () => ImportAsync(host.Module), () => ImportAsync(empty));
        return [new Reading(Name, seconds.Ours * 1000, "ms", seconds.Raw * 1000)];

        Task<TimeSpan> ImportAsync(string module)
        {
            var answer = host.Run("-Command", $$"""
                $clock = [Diagnostics.Stopwatch]::StartNew()
                Import-Module '{{module}}' -ErrorAction Stop
                $clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
                """);
            return Task.FromResult(TimeSpan.FromMilliseconds(double.Parse(answer, CultureInfo.InvariantCulture)));
        }
    }
}
