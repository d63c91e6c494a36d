using Persist.Engine.Merge;

namespace Persist.Simulation.Users;

/// <summary>Counters that are only added to: the sum says whether anything was lost or counted twice.</summary>
internal sealed class Sums() : Topic("sum")
{
    public override void Act(User user)
    {
        var (key, amount) = (Key(user), user.Random.Next(-500_000, 1_000_000) / 4m);
        user.Write(Users.Act.Add, new CellKey(key, ItemKind.Counter, ""), writer => writer.Add(key, amount) is not null, amount);
    }
}
