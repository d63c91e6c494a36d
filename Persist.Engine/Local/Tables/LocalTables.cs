using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>The prepared statements of the connection that writes, table by table.</summary>
/// <param name="connection">The connection.</param>
/// <param name="salt">The random number of this opening of the file.</param>
internal sealed class LocalTables(SqliteConnection connection, long salt) : IDisposable
{
    /// <summary>The random number of this opening of the file: what is written through these tables is named by it.</summary>
    public long Salt => salt;

    public PositionTable Position { get; } = new(connection);

    public SaltTable Salts { get; } = new(connection);

    public CellTable Cells { get; } = new(connection);

    public ShadowTable Shadows { get; } = new(connection);

    public OpTable Ops { get; } = new(connection);

    public PlainWrites PlainWrites { get; } = new(connection);

    public ConflictTable Conflicts { get; } = new(connection);

    public MetaTable Meta { get; } = new(connection);

    public SnapshotTable Snapshot { get; } = new(connection);

    public KeptTable Kept { get; } = new(connection);

    public DeadLetterTable DeadLetters { get; } = new(connection);

    /// <summary>This replica, and everything that its file has written.</summary>
    public Author Author() => Salts.Complete(Position.Read().Author);

    public void Dispose()
    {
        Salts.Dispose();
        Snapshot.Dispose();
        Kept.Dispose();
        Position.Dispose();
        Cells.Dispose();
        Shadows.Dispose();
        Ops.Dispose();
        PlainWrites.Dispose();
        Conflicts.Dispose();
        Meta.Dispose();
        DeadLetters.Dispose();
    }
}
