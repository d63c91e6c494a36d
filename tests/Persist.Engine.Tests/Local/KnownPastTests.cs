using Persist.Engine.Local.Tables;

namespace Persist.Engine.Tests.Local;

public sealed class KnownPastTests
{
    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var past = KnownPast.Parse(null);
        Assert.True(past.Stand(3, "a"));
        Assert.True(past.Stand(7, "b"));
        Assert.False(past.Stand(7, "b"));
        Assert.Equal([(3, "a"), (7, "b")], KnownPast.Parse(past.ToString()).Stood);
    }

    [Fact]
    public void However_long_the_past_is_it_stays_small_knows_the_beginning_and_the_end_and_never_leaves_out_more_than_half_of_the_way_back()
    {
        var past = KnownPast.Parse(null);
        for (var seq = 1L; seq <= 20_000; seq++)
        {
            past.Stand(seq, "0123456789abcdef");
        }

        Assert.InRange(past.ToString().Length, 1, 1000);
        Assert.Equal(KnownPast.Most, past.Stood.Count);
        Assert.Equal((1, 20_000), (past.Stood[0].Seq, past.Stood[^1].Seq));
        Assert.All(past.Stood.Zip(past.Stood.Skip(1)), gap => Assert.True(gap.Second.Seq - gap.First.Seq <= Math.Max(1, (20_000 - gap.First.Seq) / 2)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("one a")]
    public void What_cannot_be_read_says_so(string text) => Assert.Throws<InvalidDataException>(() => KnownPast.Parse(text));
}
