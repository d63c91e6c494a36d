namespace Persist.Engine;

/// <summary>Asked by the changed places of the engine: which rule is switched off just now.</summary>
internal static class Mutant
{
    private static volatile string? _current;

    public static bool IsOn(string name) => _current == name;

    /// <summary>Switches a rule off until the result is disposed of. One at a time.</summary>
    /// <param name="name">The rule; null for none.</param>
    public static IDisposable Switch(string? name)
    {
        _current = name;
        return new Restoration();
    }

    private sealed class Restoration : IDisposable
    {
        public void Dispose() => _current = null;
    }
}
