using System.Globalization;
using Persist.Bench.Harness;

namespace Persist.Bench.Scaling;

/// <summary>A pipeline that makes objects and stores them, in a PowerShell of its own: so that its memory is its own too.</summary>
internal static class StreamedPipeline
{
    /// <summary>Runs it; returns milliseconds and MB.</summary>
    public static (double Time, double Memory) Measure(PowerShellHost host, string path, int items)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Scripts", "StreamedPipeline.ps1");
        var answer = host.Run("-File", script, "-Module", host.Module, "-Path", path, "-Count", items.ToString(CultureInfo.InvariantCulture));
        return answer.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var time, var memory, var stored] && int.Parse(stored, CultureInfo.InvariantCulture) == items
            ? (double.Parse(time, CultureInfo.InvariantCulture), double.Parse(memory, CultureInfo.InvariantCulture))
            : throw new WorkNotDoneException($"a pipeline of {items} objects ended with: {answer}");
    }
}
