using System.Net;

namespace Persist.Engine.Tests.Secrets;

/// <summary>An address and, where it has none, the credential that goes with it.</summary>
internal sealed record Login(string Address, NetworkCredential? Credential = null);

/// <summary>Where to, as whom, with what.</summary>
internal sealed record Target(string Host, int Port, string User, string Password, string SslMode = "");

/// <summary>The ways to give Persist a password.</summary>
/// <param name="database">The database.</param>
/// <param name="passfile">Where a pgpass file may be written.</param>
internal sealed class LoginWays(string database, string passfile)
{
    public IReadOnlyDictionary<string, Func<Target, Login>> All => new Dictionary<string, Func<Target, Login>>
    {
        ["credential"] = to => new Login($"postgres://{to.Host}:{to.Port}/{database}{Query('?', to)}", new NetworkCredential(to.User, to.Password)),
        ["address"] = to => new Login($"postgres://{to.User}:{Uri.EscapeDataString(to.Password)}@{to.Host}:{to.Port}/{database}{Query('?', to)}"),
        ["query"] = to => new Login($"{Plain(to)}?password={Uri.EscapeDataString(to.Password)}{Query('&', to)}"),
        ["connection string"] = to => new Login(
            $"Host={to.Host};Port={to.Port};Username={to.User};Password=\"{to.Password.Replace("\"", "\"\"", StringComparison.Ordinal)}\";Database={database}"
            + (to.SslMode.Length == 0 ? "" : $";SSL Mode={to.SslMode.Replace("-", "", StringComparison.Ordinal)}")),
        ["pgpass"] = to =>
        {
            File.WriteAllText(passfile, $"*:*:*:*:{to.Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return new Login($"{Plain(to)}?passfile={Uri.EscapeDataString(passfile)}{Query('&', to)}");
        },
        ["PGPASSWORD"] = to =>
        {
            Environment.SetEnvironmentVariable("PGPASSWORD", to.Password);
            return new Login(Plain(to) + Query('?', to));
        },
    };

    private string Plain(Target to) => $"postgres://{to.User}@{to.Host}:{to.Port}/{database}";

    private static string Query(char mark, Target to) => to.SslMode.Length == 0 ? "" : $"{mark}sslmode={Uri.EscapeDataString(to.SslMode)}";
}
