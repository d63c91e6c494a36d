using Persist.Engine;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>Values that the remote refuses for good.</summary>
internal sealed class Poison() : Topic("poison")
{
    public static bool IsIn(Op op) => op.Cell.Key.StartsWith("poison/", StringComparison.Ordinal);

    public override KeyPolicy Rule(Process process, Random random) => new(Name + "/*", SyncStrategy.LastWriteWins);

    public override void Act(User user)
    {
        var key = Key(user);
        user.Write(Users.Act.Write, CellKey.OfValue(key), writer => writer.Set(key, $"{user.Next}", force: false) is not null);
    }
}
