using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Merge;

public sealed class CounterMergeTests
{
    private static readonly CellKey Id = new("c", ItemKind.Counter, "");
    private static readonly PushContext Context = new(new Author("me"), Seq: 10, ServerNow: 1000, Offset: 0);

    [Theory]
    [InlineData(null, "5", "5")]
    [InlineData("10", "5", "15")]
    [InlineData("10", "-15", "-5")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("9223372036854775807", "0", "9223372036854775807")]
    public void An_addition_adds_whether_its_writer_had_seen_the_number_or_not(string? before, string amount, string after)
    {
        foreach (var @base in new[] { 0L, 9L })
        {
            var applied = CellMerge.Apply(before is null ? null : Counter(before), Op(OpKind.Add, amount, @base: @base), Context);
            Assert.Equal((after, Outcome.Applied, null), (applied.Cell!.Value, applied.Outcome, applied.Conflict));
        }
    }

    [Theory]
    [InlineData("9223372036854775807", "1")]
    [InlineData("-9223372036854775808", "-1")]
    [InlineData("79228162514264337593543950335", "0.1")] // a digit would be lost
    public void An_addition_that_overflows_fails_and_leaves_the_number_as_it_was(string before, string amount)
    {
        var cell = Counter(before);
        Assert.Equal(new Applied(cell, Outcome.Failed, null), CellMerge.Apply(cell, Op(OpKind.Add, amount), Context));
    }

    [Fact]
    public void A_reset_takes_what_it_had_observed_and_leaves_what_came_since()
    {
        var applied = CellMerge.Apply(Counter("13", generation: 2), Op(OpKind.Reset, "10", generation: 2), Context);
        Assert.Equal(("3", "12"), (applied.Cell!.Value, applied.Cell.State)); // the parts of the name of the reset
    }

    [Theory]
    [InlineData(nameof(OpKind.Reset))]
    [InlineData(nameof(OpKind.Remove))]
    [Trait("Scenario", "14")]
    public void Of_two_resets_that_observed_the_same_one_counts(string kind)
    {
        var first = CellMerge.Apply(Counter("10"), Op(OpKind.Reset, "10"), Context).Cell!;
        var added = CellMerge.Apply(first, Op(OpKind.Add, "4"), Context).Cell!;
        var second = CellMerge.Apply(added, Op(Enum.Parse<OpKind>(kind), "10"), Context);
        Assert.Equal(("4", Outcome.Superseded), (second.Cell!.Value, second.Outcome));
    }

    [Fact]
    public void A_removal_leaves_nothing_of_what_it_had_observed_and_keeps_the_generation()
    {
        var removed = CellMerge.Apply(Counter("10"), Op(OpKind.Remove, "10"), Context).Cell!;
        Assert.Equal((true, null, "12"), (removed.Dead, removed.Value, removed.State));
        var again = CellMerge.Apply(removed, Op(OpKind.Add, "3"), Context).Cell!;
        Assert.Equal((false, "3", "12"), (again.Dead, again.Value, again.State));
        Assert.Equal("3", CellMerge.Apply(again, Op(OpKind.Reset, "10"), Context).Cell!.Value); // from before the removal
    }

    [Fact]
    public void A_removal_leaves_increments_that_it_had_not_seen() =>
        Assert.Equal("3", CellMerge.Apply(Counter("13"), Op(OpKind.Remove, "10"), Context).Cell!.Value);

    [Theory]
    [InlineData(nameof(OpKind.Reset))]
    [InlineData(nameof(OpKind.Remove))]
    public void There_is_nothing_to_take_from_a_counter_that_is_not_there(string kind)
    {
        var gone = Counter("0") with { Value = null, Dead = true };
        Assert.Equal(new Applied(gone, Outcome.Superseded, null), CellMerge.Apply(gone, Op(Enum.Parse<OpKind>(kind), "10"), Context));
        Assert.Equal(new Applied(null, Outcome.Superseded, null), CellMerge.Apply(null, Op(Enum.Parse<OpKind>(kind), "10"), Context));
    }

    private static Op Op(OpKind kind, string value, long generation = 0, long @base = 0) =>
        new(1, 11, kind, Id, value, false, 500, @base, generation);

    private static Cell Counter(string number, long generation = 0) =>
        new(Id, number, false, 400, "other", "op", 5, $"{generation}");
}
