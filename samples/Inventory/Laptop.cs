using System.Diagnostics;

namespace Inventory;

/// <summary>The process on the laptop that does not live to see its changes synced.</summary>
internal static class Laptop
{
    /// <summary>The replica's name.</summary>
    public const string Name = "laptop";

    /// <summary>What it writes on every item it comes to.</summary>
    public const string Note = "checked on the laptop";

    /// <summary>Edits one item after the other; prints a key only when its write has returned.</summary>
    public static async Task EditAsync(Site site)
    {
        await using var store = await site.OpenAsync(Name);
        foreach (var item in store.Scan("file/").ToList())
        {
            store.Set(item.Key, Notes.Add(item.Json, Note));
            Console.WriteLine(item.Key);
        }
    }

    /// <summary>Runs <see cref="EditAsync"/> in a process of its own and kills it; returns the keys it had printed.</summary>
    public static async Task<IReadOnlyList<string>> EditAndDieAsync(Site site, int after)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "edit", site.Folder, site.Store, site.Remote])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var acknowledged = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } key)
        {
            acknowledged.Add(key);
            if (acknowledged.Count == after)
            {
                process.Kill(); // SIGKILL: the process gets no chance to close anything
            }
        }

        await process.WaitForExitAsync();
        return acknowledged;
    }

    // Started through "dotnet Inventory.dll", the process' own path is dotnet's.
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
