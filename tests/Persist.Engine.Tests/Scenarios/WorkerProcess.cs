using System.Diagnostics;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A process of <c>tests/Persist.Engine.Worker</c>, to be killed or frozen. Ends with the test, however that ends.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private WorkerProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts one.</summary>
    /// <param name="remote">The store's remote.</param>
    /// <param name="settings">Further settings, as the worker's <c>Program.cs</c> names them, or the runtime.</param>
    /// <param name="arguments">What it is to do.</param>
    public static WorkerProcess Start(string remote, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Persist.Engine.Worker.dll") },
            Environment = { ["PERSIST_WORKER_REMOTE"] = remote, ["DOTNET_EnableDiagnostics"] = "0" }, // whose pipes a kill would leave behind
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name.StartsWith("DOTNET_", StringComparison.Ordinal) ? name : "PERSIST_WORKER_" + name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>What it tells next; null when it has ended.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>What it has to complain of, when it has ended.</summary>
    public Task<string> ComplaintAsync() => _errors;

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Stops it where it is (SIGSTOP), as a machine that goes to sleep does.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits until it has ended; it must have had nothing to complain of.</summary>
    /// <returns>Everything that it had still to tell, and whether it came to its end by itself.</returns>
    public async Task<(IReadOnlyList<string> Lines, bool CameToItsEnd)> EndAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync();
        Assert.True(await _errors == "", await _errors);
        return (lines, _process.ExitCode == 0);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
