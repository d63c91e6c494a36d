using Persist.Engine;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>A family of items, named by the beginning of their keys: what users do to them, and who decides when they collide.</summary>
internal abstract class Topic(string name)
{
    public string Name => name;

    /// <summary>The rule that a process opens the file with; null where the store's strategy, Crdt, decides.</summary>
    public virtual KeyPolicy? Rule(Process process, Random random) => null;

    /// <summary>A user does one thing.</summary>
    public abstract void Act(User user);

    /// <summary>A user decides about the open conflicts of a file; false when there are none.</summary>
    public virtual bool Decide(User user) => false;

    /// <summary>One of a few items.</summary>
    protected string Key(User user) => $"{name}/{user.Random.Next(2)}";

    protected bool IsOwn(string key) => key.StartsWith(name + "/", StringComparison.Ordinal);
}
