using System.Collections.Concurrent;
using Persist.Engine.Errors;

namespace Persist.Engine;

/// <summary>The files that this process has open: each has one writer and one background sync in a process.</summary>
internal static class OpenFiles
{
    private static readonly ConcurrentDictionary<string, byte> Open = new(
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <exception cref="PersistException"><see cref="PersistErrors.StoreAlreadyOpen"/>.</exception>
    public static void Add(string path)
    {
        if (!Open.TryAdd(path, 0))
        {
            throw PersistErrors.StoreAlreadyOpen.With(path, "one opening serves the whole process");
        }
    }

    public static bool Contains(string path) => Open.ContainsKey(path);

    public static void Remove(string path) => Open.TryRemove(path, out _);
}
