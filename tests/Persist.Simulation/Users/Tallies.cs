using Persist.Engine.Merge;

namespace Persist.Simulation.Users;

/// <summary>Counters that go up, are reset and are removed.</summary>
internal sealed class Tallies() : Topic("tally")
{
    public override void Act(User user)
    {
        var (key, amount) = (Key(user), user.Random.Next(1, 1_000_000));
        var cell = new CellKey(key, ItemKind.Counter, "");
        switch (user.Random.Next(6))
        {
            case 0:
                user.Write(Users.Act.Reset, cell, writer => writer.Reset(key) is not null);
                break;
            case 1:
                user.Write(Users.Act.Reset, cell, writer => writer.Remove(key));
                break;
            default:
                user.Write(Users.Act.Add, cell, writer => writer.Add(key, amount) is not null, amount);
                break;
        }
    }
}
