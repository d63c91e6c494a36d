using Persist.Engine.Remotes;

namespace Persist.Engine.Tests.Remotes;

public sealed class PurgePlanTests
{
    [Theory]
    [InlineData(10L, 3, true)] // 1, 2 and 3 are older than 10
    [InlineData(200L, 0, true)]
    [InlineData(null, 0, true)] // kept for ever
    public void A_step_ends_before_the_first_push_that_is_young_enough(long? retention, long through, bool isLast) =>
        Assert.Equal(new PurgePlan(through, isLast), PurgePlan.Make(0, retention, 100, [(1, 10), (2, 11), (3, 89), (4, 95), (5, 12)]));

    [Fact]
    public void A_step_that_is_full_leaves_more_for_another()
    {
        var batches = Enumerable.Range(1, PurgePlan.StepBatches).Select(seq => ((long)seq, 0L)).ToList();
        Assert.Equal(new PurgePlan(PurgePlan.StepBatches, false), PurgePlan.Make(0, 10, 100, batches));
    }

    [Fact]
    public void Without_anything_old_the_floor_stays() => Assert.Equal(new PurgePlan(7, true), PurgePlan.Make(7, 10, 100, []));
}
