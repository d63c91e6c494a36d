using System.Globalization;
using Npgsql;
using Persist.Engine.Errors;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>What libpq's keywords and environment variables mean to Npgsql.</summary>
/// <remarks>postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS and …/libpq-envars.html</remarks>
internal static class LibpqKeywords
{
    // Host, port, service and timeouts need more than another name: see PostgresAddress.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["krbsrvname"] = "Kerberos Service Name",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    private static readonly string[] Placed = ["host", "hostaddr", "port", "service", "connect_timeout"];

    // Accepted, because they stand in many addresses, and without effect here.
    private static readonly string[] Ignored =
    [
        "client_encoding", "fallback_application_name", "gssencmode", "keepalives", "keepalives_idle", "keepalives_interval",
        "keepalives_count", "load_balance_hosts", "sslcompression", "sslnegotiation", "sslsni", "tcp_user_timeout",
    ];

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["PGHOST"] = "host",
        ["PGHOSTADDR"] = "hostaddr",
        ["PGPORT"] = "port",
        ["PGDATABASE"] = "dbname",
        ["PGUSER"] = "user",
        ["PGPASSWORD"] = "password",
        ["PGPASSFILE"] = "passfile",
        ["PGAPPNAME"] = "application_name",
        ["PGOPTIONS"] = "options",
        ["PGSSLMODE"] = "sslmode",
        ["PGSSLROOTCERT"] = "sslrootcert",
        ["PGSSLCERT"] = "sslcert",
        ["PGSSLKEY"] = "sslkey",
        ["PGCHANNELBINDING"] = "channel_binding",
        ["PGKRBSRVNAME"] = "krbsrvname",
        ["PGTARGETSESSIONATTRS"] = "target_session_attrs",
        ["PGCONNECT_TIMEOUT"] = "connect_timeout",
        ["PGSERVICE"] = "service",
    };

    /// <summary>The settings that the environment variables give.</summary>
    public static Dictionary<string, string> FromEnvironment(Func<string, string?> environment) => Variables
        .Select(pair => (Keyword: pair.Value, Value: environment(pair.Key)))
        .Where(pair => !string.IsNullOrEmpty(pair.Value))
        .ToDictionary(pair => pair.Keyword, pair => pair.Value!, StringComparer.Ordinal);

    /// <summary>Puts a setting into Npgsql's; those that need more than another name are left to the caller.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>: names the keyword, never the value.</exception>
    public static void Set(NpgsqlConnectionStringBuilder settings, string keyword, string value)
    {
        if (Names.TryGetValue(keyword, out var name))
        {
            SetNamed(settings, name, value, keyword);
        }
        else if (!Placed.Contains(keyword) && !Ignored.Contains(keyword))
        {
            throw PersistErrors.InvalidRemoteAddress.With($"the setting '{Shown(keyword)}' is not known");
        }
    }

    /// <summary>Puts a setting in by Npgsql's name.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>: names the keyword, never the value.</exception>
    public static void SetNamed(NpgsqlConnectionStringBuilder settings, string name, object value, string shown)
    {
        try
        {
            settings[name] = name is "SSL Mode" or "Channel Binding" ? EnumName(value) : value;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // Not kept as the cause: its message can repeat the value.
            throw PersistErrors.InvalidRemoteAddress.With($"the setting '{Shown(shown)}' is not known or has a value that cannot be used");
        }
    }

    // What is no keyword by its looks may be the rest of a password that had a separator in it.
    private static string Shown(string keyword) =>
        keyword.Length <= 40 && keyword.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_') ? keyword : "…";

    // "verify-full" is VerifyFull; a number would be taken for a member of the enum.
    private static string EnumName(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("-", "", StringComparison.Ordinal);
        return text.All(char.IsAsciiLetter) ? text : throw new FormatException();
    }
}
