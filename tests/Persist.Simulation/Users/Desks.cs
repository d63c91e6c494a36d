using Persist.Engine;
using Persist.Engine.Conflicts;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>Lists that users append to, and whose versions they unite by hand.</summary>
internal sealed class Desks() : Topic("desk")
{
    public override KeyPolicy Rule(Process process, Random random) => new(Name + "/*", SyncStrategy.Manual);

    public override void Act(User user)
    {
        var key = Key(user);
        if (user.Open(key) is [var open, ..])
        {
            Unite(user, open);
            return;
        }

        Lists.Append(user, key);
    }

    public override bool Decide(User user)
    {
        var open = user.Open(null).FindAll(conflict => IsOwn(conflict.Key));
        open.ForEach(conflict => Unite(user, conflict));
        return open.Count > 0;
    }

    private static void Unite(User user, ConflictRecord open)
    {
        var (mine, theirs) = (ListText.Read(open.Local.Json), ListText.Read(open.Remote.Json));
        var united = MergeResult.Value(ListText.Write(theirs.Concat(mine.Except(theirs))));
        user.Decide(open, united);
    }
}
