using System.Net;
using Npgsql;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>The connection settings that suit a sync, where the user did not choose.</summary>
internal static class PostgresDefaults
{
    // The statements of a sync are about a dozen. Preparing one costs no round trip of its own.
    private const int PreparedStatements = 20;

    /// <summary>The connections to a server; none is made yet.</summary>
    /// <param name="given">The user's settings.</param>
    /// <param name="mayPrepare">
    /// False behind a pooler: one that gives every transaction another session would meet statements that the session does
    /// not know, or knows as something else. What the user says of it goes before.
    /// </param>
    public static NpgsqlDataSource CreateSource(NpgsqlConnectionStringBuilder given, bool mayPrepare)
    {
        var settings = Complete(given);
        if (mayPrepare && !given.ShouldSerialize("Max Auto Prepare"))
        {
            settings.MaxAutoPrepare = PreparedStatements;
        }

        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // Only built-in types are used; reading the catalogue would be one more round trip, and a slow one in a large database.
        source.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return source.Build();
    }

    /// <summary>A copy of the settings with the gaps filled.</summary>
    public static NpgsqlConnectionStringBuilder Complete(NpgsqlConnectionStringBuilder given)
    {
        var settings = new NpgsqlConnectionStringBuilder(given.ConnectionString)
        {
            PersistSecurityInfo = false,
            // A cycle needs one connection; one more lets a request start while another is being given up.
            MaxPoolSize = 2,
            // Nothing in a session outlives its transaction, so there is nothing to reset.
            NoResetOnClose = true,
        };
        Default("Timeout", 5); // seconds to connect
        Default("Command Timeout", 30); // seconds without an answer; longer than the server's own limit, which explains itself
        Default("Cancellation Timeout", 1000); // milliseconds
        Default("Tcp Keepalive", true);
        Default("Tcp Keepalive Time", 30); // seconds; a dead peer is noticed within a minute instead of two hours
        Default("Tcp Keepalive Interval", 5);
        Default("Application Name", "Persist");
        Default("SSL Mode", DefaultSslMode(settings.Host ?? ""));
        SetTarget(settings);
        return settings;

        // ContainsKey is true for every known keyword; ShouldSerialize only for those that were given.
        void Default(string keyword, object value)
        {
            if (!given.ShouldSerialize(keyword))
            {
                settings[keyword] = value;
            }
        }
    }

    // Of several servers, the one that takes writes; of a single one the handshake asks, and Npgsql refuses the setting.
    private static void SetTarget(NpgsqlConnectionStringBuilder settings)
    {
        const string target = "Target Session Attributes";
        if (settings.Host?.Contains(',', StringComparison.Ordinal) is not true)
        {
            settings.Remove(target);
        }
        else if (!settings.ShouldSerialize(target))
        {
            settings[target] = "read-write";
        }
    }

    // On this machine nobody listens in between, and many local servers have no certificate.
    private static SslMode DefaultSslMode(string hosts)
    {
        var all = hosts.Split(',', StringSplitOptions.TrimEntries).Select(WithoutPort).ToList();
        return all.All(IsSocket) ? SslMode.Disable : all.All(host => IsSocket(host) || IsLoopback(host)) ? SslMode.Prefer : SslMode.Require;
    }

    private static bool IsSocket(string host) => host.StartsWith('/') || host.StartsWith('@');

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // "a:5432" and "[::1]:5432" name a port too; "::1" does not.
    private static string WithoutPort(string host) =>
        host.StartsWith('[') && host.Contains(']', StringComparison.Ordinal) ? host[1..host.IndexOf(']', StringComparison.Ordinal)]
        : host.Count(c => c == ':') == 1 ? host[..host.IndexOf(':', StringComparison.Ordinal)]
        : host;
}
