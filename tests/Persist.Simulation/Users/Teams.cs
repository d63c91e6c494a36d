using Persist.Engine.Merge;

namespace Persist.Simulation.Users;

/// <summary>Sets, edited member by member.</summary>
internal sealed class Teams() : Topic("team")
{
    public override void Act(User user)
    {
        var (key, member) = (Key(user), $"\"m{user.Random.Next(3)}\"");
        var cell = new CellKey(key, ItemKind.Set, member);
        if (user.Random.Next(5) < 2)
        {
            user.Write(Users.Act.Exclude, cell, writer => writer.RemoveParts(key, ItemKind.Set, [member]) > 0);
        }
        else
        {
            user.Write(Users.Act.Include, cell, writer => writer.Include(key, [member]) is not null);
        }
    }
}
