using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Persist.Engine.Errors;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>What failures of the server and of the way to it mean to a user. The SqlState stays on the inner exception.</summary>
internal static class PostgresFailure
{
    /// <summary>Why a sync has nothing to do with a server that only reads: its answers may be old, and it takes none of ours.</summary>
    public const string OnlyReads = "it takes no writes for now: it is a standby, or was set to read only";

    /// <summary>The Persist error for a failure.</summary>
    /// <param name="failure">What Npgsql, the socket or the server reported. None of them repeats a password.</param>
    /// <param name="remote">How messages name the remote.</param>
    public static PersistException Translate(Exception failure, string remote) => failure switch
    {
        PersistException known => known,
        PostgresException server => FromServer(server, remote),
        InvalidCastException => PersistErrors.RemoteData.Because(failure, remote, "a column is empty, or of another type than its table is for"),
        NpgsqlException when failure.Message.StartsWith("No password has been provided", StringComparison.Ordinal) =>
            PersistErrors.RemoteLogin.Because(failure, remote, "it asks for a password, and none was given"),
        NpgsqlException when failure.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) =>
            PersistErrors.RemoteFailure.Because(failure, remote, "it offers no TLS; turn that on there, or add sslmode=disable to the address where the network can be trusted"),
        NpgsqlException when failure.Message.Contains("suitable host", StringComparison.Ordinal) && Innermost<SocketException>(failure) is null =>
            PersistErrors.RemoteOffline.Because(failure, remote, "none of its hosts takes writes for now"),

        // A wrong port, or a network that answers in everybody's place until somebody has logged in to it.
        NpgsqlException when failure.Message.StartsWith("Received unknown response", StringComparison.Ordinal) =>
            PersistErrors.RemoteOffline.Because(failure, remote, "what answers there is no PostgreSQL server; check host and port, or whether the network asks for a login of its own"),
        _ when Innermost<AuthenticationException>(failure) is { } untrusted && untrusted.Message.StartsWith("The remote certificate", StringComparison.Ordinal) =>
            PersistErrors.RemoteCertificate.Because(failure, remote, "no authority known here has signed it, it has expired, or it is made out to another name"),
        _ when Unreadable(failure) is { } file => PersistErrors.RemoteCertificate.Because(failure, remote, $"the file of the authority cannot be read: {file.Message}"),
        _ when Innermost<TimeoutException>(failure) is not null => PersistErrors.RemoteTimeout.Because(failure, remote, "the time limit passed"),
        _ when Innermost<SocketException>(failure) is { } socket => PersistErrors.RemoteOffline.Because(failure, remote, socket.Message),
        _ when Innermost<EndOfStreamException>(failure) is not null => PersistErrors.RemoteOffline.Because(failure, remote, "the connection was closed from there"),
        _ when Innermost<IOException>(failure) is { } broken => PersistErrors.RemoteOffline.Because(failure, remote, broken.Message),
        NpgsqlException { IsTransient: true } => PersistErrors.RemoteOffline.Because(failure, remote, failure.Message),
        // The reason lies deepest: "exception while performing the handshake" has "the certificate has expired" within.
        _ => PersistErrors.RemoteFailure.Because(failure, remote, failure.GetBaseException().Message),
    };

    /// <summary>True for what this class translates; a bug in Persist is not dressed up as the server's.</summary>
    public static bool Covers(Exception failure) => failure is NpgsqlException or SocketException or IOException or TimeoutException or InvalidCastException;

    /// <summary>True when the connection is gone, so that others of the pool probably are too.</summary>
    public static bool IsConnectionLoss(Exception failure) => failure switch
    {
        PostgresException server => server.SqlState.StartsWith("57P", StringComparison.Ordinal),
        _ => Covers(failure),
    };

    // Classes and codes: postgresql.org/docs/current/errcodes-appendix.html
    private static PersistException FromServer(PostgresException failure, string remote)
    {
        var reason = failure.MessageText;
        return failure.SqlState switch
        {
            "3D000" => PersistErrors.RemoteFailure.Because(
                failure, remote, reason + "; have it made (CREATE DATABASE), or name another in the address"),
            "42703" => PersistErrors.OlderSchema.Because(failure, remote, reason),
            // read_only_sql_transaction
            "25006" => PersistErrors.RemoteOffline.Because(failure, remote, OnlyReads),
            "42501" => PersistErrors.RemotePermission.Because(failure, remote, reason),
            // query_canceled: statement_timeout, as Persist cancels only for its caller
            "57014" => PersistErrors.RemoteTimeout.Because(failure, remote, reason),
            // lock_not_available, serialization_failure, deadlock_detected
            "55P03" or "40001" or "40P01" => PersistErrors.RemoteBusy.Because(failure, remote, reason),
            // admin_shutdown, crash_shutdown, cannot_connect_now; idle-in-transaction and transaction timeouts end the session
            "57P01" or "57P02" or "57P03" or "57P05" or "25P03" or "25P04" => PersistErrors.RemoteOffline.Because(failure, remote, reason),
            // data exceptions, violated constraints, limits of the server: the same again would be refused again
            var state when state[..2] is "22" or "23" or "54" => PersistErrors.RemoteRefusedData.Because(failure, remote, reason),
            // disk_full, out_of_memory, too_many_connections
            var state when state.StartsWith("53", StringComparison.Ordinal) => PersistErrors.RemoteBusy.Because(failure, remote, reason),
            var state when state.StartsWith("08", StringComparison.Ordinal) => PersistErrors.RemoteOffline.Because(failure, remote, reason),
            var state when state.StartsWith("28", StringComparison.Ordinal) => PersistErrors.RemoteLogin.Because(failure, remote, reason),
            _ => PersistErrors.RemoteFailure.Because(failure, remote, reason),
        };
    }

    // The files of certificates are read during the handshake; only there is a file a reason at all.
    private static Exception? Unreadable(Exception failure) =>
        Innermost<FileNotFoundException>(failure) ?? Innermost<DirectoryNotFoundException>(failure) ?? Innermost<UnauthorizedAccessException>(failure)
        ?? (Exception?)Innermost<CryptographicException>(failure);

    private static T? Innermost<T>(Exception? failure)
        where T : Exception
    {
        T? found = null;
        for (; failure is not null; failure = failure.InnerException)
        {
            found = failure as T ?? found;
        }

        return found;
    }
}
