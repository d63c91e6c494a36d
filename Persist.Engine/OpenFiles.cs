using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine;

/// <summary>The databases that this process has open, by canonical path: stores, and the hubs that they sync through.</summary>
/// <remarks>
/// None of their files may be opened by hand. On POSIX, closing any descriptor of a file frees all locks that the process has on it
/// (sqlite.org/howtocorrupt.html): another process then takes itself for the last one that uses the log, and deletes it.
/// </remarks>
internal static class OpenFiles
{
    private static readonly object Gate = new();
    private static readonly HashSet<string> Stores = new(CanonicalPath.Comparer);

    // With how many stores sync through each.
    private static readonly Dictionary<string, int> Hubs = new(CanonicalPath.Comparer);

    /// <summary>Adds a store: it has one writer and one background sync in a process.</summary>
    /// <param name="store">Its file.</param>
    /// <param name="hub">The hub that it syncs through; null when it has none.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.StoreAlreadyOpen"/> or <see cref="PersistErrors.NotAStore"/>.</exception>
    public static void Add(string store, string? hub)
    {
        lock (Gate)
        {
            if (Hubs.ContainsKey(store))
            {
                throw PersistErrors.NotAStore.With(store, "it is a Persist hub file, which stores of this process sync through; give it as the remote (-Remote)");
            }

            if (!Stores.Add(store))
            {
                throw PersistErrors.StoreAlreadyOpen.With(store, "one opening serves the whole process");
            }

            if (hub is not null)
            {
                Hubs[hub] = Hubs.GetValueOrDefault(hub) + 1;
            }
        }
    }

    /// <summary>Takes a store away again.</summary>
    public static void Remove(string store, string? hub)
    {
        lock (Gate)
        {
            Stores.Remove(store);
            if (hub is not null && --Hubs[hub] == 0)
            {
                Hubs.Remove(hub);
            }
        }
    }

    /// <summary>True for a file of an open store or hub: the database, its log, or the log's index.</summary>
    public static bool Holds(string path)
    {
        lock (Gate)
        {
            return Stores.Concat(Hubs.Keys).Any(file => SqliteFile.PartsOf(file).Contains(path, CanonicalPath.Comparer));
        }
    }
}
