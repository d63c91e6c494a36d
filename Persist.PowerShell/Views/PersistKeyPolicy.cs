namespace Persist;

/// <summary>Who decides about the items whose keys fit a pattern.</summary>
public sealed class PersistKeyPolicy
{
    internal PersistKeyPolicy(string pattern, PersistStrategy strategy) => (Pattern, Strategy) = (pattern, strategy);

    /// <summary>A key with the wildcards <c>*</c> and <c>?</c>; case counts.</summary>
    public string Pattern { get; }

    /// <summary>Who decides.</summary>
    public PersistStrategy Strategy { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Pattern} = {Strategy}";
}
