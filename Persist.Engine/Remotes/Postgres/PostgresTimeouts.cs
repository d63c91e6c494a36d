using System.Globalization;
using Npgsql;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>How long the parts of a conversation with the server may take.</summary>
internal sealed record PostgresTimeouts
{
    /// <summary>Waiting for the shard's lock. Longer than <see cref="Idle"/>, so that a frozen holder is outlived.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>One statement of a push, at the server.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The pause between the two halves of a push: a client that froze while it held the lock frees it after this.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The statement that sets them, for one transaction only: nobody waits long for a client that froze while it held the lock.</summary>
    public NpgsqlBatchCommand Limits(Version server)
    {
        const string limits = "SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true), "
            + "set_config('idle_in_transaction_session_timeout', $3, true)";
        // The idle limit does not cover a client that froze in the middle of sending the second half.
        return server.Major < 17
            ? PostgresRows.Statement(limits, Milliseconds(Lock), Milliseconds(Statement), Milliseconds(Idle))
            : PostgresRows.Statement(
                limits + ", set_config('transaction_timeout', $4, true)",
                Milliseconds(Lock),
                Milliseconds(Statement),
                Milliseconds(Idle),
                Milliseconds(Lock + Statement + Idle));
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
