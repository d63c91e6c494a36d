using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>One read transaction on a hub, for a comparison: the hub is a file here, so that its numbers are made here too.</summary>
internal sealed class HubContent : IRemoteContent
{
    private readonly SqliteTransaction _transaction;
    private readonly HubRows _rows;
    private readonly string _path;
    private readonly ReceivedData _check;

    private HubContent(SqliteConnection connection, string path, ReplicaIdentity replica, long cursor, long serverNow)
    {
        (_path, _rows) = (path, new HubRows(connection, replica.Store));
        _transaction = connection.BeginTransaction(deferred: true);
        try
        {
            Header = _rows.Header(replica, cursor, path, serverNow);
            _check = new ReceivedData(path, 0, Header);
            Sums = ContentSums.Of(Cells());
        }
        catch
        {
            _transaction.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public PullHeader Header { get; }

    /// <inheritdoc/>
    public ContentSums Sums { get; }

    /// <summary>Opens the snapshot and reads it once.</summary>
    public static HubContent Open(SqliteConnection connection, string path, ReplicaIdentity replica, long cursor, long serverNow) =>
        new(connection, path, replica, cursor, serverNow);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CellDigest> ReadAsync(IReadOnlyList<int> buckets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask; // the interface is asynchronous, SQLite is not
        using var cells = CellDigest.OfBuckets(Cells(), buckets).GetEnumerator();
        while (HubFailure.Translated(cells.MoveNext, _path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return cells.Current;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transaction.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<(CellKey Id, string? Value)> Cells()
    {
        using var command = _rows.Command("SELECT key, kind, path, value FROM cell WHERE store = $store AND shard = 0 AND dead = 0 ORDER BY key, kind, path");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (_check.Check(new CellKey(reader.GetString(0), reader.GetString(1), reader.GetString(2))), RemoteRow.Text(reader, 3));
        }
    }
}
