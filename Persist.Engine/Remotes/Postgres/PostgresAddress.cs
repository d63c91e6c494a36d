using System.Data.Common;
using System.Globalization;
using System.Net;
using Npgsql;
using Persist.Engine.Errors;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>Where a PostgreSQL remote is and how to log in there.</summary>
internal sealed class PostgresAddress
{
    private const string SocketFolder = "/var/run/postgresql";

    private PostgresAddress(NpgsqlConnectionStringBuilder settings)
    {
        Settings = settings;
        var ports = (settings.Host ?? "").Split(',').Select(PortOf).Append(settings.Port);
        if (ports.Any(port => port is < 1 or > ushort.MaxValue))
        {
            throw PersistErrors.InvalidRemoteAddress.With("a port is a number from 1 to 65535");
        }
    }

    /// <summary>The settings, with the password if one was given: not for showing.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>The address as status and messages show it: without a password.</summary>
    public string Description
    {
        get
        {
            var user = Settings.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;
            var database = Settings.Database ?? user;
            var host = Settings.Host ?? "";
            var port = Settings.Port.ToString(CultureInfo.InvariantCulture);
            return host.StartsWith('/') || host.StartsWith('@') ? $"postgres://{user}@/{database}?host={host}&port={port}"
                : host.Contains(',', StringComparison.Ordinal) || (host.Count(c => c == ':') == 1) ? $"postgres://{user}@{host}/{database}"
                : host.Contains(':', StringComparison.Ordinal) ? $"postgres://{user}@[{host.Trim('[', ']')}]:{port}/{database}"
                : $"postgres://{user}@{host}:{port}/{database}";
        }
    }

    /// <summary>Everything from the environment and the service file, as psql without arguments.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>.</exception>
    public static PostgresAddress FromEnvironment(Func<string, string?> environment) => FromKeywords([], environment);

    /// <summary>A <c>postgres://</c> address; what it leaves out comes from the environment.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>.</exception>
    public static PostgresAddress FromUri(string uri, Func<string, string?> environment) => FromKeywords(PostgresUri.Parse(uri), environment);

    /// <summary>A connection string in Npgsql's form.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>.</exception>
    public static PostgresAddress FromConnectionString(string text)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw PersistErrors.InvalidRemoteAddress.With("it is not of the form 'Host=…;Database=…;Username=…'");
        }

        var settings = new NpgsqlConnectionStringBuilder();
        string? afterSecret = null;
        foreach (string keyword in parts.Keys) // in the order of the text
        {
            LibpqKeywords.SetNamed(settings, keyword, parts[keyword], keyword, LibpqKeywords.Unknown(keyword, afterSecret));
            afterSecret ??= LibpqKeywords.IsSecret(keyword) ? "a password that holds ';' stands in quotation marks" : null;
        }

        return string.IsNullOrWhiteSpace(settings.Host)
            ? throw PersistErrors.InvalidRemoteAddress.With("it names no Host")
            : new PostgresAddress(settings);
    }

    /// <summary>The remote at this address. Nothing is connected to yet.</summary>
    /// <param name="credential">User and password that go before the address's own; null for none.</param>
    /// <param name="clock">The clock that stamps the replica's operations.</param>
    public PostgresRemote Open(NetworkCredential? credential, TimeProvider clock)
    {
        if (credential is { UserName.Length: > 0 })
        {
            // The database's name defaults to the user that the address names, not to whoever logs in for it.
            Settings.Database ??= Settings.Username;
            Settings.Username = credential.UserName;
        }

        if (credential is { Password.Length: > 0 })
        {
            Settings.Password = credential.Password;
        }

        try
        {
            return new PostgresRemote(Settings, Description, clock);
        }
        catch (Exception failure) when (failure is ArgumentException or NpgsqlException or NotSupportedException or InvalidOperationException)
        {
            throw PersistErrors.InvalidRemoteAddress.With("its settings do not fit each other");
        }
    }

    // The order of libpq: what was given, then the service, then the environment, then the defaults.
    private static PostgresAddress FromKeywords(Dictionary<string, string> given, Func<string, string?> environment)
    {
        var variables = LibpqKeywords.FromEnvironment(environment);
        var values = new Dictionary<string, string>(given, StringComparer.Ordinal);
        if ((given.GetValueOrDefault("service") ?? variables.GetValueOrDefault("service")) is { } service)
        {
            AddMissing(values, ServiceFile.Read(service, environment));
        }

        AddMissing(values, variables);
        var settings = new NpgsqlConnectionStringBuilder();
        string? afterSecret = null;
        foreach (var (keyword, value) in values)
        {
            LibpqKeywords.Set(settings, keyword, value, LibpqKeywords.Unknown(keyword, afterSecret));
            afterSecret ??= LibpqKeywords.IsSecret(keyword) ? "a '&' in a password is written %26" : null;
        }

        SetHost(settings, values);
        if (values.TryGetValue("connect_timeout", out var timeout) && timeout is not ("0" or "-1")) // endless in libpq: here the default
        {
            LibpqKeywords.SetNamed(settings, "Timeout", timeout, "connect_timeout");
        }

        settings.Username ??= Environment.UserName;
        settings.Database ??= settings.Username;
        return new PostgresAddress(settings);
    }

    // "host:port"; more colons are an IPv6 address, whose port stands by itself or after the brackets.
    private static int? PortOf(string host)
    {
        var colon = host.LastIndexOf(':');
        var hasPort = colon >= 0 && !host.StartsWith('/') && (host.IndexOf(':', StringComparison.Ordinal) == colon || host[colon - 1] == ']');
        return hasPort ? int.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0 : null;
    }

    private static void AddMissing(Dictionary<string, string> values, Dictionary<string, string> more)
    {
        foreach (var (keyword, value) in more)
        {
            values.TryAdd(keyword, value);
        }
    }

    private static void SetHost(NpgsqlConnectionStringBuilder settings, Dictionary<string, string> values)
    {
        var hosts = (values.GetValueOrDefault("host") ?? values.GetValueOrDefault("hostaddr")
            ?? (Directory.Exists(SocketFolder) ? SocketFolder : "localhost")).Split(',');
        var ports = values.GetValueOrDefault("port", "").Split(',');
        if (hosts.Length == 1)
        {
            LibpqKeywords.SetNamed(settings, "Host", hosts[0], "host");
            if (ports[0].Length > 0)
            {
                LibpqKeywords.SetNamed(settings, "Port", ports[0], "port");
            }

            return;
        }

        // One port for all, or one for each; an empty one is the default.
        var placed = hosts.Select((host, i) =>
            (ports.Length == 1 ? ports[0] : ports.ElementAtOrDefault(i)) is { Length: > 0 } port ? $"{host}:{port}" : host);
        LibpqKeywords.SetNamed(settings, "Host", string.Join(',', placed), "host");
    }
}
