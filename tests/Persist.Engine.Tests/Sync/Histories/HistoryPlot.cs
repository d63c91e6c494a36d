using Persist.Engine.Local;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>What the users of a random history do, who decides when they collide, and what must have come of it.</summary>
internal abstract class HistoryPlot
{
    /// <summary>How many of 100 merges fail.</summary>
    public int Failures { get; set; }

    /// <summary>The rule of the process that opens a file next.</summary>
    public abstract KeyPolicy Rule();

    /// <summary>One user does one thing.</summary>
    public abstract void Edit(LocalStore store, int step);

    /// <summary>One user decides about the conflicts that are open here; false when there are none.</summary>
    public virtual bool Decide(LocalStore store) => false;

    /// <summary>What the oracle of this plot says about the items that all replicas have in the end; null when it agrees.</summary>
    public virtual string? Contradiction(IReadOnlyDictionary<string, string> items) => null;
}
