using Persist.Engine;
using Persist.Engine.Conflicts;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>Lists that users append to, and that a three-way merge unites: with a wrong ancestor an edit is lost or there twice.</summary>
internal sealed class Lists(World world) : Topic("list")
{
    public override KeyPolicy Rule(Process process, Random random) => new(Name + "/*", SyncStrategy.Custom, async (request, _) => await world.Merges.RunAsync(process, random, request, () =>
    {
        var mine = ListText.Read(request.Local.Json);
        return MergeResult.Value(ListText.Write(ListText.Read(request.Remote.Json).Concat(mine.Except(ListText.Read(request.Ancestor?.Json)))));
    }));

    public override void Act(User user) => Append(user, Key(user));

    public static void Append(User user, string key) => user.Write(Users.Act.Append, CellKey.OfValue(key), writer =>
        writer.Set(key, ListText.Write(ListText.Read(writer.Read(key)?.Json).Append(user.Next)), force: false) is not null);
}
