using Persist.Engine.Errors;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>Reads <c>postgres://user:password@host:port/database?keyword=value</c> into libpq's keywords.</summary>
/// <remarks>The form: postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS</remarks>
internal static class PostgresUri
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>True for text that begins like such an address.</summary>
    public static bool Matches(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the address says; keywords that it leaves out are missing.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidRemoteAddress"/>, without any part of the address.</exception>
    public static Dictionary<string, string> Parse(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var (beforeQuery, query) = Cut(text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, database) = Cut(beforeQuery, '/');
        if (database.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal))
        {
            // What stands before it would be taken for a host or a database and be shown, and may be a part of a password.
            throw PersistErrors.InvalidRemoteAddress.With(
                "an '@' stands after the first '/' or '?'; within a user or password write '/' as %2F and '?' as %3F, and elsewhere '@' as %40");
        }

        // The last '@': a password with an unescaped one is common, a host never has one.
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            Add(found, "user", user);
            Add(found, "password", password);
        }

        AddHosts(found, authority[(at + 1)..]);
        Add(found, "dbname", database);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (keyword, value) = Cut(parameter, '=');
            Add(found, Decode(keyword), value);
        }

        return found;
    }

    private static void AddHosts(Dictionary<string, string> found, string hosts)
    {
        var names = new List<string>();
        var ports = new List<string>();
        foreach (var host in hosts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // A colon inside brackets belongs to an IPv6 address.
            var colon = host.IndexOf(':', Math.Max(0, host.IndexOf(']', StringComparison.Ordinal)));
            names.Add((colon < 0 ? host : host[..colon]).Trim('[', ']'));
            ports.Add(colon < 0 ? "" : host[(colon + 1)..]);
        }

        Add(found, "host", string.Join(',', names));
        Add(found, "port", ports.TrueForAll(port => port.Length == 0) ? "" : string.Join(',', ports));
    }

    private static void Add(Dictionary<string, string> found, string keyword, string encoded)
    {
        if (encoded.Length > 0)
        {
            found[keyword] = Decode(encoded);
        }
    }

    private static string Decode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            {
                throw PersistErrors.InvalidRemoteAddress.With("a '%' in it is not followed by two hexadecimal digits; write a '%' itself as %25");
            }
        }

        return Uri.UnescapeDataString(text);
    }

    private static (string Before, string After) Cut(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}
