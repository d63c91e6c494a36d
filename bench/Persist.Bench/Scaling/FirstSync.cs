using System.Diagnostics;
using System.Globalization;
using Persist.Bench.Harness;

namespace Persist.Bench.Scaling;

/// <summary>The first sync of a replica, up or down, in a process of its own: so that its memory is its own too.</summary>
internal static class FirstSync
{
    /// <summary>The argument by which the program is told to be that process.</summary>
    public const string Argument = "--first-sync";

    private const string Server = "PERSIST_BENCH_SERVER";

    /// <summary>Starts the process; returns milliseconds and MB.</summary>
    public static async Task<(double Time, double Memory)> MeasureAsync(string server, string store, string path, int items)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(FirstSync).Assembly.Location, Argument, store, path])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Server] = server;
        using var process = Process.Start(start)!;
        var answer = (await process.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && answer is [var time, var memory, var moved] && int.Parse(moved, CultureInfo.InvariantCulture) == items
            ? (double.Parse(time, CultureInfo.InvariantCulture), double.Parse(memory, CultureInfo.InvariantCulture))
            : throw new WorkNotDoneException($"the first sync of {items} items ended with {process.ExitCode}: {string.Join(' ', answer)}");
    }

    /// <summary>Is that process.</summary>
    public static async Task RunAsync(string store, string path)
    {
        var server = Environment.GetEnvironmentVariable(Server)!;
        await using var replica = await Replica.OpenAsync(path, store, server);
        var clock = Stopwatch.StartNew();
        var done = await replica.SyncAsync();
        var time = clock.Elapsed.TotalMilliseconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time} {self.PeakWorkingSet64 / 1e6:0} {done.Pushed + done.Pulled}"));
    }
}
