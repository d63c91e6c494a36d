using Persist.Engine;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>Values of which the last write wins. Every value is another one.</summary>
internal sealed class Notes() : Topic("note")
{
    public override KeyPolicy Rule(Process process, Random random) => new(Name + "/*", SyncStrategy.LastWriteWins);

    public override void Act(User user)
    {
        var key = Key(user);
        var delete = user.Random.Next(4) == 0;
        user.Write(Users.Act.Write, CellKey.OfValue(key), writer =>
            delete ? writer.Remove(key) : writer.Set(key, $"\"n{user.Next}\"", force: false) is not null);
    }
}
