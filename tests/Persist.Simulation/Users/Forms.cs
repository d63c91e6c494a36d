using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Simulation.Users;

/// <summary>Maps, edited field by field, as whole objects, and removed; and sets that are removed as a whole.</summary>
internal sealed class Forms() : Topic("form")
{
    public override void Act(User user)
    {
        var key = Key(user);
        var (field, other) = ($"f{user.Random.Next(3)}", $"g{user.Random.Next(3)}");
        Func<ItemWriter, bool> body = user.Random.Next(7) switch
        {
            0 => writer => writer.Remove(key),
            1 => writer => writer.RemoveParts(key, ItemKind.Map, [field, other]) > 0,
            2 or 3 => writer => writer.Set(key, $$"""{"{{field}}":"o{{user.Next}}","{{other}}":1}""", force: false) is not null,
            _ => writer => writer.SetFields(key, [KeyValuePair.Create(field, $"\"f{user.Next}\"")]) is not null,
        };
        user.Write(Users.Act.Write, new CellKey(key, ItemKind.Map, field), body);
    }
}
