using Persist.Engine.Errors;
using Persist.Engine.Local.Files;
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
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.StoreAlreadyOpen"/>, <see cref="PersistErrors.NotAStore"/> or <see cref="PersistErrors.StoreLinked"/>.
    /// </exception>
    public static void Add(string store, string? hub)
    {
        lock (Gate)
        {
            foreach (var file in hub is null ? [store] : new[] { store, hub })
            {
                if (OtherNameOf(file) is { } other)
                {
                    throw PersistErrors.StoreLinked.With(file, $"this process has it open as '{other}'");
                }
            }

            if (Hubs.ContainsKey(store))
            {
                throw PersistErrors.NotAStore.With(store, FileMark.HubAsStore);
            }

            if (!Stores.Add(store))
            {
                throw PersistErrors.StoreAlreadyOpen.With(store, "and one opening serves the whole process");
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

    /// <summary>True for a file of an open store or hub, by whatever name: the database, or one that lies beside it.</summary>
    public static bool Holds(string path)
    {
        lock (Gate)
        {
            return Databases.Any(file => FilesOf(file).Contains(path, CanonicalPath.Comparer)) || OtherNameOf(path) is not null;
        }
    }

    private static IEnumerable<string> Databases => Stores.Concat(Hubs.Keys);

    private static IEnumerable<string> FilesOf(string database) =>
        [database, SqliteFile.LogOf(database), SqliteFile.IndexOf(database), SqliteFile.JournalOf(database), FileLock.PresencePath(database), FileLock.SyncPath(database)];

    // Its name among the open ones, where the path is another one for the same file.
    private static string? OtherNameOf(string path) => FileIdentity.OfLinked(path) is { } identity
        ? Databases.FirstOrDefault(open => !CanonicalPath.Comparer.Equals(open, path) && FileIdentity.OfLinked(open) == identity)
        : null;
}
