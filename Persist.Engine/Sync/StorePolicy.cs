using System.IO.Enumeration;

namespace Persist.Engine.Sync;

/// <summary>The rules of a store: the first pattern that fits a key decides, and the store's own strategy where none does.</summary>
internal sealed class StorePolicy(PersistStoreOptions options)
{
    private readonly KeyPolicy _default = new("*", options.Strategy, options.Merge);

    /// <summary>The rule for a key.</summary>
    public KeyPolicy For(string key)
    {
        foreach (var policy in options.Policies)
        {
            if (FileSystemName.MatchesSimpleExpression(policy.Pattern, key, ignoreCase: false))
            {
                return policy;
            }
        }

        return _default;
    }
}
