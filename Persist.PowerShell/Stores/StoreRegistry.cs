using System.Collections.Concurrent;
using Persist.Engine;
using Persist.Engine.Errors;
using Persist.Merging;

namespace Persist.Stores;

/// <summary>The open stores of this process, by canonical path: all runspaces and thread jobs share them.</summary>
internal static class StoreRegistry
{
    private static readonly ConcurrentDictionary<string, PersistStore> Open = new(CanonicalPath.Comparer);

    // A script need not close its stores: what is open when the process ends in order is closed then, as long as that takes no longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // One that cannot be closed keeps nobody else from it, and does not change how the process ends.
    static StoreRegistry() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.WaitAny([Task.WhenAll(All.Select(store => Task.Run(() => Close(store))))], Patience);

    // Opening and closing wait for each other; looking up never waits.
    private static readonly SemaphoreSlim Gate = new(1, 1);

    public static IReadOnlyList<PersistStore> All => [.. Open.Values.OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Path, StringComparer.Ordinal)];

    /// <summary>The open store of a path, or a newly opened one.</summary>
    /// <exception cref="PersistException">Also <see cref="PersistErrors.StoreAlreadyOpen"/>: open with other settings.</exception>
    public static PersistStore OpenOrGet(PersistStoreOptions options, StoreSettings settings, IStoreMerge? merge, CancellationToken cancellation)
    {
        Gate.Wait(cancellation);
        try
        {
            var path = CanonicalPath.Of(options.Path);
            if (Open.TryGetValue(path, out var known) && known.IsOpen)
            {
                var differences = known.Settings.DifferencesTo(settings);
                return differences.Length == 0 ? known : throw PersistErrors.StoreAlreadyOpen.With(path, $"with other settings ({differences})");
            }

            var engine = EngineStore.OpenAsync(options, cancellation).GetAwaiter().GetResult();
            if (cancellation.IsCancellationRequested)
            {
                engine.DisposeAsync().AsTask().GetAwaiter().GetResult(); // nobody waits for it any more
                throw new OperationCanceledException(cancellation);
            }

            return Open[path] = new PersistStore(engine, settings, merge);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Closes a store and takes it off the list; a store that is closed already stays so.</summary>
    public static void Close(PersistStore store)
    {
        Gate.Wait();
        try
        {
            Open.TryRemove(new KeyValuePair<string, PersistStore>(store.Path, store));
            store.Close();
        }
        finally
        {
            Gate.Release();
        }
    }

    public static PersistStore? AtPath(string path) => Open.GetValueOrDefault(CanonicalPath.Of(path));

    /// <summary>The store that a cmdlet's <c>-Store</c> means.</summary>
    /// <param name="reference">A name or an object; null when the parameter was left out.</param>
    public static PersistStore Resolve(StoreReference? reference)
    {
        if (reference?.Object is { } store)
        {
            return store.IsOpen ? store : throw PersistErrors.StoreClosed.With(store.Name);
        }

        var all = All;
        if (reference is null)
        {
            return all.Count switch
            {
                0 => throw PersistErrors.NoStoreOpen.With(),
                1 => all[0],
                // A name would not tell them apart.
                _ when all.Select(s => s.Name).Distinct().Count() == 1 => throw Ambiguous(all),
                _ => throw PersistErrors.StoreNotGiven.With(all.Count, string.Join(", ", all.Select(s => s.Name).Distinct())),
            };
        }

        var named = all.Where(s => s.Name.Equals(reference.Name, StringComparison.Ordinal)).ToList();
        if (named.Count == 0)
        {
            // Store names are case-sensitive at the remote; at the prompt, a slip of case finds the only one that fits.
            named = [.. all.Where(s => s.Name.Equals(reference.Name, StringComparison.OrdinalIgnoreCase))];
        }

        return named.Count switch
        {
            0 => throw PersistErrors.StoreNotFound.With(reference.Name),
            1 => named[0],
            _ => throw Ambiguous(named),
        };
    }

    private static PersistException Ambiguous(IReadOnlyList<PersistStore> stores) =>
        PersistErrors.StoreAmbiguous.With(stores.Count, stores[0].Name, string.Join(", ", stores.Select(s => s.Path)));
}
