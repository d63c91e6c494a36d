using System.IO.Enumeration;

namespace Persist.Engine.Sync;

/// <summary>The rules of a store: the first pattern that fits a key decides, and the store's own strategy where none does.</summary>
internal sealed class StorePolicy(PersistStoreOptions options)
{
    private readonly KeyPolicy _default = new("*", options.Strategy, options.Merge);

    // To the matcher a backslash is an escape; in a pattern it is a character like any other: only * and ? are wildcards.
    private readonly (string Expression, KeyPolicy Policy)[] _policies =
        [.. options.Policies.Select(policy => (policy.Pattern.Replace(@"\", @"\\", StringComparison.Ordinal), policy))];

    /// <summary>The rule for a key.</summary>
    public KeyPolicy For(string key)
    {
        foreach (var (expression, policy) in _policies)
        {
            if (FileSystemName.MatchesSimpleExpression(expression, key, ignoreCase: false))
            {
                return policy;
            }
        }

        return _default;
    }
}
