using System.ComponentModel;
using System.Diagnostics;

namespace Persist.Bench.Harness;

/// <summary>Starts PowerShell: the way PERSIST_BENCH_PWSH says (build.sh sets it), or pwsh from the PATH.</summary>
internal sealed class PowerShellHost
{
    private readonly string[] _command;

    private PowerShellHost(string[] command, string module) => (_command, Module) = (command, module);

    /// <summary>The built module's manifest.</summary>
    public string Module { get; }

    /// <summary>Null when there is no PowerShell, or the module was not built.</summary>
    public static PowerShellHost? Find(string root)
    {
        var module = Path.Combine(root, "out", "Persist", "Persist.psd1");
        var named = Environment.GetEnvironmentVariable("PERSIST_BENCH_PWSH");
        string[] command = string.IsNullOrEmpty(named) ? ["pwsh"] : named.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return File.Exists(module) && Starts(command) ? new PowerShellHost(command, module) : null;
    }

    private static bool Starts(string[] command)
    {
        try
        {
            new PowerShellHost(command, "").Run("-Command", "exit 0");
            return true;
        }
        catch (Exception failure) when (failure is Win32Exception or WorkNotDoneException)
        {
            return false;
        }
    }

    /// <summary>Runs it to its end without a profile and returns what it printed.</summary>
    /// <exception cref="WorkNotDoneException">It ended with an error.</exception>
    public string Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new WorkNotDoneException($"pwsh ended with {process.ExitCode}: {errors.Result}{output}");
    }

    /// <summary>Starts it without a profile, to be asked one thing after the other.</summary>
    public PowerShellSession Open(params string[] arguments) => new(Start(arguments));

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(_command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in _command.Skip(1).Append("-NoProfile").Append("-NonInteractive").Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
