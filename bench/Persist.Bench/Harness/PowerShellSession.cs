using System.Diagnostics;

namespace Persist.Bench.Harness;

/// <summary>A PowerShell whose script answers each line that it reads with one line: it compiles what it runs only once.</summary>
internal sealed class PowerShellSession(Process process) : IDisposable
{
    private readonly Task<string> _errors = process.StandardError.ReadToEndAsync();

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="WorkNotDoneException">The script ended instead.</exception>
    public string Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new WorkNotDoneException($"pwsh ended: {_errors.Result}");
    }

    /// <summary>Lets the script end.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
