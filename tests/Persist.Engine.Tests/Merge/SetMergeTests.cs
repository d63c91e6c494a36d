using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Merge;

public sealed class SetMergeTests
{
    private static readonly CellKey Id = new("s", ItemKind.Set, "\"x\"");
    private static readonly PushContext Context = new(new Author("me"), Seq: 10, ServerNow: 1000, Offset: 0);

    [Fact]
    public void An_addition_is_noted_with_its_position()
    {
        var cell = CellMerge.Apply(null, Op(OpKind.Include), Context).Cell!;
        Assert.Equal((false, "\"x\"", """{"me":10}"""), (cell.Dead, cell.Value, cell.State));
    }

    [Theory]
    [InlineData("""{"a":5}""", 4, """{"a":5,"me":10}""")] // not seen: both
    [InlineData("""{"a":5}""", 5, """{"me":10}""")] // seen: the new one says it all
    [InlineData("""{"me":5}""", 0, """{"me":10}""")]
    [InlineData("""{"a":5,"b":7}""", 6, """{"b":7,"me":10}""")]
    public void An_addition_replaces_those_that_it_had_seen(string before, long @base, string after) =>
        Assert.Equal(after, CellMerge.Apply(Member(before), Op(OpKind.Include, @base), Context).Cell!.State);

    [Theory]
    [InlineData("""{"a":5}""", 5)]
    [InlineData("""{"me":9}""", 0)] // one's own is always seen
    [InlineData("""{"a":5,"b":4,"me":9}""", 5)]
    public void A_removal_of_all_additions_removes_the_member(string before, long @base)
    {
        var applied = CellMerge.Apply(Member(before), Op(OpKind.Remove, @base), Context);
        Assert.Equal((true, null, null), (applied.Cell!.Dead, applied.Cell.Value, applied.Cell.State));
        Assert.Null(applied.Conflict);
    }

    [Fact]
    public void A_removal_leaves_the_additions_that_it_had_not_seen()
    {
        var left = CellMerge.Apply(Member("""{"a":5,"b":7}"""), Op(OpKind.Remove, 6), Context);
        Assert.Equal((false, """{"b":7}""", Outcome.Applied), (left.Cell!.Dead, left.Cell.State, left.Outcome));
        var cell = Member("""{"b":7}""");
        Assert.Equal(new Applied(cell, Outcome.Superseded, null), CellMerge.Apply(cell, Op(OpKind.Remove, 6), Context));
    }

    [Fact]
    [Trait("Scenario", "15")]
    public void A_foreign_addition_survives_when_ones_own_over_it_is_taken_back()
    {
        var both = CellMerge.Apply(Member("""{"a":5}"""), Op(OpKind.Include, 4), Context).Cell!;
        Assert.Equal("""{"a":5}""", CellMerge.Apply(both, Op(OpKind.Remove, 4), Context).Cell!.State);
    }

    private static Op Op(OpKind kind, long @base = 0) =>
        new(1, 1, kind, Id, kind == OpKind.Include ? Id.Path : null, kind == OpKind.Remove, 500, @base);

    private static Cell Member(string state) => new(Id, Id.Path, false, 400, "a", "op", 7, state);
}
