using Persist.Engine;
using Persist.Engine.Conflicts;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>Values under strategies that may change with every opening, merges that follow no rule, and people who do not either.</summary>
internal sealed class Whims(World world) : Topic("whim")
{
    public override KeyPolicy Rule(Process process, Random random)
    {
        var strategy = world.Setting.MixesStrategies ? (SyncStrategy)random.Next(4) : SyncStrategy.Custom;
        return new(Name + "/*", strategy, strategy != SyncStrategy.Custom ? null : async (request, _) => await world.Merges.RunAsync(process, random, request, () => Any(random)));
    }

    public override void Act(User user)
    {
        var key = Key(user);
        var delete = user.Random.Next(3) == 0;
        user.Write(Users.Act.Write, CellKey.OfValue(key), writer =>
            delete ? writer.Remove(key) : writer.Set(key, $"\"w{user.Next}\"", force: false) is not null);
    }

    public override bool Decide(User user)
    {
        var open = user.Open(null).FindAll(conflict => IsOwn(conflict.Key));
        open.ForEach(conflict => user.Decide(conflict, Any(user.Random)));
        return open.Count > 0;
    }

    private static MergeResult Any(Random random) => random.Next(4) switch
    {
        0 => MergeResult.UseLocal,
        1 => MergeResult.UseRemote,
        2 => MergeResult.Delete,
        _ => MergeResult.Value($"\"m{random.Next()}\""),
    };
}
