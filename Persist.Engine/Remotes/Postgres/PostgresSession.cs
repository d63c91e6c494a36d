using Npgsql;
using Persist.Engine.Errors;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>One connection of the pool, in use for one request.</summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private PostgresSession(NpgsqlDataSource source, NpgsqlConnection connection, string remote) =>
        (_source, _connection, Remote) = (source, connection, remote);

    /// <summary>How messages name the remote.</summary>
    public string Remote { get; }

    /// <summary>The server's version.</summary>
    public Version ServerVersion => _connection.PostgreSqlVersion;

    /// <summary>True when the server's process is not the one that answered the login.</summary>
    public bool IsBehindPooler { get; private set; }

    /// <summary>Takes a connection from the pool, or makes one.</summary>
    public static async Task<PostgresSession> OpenAsync(NpgsqlDataSource source, string remote, CancellationToken cancellationToken)
    {
        var opening = source.OpenConnectionAsync(cancellationToken).AsTask();
        try
        {
            // Looking up a name and logging in do not always stop when they are told to.
            return new PostgresSession(source, await opening.WaitAsync(cancellationToken).ConfigureAwait(false), remote);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(
                static late => late.Exception is null ? late.Result.DisposeAsync().AsTask() : Task.CompletedTask,
                CancellationToken.None,
                TaskContinuationOptions.NotOnCanceled,
                TaskScheduler.Default);
            throw;
        }
        catch (Exception failure) when (PostgresFailure.Covers(failure))
        {
            source.Clear();
            throw PostgresFailure.Translate(failure, remote);
        }
    }

    /// <summary>Statements that are sent together and answered in one round trip.</summary>
    public NpgsqlBatch Batch(params ReadOnlySpan<NpgsqlBatchCommand> statements)
    {
        var batch = _connection.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement);
        }

        return batch;
    }

    /// <summary>Learns which process of the server runs the statements.</summary>
    /// <param name="backend">What <c>pg_backend_pid()</c> returned. A pooler names another at the login, for it has several.</param>
    public void Meet(int backend) => IsBehindPooler = backend != _connection.ProcessID;

    /// <summary>Runs statements that return nothing.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken, params NpgsqlBatchCommand[] statements)
    {
        await using var batch = Batch(statements);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs part of a request; its failures become Persist's errors.</summary>
    /// <exception cref="PersistException">What went wrong, in the user's terms.</exception>
    public async Task<T> Translated<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (PostgresFailure.Covers(failure))
        {
            if (PostgresFailure.IsConnectionLoss(failure))
            {
                _source.Clear(); // what broke this connection broke the idle ones too
            }

            throw PostgresFailure.Translate(failure, Remote);
        }
    }

    /// <summary>Gives the connection back. Npgsql rolls an open transaction back.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
