using Microsoft.Data.Sqlite;
using Persist.Engine.Items;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Tests.Local;

/// <summary>A writer keeps the position row in memory from one write to the next.</summary>
public sealed class PositionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteConnection _connection;
    private readonly LocalWriter _writer;

    public PositionTests()
    {
        _connection = LocalFile.Open(Path, "s", Durability.Normal, alone: true, RandomIds.Secure, salt: 1);
        _writer = new LocalWriter(_connection, Path, "s", Durability.Normal, salt: 1);
    }

    private string Path => _folder.File("a.db");

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_another_process_has_written_is_read_by_the_next_write()
    {
        Assert.Equal(0, Read().Cursor);
        using (var other = SqliteFile.OpenWriter(Path, isFull: false))
        {
            SqliteFile.Execute(other, "UPDATE position SET cursor=7, replica='other'");
        }

        Assert.Equal((7, "other"), (Read().Cursor, Read().Author.Replica));
    }

    [Fact]
    public void What_was_taken_back_is_not_kept()
    {
        Assert.Equal(0, Read().Cursor);
        Assert.Equal(7, _writer.Transact(Move, Ending.Rehearsed).Cursor);
        Assert.Equal(0, Read().Cursor);
        Assert.Throws<InvalidOperationException>(() => _writer.Transact<Position>(tables => throw new InvalidOperationException($"{Move(tables)}")));
        Assert.Equal(0, Read().Cursor);
    }

    [Fact]
    public void What_SQLite_took_back_by_itself_is_not_kept()
    {
        Assert.Equal(0, Read().Cursor);
        Assert.ThrowsAny<Exception>(() => _writer.Transact(tables =>
        {
            var moved = Move(tables);
            SqliteFile.Execute(_connection, "ROLLBACK"); // as it does where a disk is full; the commit fails then
            return moved;
        }));
        Assert.Equal(0, Read().Cursor);
    }

    [Fact]
    public void What_the_process_itself_has_changed_is_read_by_the_next_write()
    {
        Assert.Equal(0, Read().Cursor);
        _writer.Transact(Move);
        Assert.Equal(7, Read().Cursor);
        _writer.Transact(tables =>
        {
            tables.Position.Become(Read(tables).Author with { Replica = "other" });
            tables.Position.Rewind(3);
            return true;
        });
        Assert.Equal((3, "other"), (Read().Cursor, Read().Author.Replica));
    }

    private Position Read() => _writer.Transact(Read);

    private static Position Read(LocalTables tables) => tables.Position.ReadForWrite();

    private static Position Move(LocalTables tables)
    {
        tables.Position.Write(Read(tables) with { Cursor = 7 });
        return Read(tables);
    }
}
