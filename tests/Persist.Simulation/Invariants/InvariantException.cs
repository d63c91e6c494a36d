namespace Persist.Simulation.Invariants;

/// <summary>A promise was broken.</summary>
internal sealed class InvariantException(string name, string what) : Exception(what)
{
    /// <summary>I1 to I13.</summary>
    public string Invariant => name;
}
