using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Merge;

public sealed class OpIdSetTests
{
    private const string Text = "00000000000000ab:1-3,5,7-8;ffffffffffffffff:9";

    [Fact]
    public void Neighbours_become_a_run_and_gaps_stay_gaps() =>
        Assert.Equal(Text, OpIdSet.Of([Op(7, 0xab), Op(1, 0xab), Op(9, -1), Op(2, 0xab), Op(3, 0xab), Op(5, 0xab), Op(8, 0xab)]).ToString());

    [Fact]
    public void What_was_written_is_read()
    {
        var set = OpIdSet.Parse(Text);
        Assert.Equal(Text, set.ToString());
        Assert.Equal([1, 2, 3, 5, 7, 8], Enumerable.Range(0, 12).Where(n => set.Contains(0xab, n)));
        Assert.True(set.Contains(OpId.Format(-1, 9)));
        Assert.False(set.Contains(OpId.Format(-1, 8)));
        Assert.False(set.Contains("something else"));
        Assert.True(OpIdSet.Parse(null).IsEmpty);
    }

    [Fact]
    public void Any_order_of_additions_gives_the_same_set()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var numbers = Enumerable.Range(0, random.Next(1, 40)).Select(_ => (long)random.Next(30)).ToList();
            var (one, other) = (new OpIdSet(), new OpIdSet());
            numbers.ForEach(n => one.Add(1, n));
            other.Add(OpIdSet.Of(numbers.Where(n => n % 2 == 0).Distinct().Select(n => Op(n, 1))));
            other.Add(OpIdSet.Of(numbers.Distinct().Select(n => Op(n, 1))));
            Assert.True(one.ToString() == other.ToString(), $"seed {seed}: {one} / {other}");
            Assert.True(numbers.Distinct().Order().SequenceEqual(Enumerable.Range(0, 30).Select(n => (long)n).Where(n => one.Contains(1, n))), $"seed {seed}: {one}");
        }
    }

    [Fact]
    public void What_is_taken_out_is_gone_and_the_rest_is_there()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var (all, some) = (new OpIdSet(), new OpIdSet());
            var (here, gone) = (new HashSet<long>(), new HashSet<long>());
            for (var i = 0; i < 30; i++)
            {
                var (n, m) = (random.Next(40), random.Next(40));
                all.Add(1, n);
                some.Add(random.Next(4) == 0 ? 2 : 1, m);
                here.Add(n);
            }

            gone.UnionWith(Enumerable.Range(0, 40).Select(n => (long)n).Where(n => some.Contains(1, n)));
            var rest = all.Without(some);
            Assert.True(
                here.Except(gone).Order().SequenceEqual(Enumerable.Range(0, 40).Select(n => (long)n).Where(n => rest.Contains(1, n))), $"seed {seed}: {all} without {some}: {rest}");
            Assert.Equal(here.Except(gone).Count(), rest.Count);
            Assert.Equal(!here.Except(gone).Any(), rest.IsEmpty);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ab:1")]
    [InlineData("00000000000000ab:")]
    [InlineData("00000000000000ab:3-1")]
    [InlineData("00000000000000ab:-1")]
    [InlineData("00000000000000ab:1-2-3")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => OpIdSet.Parse(text));

    private static Op Op(long n, long salt) => new(n, salt, OpKind.Put, CellKey.OfValue("k"), "1", false, 0, 0);
}
