using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>A cmdlet that works on the items of one store.</summary>
public abstract class ItemCommand : PersistCommand
{
    private PersistStore? _store;

    /// <summary>The store, by name or as an object. May be left out when exactly one is open.</summary>
    // Not from the pipeline: data may well have a column named Store.
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    private protected PersistStore Target => _store!;

    /// <summary>Does the same with each key; what is no key, or fails, is reported, and the others go on.</summary>
    private protected void ForEachKey(PSObject?[]? given, Action<WantedKey> action) => ForOne(null, () =>
    {
        foreach (var one in GivenKey.Each(given))
        {
            ForOne(one, () =>
            {
                var key = GivenKey.Wanted(one);
                ForOne(key.Text, () => action(key));
            });
        }
    });

    /// <summary>The same with keys in which nothing is a wildcard.</summary>
    private protected void ForEachLiteralKey(string[] given, Action<WantedKey> action) =>
        Array.ForEach(given, key => ForOne(key, () => action(new WantedKey(key, IsLiteral: true))));

    /// <inheritdoc/>
    protected override void BeginProcessing() => _store = ResolveStore(Store);
}
