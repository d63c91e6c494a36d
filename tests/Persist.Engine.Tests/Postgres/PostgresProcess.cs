using System.Diagnostics;

namespace Persist.Engine.Tests.Postgres;

/// <summary>Runs the server's programs, as another user where this one is root: PostgreSQL refuses to run as root.</summary>
internal static class PostgresProcess
{
    private static readonly string[] UsualPlaces =
    [
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
        @"C:\Program Files\PostgreSQL\*\bin", "/usr/local/bin", "/usr/bin",
    ];

    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The folder of initdb and pg_ctl; null when there is none.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>The user that the server runs as; null for this one.</summary>
    public static string? User { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
        ? File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody"
        : null;

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Command(program, arguments))!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
        }
    }

    /// <summary>The call of a program of the server, or of a shell, as <see cref="User"/>.</summary>
    public static ProcessStartInfo Command(string program, params string[] arguments)
    {
        var path = program.Contains('/', StringComparison.Ordinal) ? program : Path.Combine(Binaries!, program + Suffix);
        var start = new ProcessStartInfo
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        string[] words = User is null ? [path, .. arguments] : ["runuser", "-u", User, "--", path, .. arguments];
        start.FileName = words[0];
        foreach (var word in words.Skip(1))
        {
            start.ArgumentList.Add(word);
        }

        // What a developer's shell says about PostgreSQL must not reach the server's programs.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        return start;
    }

    private static string? FindBinaries() => UsualPlaces
        .SelectMany(Expand)
        .Append(Environment.GetEnvironmentVariable("PERSIST_TEST_POSTGRES_BIN") ?? "")
        .LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb" + Suffix)) && File.Exists(Path.Combine(folder, "pg_ctl" + Suffix)));

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return [pattern];
        }

        var separator = pattern.LastIndexOfAny(['/', '\\'], star);
        var after = pattern.IndexOfAny(['/', '\\'], star);
        var parent = pattern[..separator];
        return Directory.Exists(parent)
            ? Directory.GetDirectories(parent, pattern[(separator + 1)..after]).Order(StringComparer.Ordinal).Select(folder => folder + pattern[after..])
            : [];
    }
}
