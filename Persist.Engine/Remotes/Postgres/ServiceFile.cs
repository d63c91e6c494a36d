using Persist.Engine.Errors;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>Named sets of connection settings, shared with psql and every other libpq program.</summary>
/// <remarks>The form: postgresql.org/docs/current/libpq-pgservice.html</remarks>
internal static class ServiceFile
{
    /// <summary>The settings of a service, from the user's file or else the system's.</summary>
    /// <param name="service">The section's name.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/> when no file defines it.</exception>
    public static Dictionary<string, string> Read(string service, Func<string, string?> environment)
    {
        var files = Candidates(environment).ToList();
        return files.Where(File.Exists).Select(file => Section(file, service)).FirstOrDefault(section => section is not null)
            ?? throw PersistErrors.InvalidRemoteAddress.With($"the service '{service}' is not defined in {string.Join(" or ", files)}");
    }

    private static IEnumerable<string> Candidates(Func<string, string?> environment)
    {
        yield return environment("PGSERVICEFILE") is { Length: > 0 } named ? named
            : OperatingSystem.IsWindows() ? Path.Combine(environment("APPDATA") ?? "", "postgresql", ".pg_service.conf")
            : Path.Combine(environment("HOME") ?? "/", ".pg_service.conf");
        if (environment("PGSYSCONFDIR") is { Length: > 0 } folder)
        {
            yield return Path.Combine(folder, "pg_service.conf");
        }
        else if (!OperatingSystem.IsWindows())
        {
            yield return "/etc/postgresql-common/pg_service.conf";
        }
    }

    private static Dictionary<string, string>? Section(string file, string service)
    {
        Dictionary<string, string>? section = null;
        foreach (var line in Lines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                if (section is not null)
                {
                    break;
                }

                section = line == $"[{service}]" ? new Dictionary<string, string>(StringComparer.Ordinal) : null;
            }
            else if (section is not null && line.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
            {
                section[line[..at].Trim()] = line[(at + 1)..].Trim();
            }
        }

        return section;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw PersistErrors.InvalidRemoteAddress.Because(failure, $"the service file {file} cannot be read");
        }
    }
}
