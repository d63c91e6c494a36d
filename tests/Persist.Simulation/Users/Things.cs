using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Simulation.Users;

/// <summary>One key that is made as anything: it keeps the kind that it has here, and force makes it another one's.</summary>
internal sealed class Things() : Topic("thing")
{
    public override void Act(User user)
    {
        const string key = "thing/0";
        var choice = user.Random.Next(5);
        Func<ItemWriter, bool> body = (user.Read(key)?.Kind, choice) switch
        {
            (not null, 0) => writer => writer.Remove(key),
            (null, 1) or (ItemKind.Counter, not 4) => writer => writer.Add(key, user.Random.Next(9)) is not null,
            (null, 2) or (ItemKind.Set, not 4) => writer => writer.Include(key, [$"\"{user.Random.Next(3)}\""]) is not null,
            (null, 3) or (ItemKind.Map, not 4) => writer => writer.SetFields(key, [KeyValuePair.Create("f", $"{user.Next}")]) is not null,
            _ => writer => writer.Set(key, user.Random.Next(2) == 0 ? $"{user.Next}" : $$"""{"f":{{user.Next}}}""", force: true) is not null,
        };
        user.Write(Users.Act.Write, CellKey.OfValue(key), body);
    }
}
