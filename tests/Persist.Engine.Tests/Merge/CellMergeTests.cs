using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Merge;

public sealed class CellMergeTests
{
    private static readonly PushContext Context = new(new Author("me"), Seq: 10, ServerNow: 1000, Offset: 0);

    [Fact]
    public void A_write_to_nothing_applies()
    {
        var applied = CellMerge.Apply(null, Put("1", stamp: 500, @base: 0), Context);
        Assert.Equal(new Cell(CellKey.OfValue("k"), "1", false, 500, "me", OpId.Format(1, 1), 10), applied.Cell);
        Assert.Equal((Outcome.Applied, null), (applied.Outcome, applied.Conflict));
    }

    [Theory]
    [InlineData(5, "other")] // seen: the base reaches the cell's seq
    [InlineData(0, "me")] // seen: its own
    public void A_write_that_saw_the_cell_wins_whatever_the_clocks_say(long @base, string origin)
    {
        var applied = CellMerge.Apply(Cell("0", stamp: 900, origin, seq: 5), Put("1", stamp: 100, @base), Context);
        Assert.Equal(("1", 901), (applied.Cell!.Value, applied.Cell.Stamp));
        Assert.Null(applied.Conflict);
    }

    [Theory]
    [InlineData(899, "a", "0")]
    [InlineData(901, "z", "1")]
    [InlineData(900, "a", "1")] // equal stamps: the greater replica id
    [InlineData(900, "z", "0")]
    public void Of_two_concurrent_puts_the_later_wins_and_the_loser_is_kept(long stamp, string origin, string winner)
    {
        var applied = CellMerge.Apply(Cell("0", 900, origin, seq: 5), Put("1", stamp, @base: 4), Context);
        Assert.Equal(winner, applied.Cell!.Value);
        Assert.Equal(winner == "1" ? Outcome.Applied : Outcome.Superseded, applied.Outcome);
        Assert.Equal(winner, applied.Conflict!.Winner.Value);
        Assert.Equal(winner == "1" ? "0" : "1", applied.Conflict.Loser.Value);
        Assert.Equal(10, applied.Conflict.Seq);
    }

    [Fact]
    public void Concurrent_equal_contents_make_no_conflict()
    {
        Assert.Null(CellMerge.Apply(Cell("1", 900, "a", 5), Put("1", 950, 0), Context).Conflict);
        Assert.Null(CellMerge.Apply(Cell(null, 900, "a", 5), Put(null, 950, 0), Context).Conflict);
        Assert.NotNull(CellMerge.Apply(Cell(null, 900, "a", 5), Put("1", 950, 0), Context).Conflict);
    }

    [Fact]
    public void A_compare_and_set_over_something_unseen_is_rejected_and_changes_nothing()
    {
        var cell = Cell("0", 900, "a", 5);
        Assert.Equal(new Applied(cell, Outcome.Rejected, null), CellMerge.Apply(cell, Put("1", 950, 4) with { Kind = OpKind.Cas }, Context));
        Assert.Equal(Outcome.Applied, CellMerge.Apply(cell, Put("1", 950, 5) with { Kind = OpKind.Cas }, Context).Outcome);
    }

    [Theory]
    [InlineData(5000, 0, 1000)] // ahead of the server: its now
    [InlineData(5000, -4500, 500)]
    [InlineData(-4000, 4500, 500)]
    public void A_stamp_is_corrected_to_the_servers_clock_and_never_ahead_of_it(long stamp, long offset, long expected) =>
        Assert.Equal(expected, CellMerge.Apply(null, Put("1", stamp, 0), Context with { Offset = offset }).Cell!.Stamp);

    [Fact]
    public void A_conflict_has_the_same_id_from_both_sides()
    {
        Assert.Equal(ConflictFact.IdOf(CellKey.OfValue("k"), "x", "y"), ConflictFact.IdOf(CellKey.OfValue("k"), "y", "x"));
        Assert.NotEqual(ConflictFact.IdOf(CellKey.OfValue("k"), "x", "y"), ConflictFact.IdOf(CellKey.OfValue("l"), "x", "y"));
    }

    private static Op Put(string? value, long stamp, long @base) =>
        new(1, 1, OpKind.Put, CellKey.OfValue("k"), value, value is null, stamp, @base);

    private static Cell Cell(string? value, long stamp, string origin, long seq) =>
        new(CellKey.OfValue("k"), value, value is null, stamp, origin, "op-of-" + origin, seq);
}
