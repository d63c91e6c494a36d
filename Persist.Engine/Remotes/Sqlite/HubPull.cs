using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>One read transaction on a hub.</summary>
internal sealed class HubPull : IPull
{
    private readonly SqliteTransaction _transaction;
    private readonly HubRows _rows;
    private readonly string _path;
    private readonly long _cursor;
    private readonly bool _hearsOfDeletions;

    private HubPull(SqliteConnection connection, string path, ReplicaIdentity replica, long cursor, long serverNow)
    {
        (_path, _cursor, _hearsOfDeletions) = (path, cursor, replica.HearsOfDeletions);
        _rows = new HubRows(connection, replica.Store);
        _transaction = connection.BeginTransaction(deferred: true);
        try
        {
            Header = _rows.Header(replica, cursor, path, serverNow);
        }
        catch
        {
            _transaction.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public PullHeader Header { get; }

    /// <summary>Opens the snapshot and reads its header.</summary>
    public static HubPull Open(SqliteConnection connection, string path, ReplicaIdentity replica, long cursor, long serverNow) =>
        new(connection, path, replica, cursor, serverNow);

    /// <inheritdoc/>
    public async IAsyncEnumerable<PullPage> ReadPagesAsync(int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Header.Head <= _cursor)
        {
            yield break;
        }

        await Task.CompletedTask; // the interface is asynchronous, SQLite is not
        var check = new ReceivedData(_path, _cursor, Header);
        var pages = new PageCutter(size, Header.Head, Translated(() => ReadConflicts(check)));
        using var cells = Select(RemoteRow.CellColumns, _cursor == 0 && Header.Last is null && !_hearsOfDeletions ? $"cell WHERE (dead = 0 OR kind = '{ItemKind.Counter}') AND" : "cell WHERE");
        using var reader = Translated(cells.ExecuteReader);
        while (Translated(reader.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pages.Add(check.Check(Translated(() => RemoteRow.ReadCell(reader)))) is { } page)
            {
                yield return page;
            }
        }

        yield return pages.Finish();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transaction.Dispose();
        return ValueTask.CompletedTask;
    }

    private List<ConflictFact> ReadConflicts(ReceivedData check)
    {
        using var command = Select(RemoteRow.ConflictColumns, "conflict WHERE");
        using var reader = command.ExecuteReader();
        var conflicts = new List<ConflictFact>();
        while (reader.Read())
        {
            conflicts.Add(check.Check(RemoteRow.ReadConflict(reader)));
        }

        return conflicts;
    }

    private SqliteCommand Select(string columns, string from)
    {
        var command = _rows.Command($"SELECT {columns} FROM {from} store = $store AND shard = 0 AND seq > $cursor ORDER BY seq");
        command.Parameters.AddWithValue("$cursor", _cursor);
        return command;
    }

    private T Translated<T>(Func<T> read) => HubFailure.Translated(read, _path);
}
