using Persist.Engine.Remotes.Postgres;

namespace Persist.Engine.Tests.Remotes;

public sealed class ClockOffsetTests
{
    [Fact]
    public void Clocks_that_may_agree_are_taken_to_agree() => Assert.Equal(0, new ClockOffset().Observe(100, 150, 200));

    [Fact]
    public void A_clock_that_is_proven_wrong_is_corrected_as_far_as_it_is_proven()
    {
        Assert.Equal(800, new ClockOffset().Observe(100, 1000, 200));
        Assert.Equal(-900, new ClockOffset().Observe(1000, 100, 1100));
    }

    [Fact]
    public void A_slow_exchange_does_not_unlearn_what_a_quick_one_proved()
    {
        var offset = new ClockOffset();
        Assert.Equal(990, offset.Observe(100, 1100, 110));
        Assert.Equal(990, offset.Observe(200, 1300, 5000));
    }

    [Fact]
    public void A_clock_that_was_set_is_learned_anew()
    {
        var offset = new ClockOffset();
        offset.Observe(100, 1100, 110);
        Assert.Equal(0, offset.Observe(1190, 1200, 1210));
    }
}
