using Persist.Engine.Items;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Tables;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Local;

/// <summary>What is settled all at once leaves what else waits as it is.</summary>
public sealed class PlainWritesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalWriter _writer;

    public PlainWritesTests()
    {
        var path = _folder.File("a.db");
        _writer = new LocalWriter(
            LocalFile.Open(path, "s", Durability.Normal, alone: true, RandomIds.Secure, salt: 1), path, "s", Durability.Normal, salt: 1);
        _writer.Transact(tables =>
        {
            tables.Position.Write(tables.Position.Advance(tables.Position.Read(), cursor: 1, tail: "t"));
            tables.Cells.Put(new Cell(CellKey.OfValue("a"), "1", false, 1, "other", "o", 1), 0);
            tables.Cells.Put(new Cell(CellKey.OfValue("b"), "1", false, 1, "other", "o", 1), 0);
            return true;
        });
        _writer.Transact(tables =>
        {
            var ops = new OpWriter(tables, now: 5);
            foreach (var key in new[] { "a", "b" })
            {
                ops.BeginWrite();
                ops.Write(CellKey.OfValue(key), OpKind.Put, "2");
            }

            ops.Complete();
            return true;
        });
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_shadow_of_what_waits_behind_stays_and_goes_with_the_last()
    {
        Assert.Equal((1, "b"), (Settle(through: 1, seq: 2), Shadows()));
        Assert.Equal((1, ""), (Settle(through: 2, seq: 3), Shadows()));
    }

    [Fact]
    public void The_shadow_of_what_is_set_aside_stays()
    {
        _writer.Transact(tables =>
        {
            tables.Ops.Park(1, 1, OpState.Parked);
            return true;
        });
        Assert.Equal((1, "a"), (Settle(through: 2, seq: 2), Shadows()));
    }

    private long Settle(long through, long seq) =>
        _writer.Transact(tables => tables.PlainWrites.Settle(through, new PushContext(tables.Author(), seq, 10, 0)));

    private string Shadows() => _writer.Transact(
        tables => string.Concat(new[] { "a", "b" }.Where(key => tables.Shadows.Find(CellKey.OfValue(key)) is not null)));
}
