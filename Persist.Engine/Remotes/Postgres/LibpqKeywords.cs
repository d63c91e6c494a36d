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

    private static readonly HashSet<string> Secrets =
        new(["password", "pwd", "psw", "sslpassword", "SSL Password"], StringComparer.OrdinalIgnoreCase);

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

    /// <summary>True for the settings that hold a secret, by libpq's name or one of Npgsql's.</summary>
    public static bool IsSecret(string keyword) => Secrets.Contains(keyword);

    /// <summary>Puts a setting into Npgsql's; those that need more than another name are left to the caller.</summary>
    /// <param name="settings">Npgsql's settings.</param>
    /// <param name="keyword">libpq's name.</param>
    /// <param name="value">The value as it was given.</param>
    /// <param name="unknown">What is said when the keyword is not known; see <see cref="Unknown"/>.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>: names the keyword, never the value.</exception>
    public static void Set(NpgsqlConnectionStringBuilder settings, string keyword, string value, string unknown)
    {
        if (Names.TryGetValue(keyword, out var name))
        {
            SetNamed(settings, name, value, keyword, unknown);
        }
        else if (!Placed.Contains(keyword) && !Ignored.Contains(keyword))
        {
            throw PersistErrors.InvalidRemoteAddress.With(unknown);
        }
    }

    /// <summary>Puts a setting in by Npgsql's name.</summary>
    /// <param name="settings">Npgsql's settings.</param>
    /// <param name="name">Npgsql's name.</param>
    /// <param name="value">The value as it was given.</param>
    /// <param name="shown">The keyword as the user wrote it.</param>
    /// <param name="unknown">What is said when Npgsql does not know the name, see <see cref="Unknown"/>; null for one that it is sure to know.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>: names the keyword, never the value.</exception>
    public static void SetNamed(NpgsqlConnectionStringBuilder settings, string name, object value, string shown, string? unknown = null)
    {
        try
        {
            settings[name] = name is "SSL Mode" or "Channel Binding" ? EnumName(value) : value;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // Not kept as the cause: its message can repeat the value.
            var isKnown = unknown is null || new NpgsqlConnectionStringBuilder().ContainsKey(name);
            throw PersistErrors.InvalidRemoteAddress.With(isKnown ? $"the setting '{shown}' has a value that cannot be used" : unknown!);
        }
    }

    /// <summary>What is said of a keyword that is not known.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <param name="afterSecret">What else may be the matter when a secret stands before the keyword; null when none does.</param>
    /// <remarks>Behind a secret, what is taken for a keyword may be the rest of it, cut off by a separator that was not quoted.</remarks>
    public static string Unknown(string keyword, string? afterSecret) =>
        afterSecret is not null ? $"a setting after the password is not known; {afterSecret}"
        : keyword.Length <= 40 && keyword.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_') ? $"the setting '{keyword}' is not known"
        : "a setting is not known";

    // "verify-full" is VerifyFull; a number would be taken for a member of the enum.
    private static string EnumName(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("-", "", StringComparison.Ordinal);
        return text.All(char.IsAsciiLetter) ? text : throw new FormatException();
    }
}
