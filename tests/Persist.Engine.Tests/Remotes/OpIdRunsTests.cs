using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Tests.Remotes;

public sealed class OpIdRunsTests
{
    [Fact]
    public void Neighbours_become_a_run_and_gaps_stay_gaps() =>
        Assert.Equal("00000000000000ab:1-3,5,7-8;ffffffffffffffff:9", OpIdRuns.Format(
            [Op(7, 0xab), Op(1, 0xab), Op(9, -1), Op(2, 0xab), Op(3, 0xab), Op(5, 0xab), Op(8, 0xab)]));

    private static Op Op(long n, long salt) => new(n, salt, OpKind.Put, CellKey.OfValue("k"), "1", false, 0, 0);
}
