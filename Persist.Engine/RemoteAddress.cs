using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Postgres;
using Persist.Engine.Remotes.Sqlite;

namespace Persist.Engine;

/// <summary>Which remote an address means. Nothing is connected to, read or made here.</summary>
public static partial class RemoteAddress
{
    private static readonly string[] FileEndings = [".db", ".db3", ".sqlite", ".sqlite3", ".persist", ".hub"];

    /// <summary>
    /// True for the path of a SQLite file: a text with a directory separator, or a name that ends with <c>.db</c>, <c>.db3</c>,
    /// <c>.sqlite</c>, <c>.sqlite3</c>, <c>.persist</c> or <c>.hub</c>. Any other name may be that of a server.
    /// </summary>
    /// <param name="address">What the user gave as the remote.</param>
    public static bool IsFile(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return !address.Contains("://", StringComparison.Ordinal)
            && !ConnectionString().IsMatch(address)
            && (address.AsSpan().IndexOfAny('/', '\\') >= 0 || FileEndings.Contains(Path.GetExtension(address.TrimEnd()), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The canonical path of the file that an address means; null for another address, and for none.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidPath"/>.</exception>
    internal static string? FileOf(string? address) => address?.Trim() is { } text && IsFile(text) ? CanonicalPath.Of(text) : null;

    /// <summary>Makes the remote that the user named.</summary>
    /// <param name="address">
    /// <c>postgres</c>, a <c>postgres://</c> address, a connection string <c>Host=…;Database=…</c>, or the path
    /// of a file (<see cref="IsFile"/>).
    /// </param>
    /// <param name="credential">User and password that go before those of the address; null for none.</param>
    /// <param name="clock">The clock that stamps the replica's operations.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.UnknownRemote"/> or <see cref="PersistErrors.InvalidRemoteAddress"/>.</exception>
    internal static IRemote Resolve(string address, NetworkCredential? credential, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = address.Trim();
        if (text.Equals("postgres", StringComparison.OrdinalIgnoreCase) || text.Equals("postgresql", StringComparison.OrdinalIgnoreCase))
        {
            return Postgres(() => PostgresAddress.FromEnvironment(Environment.GetEnvironmentVariable), credential, clock);
        }

        if (text.Contains("://", StringComparison.Ordinal) && !ConnectionString().IsMatch(text))
        {
            return PostgresUri.Matches(text)
                ? Postgres(() => PostgresAddress.FromUri(text, Environment.GetEnvironmentVariable), credential, clock)
                : throw Unknown(text);
        }

        return ConnectionString().IsMatch(text)
            ? Postgres(() => PostgresAddress.FromConnectionString(text), credential, clock)
            : Hub(text, clock);
    }

    // A separate method, never inlined, so that Npgsql is loaded for a PostgreSQL remote only.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresRemote Postgres(Func<PostgresAddress> parse, NetworkCredential? credential, TimeProvider clock) =>
        parse().Open(credential, clock);

    // A hub has no clock of its own: the machine's decides, whatever clock the replica was given.
    private static SqliteRemote Hub(string path, TimeProvider clock)
    {
        if (!IsFile(path))
        {
            throw Unknown(path);
        }

        try
        {
            return new SqliteRemote(Path.GetFullPath(path), clock, TimeProvider.System);
        }
        catch (ArgumentException)
        {
            throw PersistErrors.InvalidRemoteAddress.With("it is not a path that the system accepts");
        }
    }

    // What looks like an address of something else may hold a password, which no message repeats.
    private static PersistException Unknown(string address)
    {
        return PersistErrors.UnknownRemote.With(
            Scheme().Match(address) is { Success: true } scheme ? scheme.Value + "…" : address.IndexOfAny([':', '@', ';', '=']) >= 0 || address.Length > 100 ? "…" : address);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]{0,20}://")]
    private static partial Regex Scheme();

    // "keyword=", where the keyword has nothing of a path.
    [GeneratedRegex(@"^[A-Za-z0-9_ ;]+=")]
    private static partial Regex ConnectionString();
}
