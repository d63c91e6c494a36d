using Persist.Engine;
using Persist.Engine.Conflicts;
using Persist.Engine.Sync;

namespace Inventory;

/// <summary>Two machines, one inventory: apart, edited on both, one of them killed, and together again.</summary>
internal sealed class Scenario(Site site)
{
    private const string ServerNote = "reviewed on the server";
    private const int KillAfter = 1000;

    private readonly List<ConflictRecord> _reported = [];

    /// <summary>True when both ends are the same in the end and nothing was lost.</summary>
    public async Task<bool> RunAsync()
    {
        var laptop = await site.OpenAsync(Laptop.Name);
        await using var server = await site.OpenAsync("server");

        Say("1. Both machines take inventory, each of what it sees");
        Write(laptop, "laptop", Machine.Packages().Concat(Machine.Files()));
        Write(server, "server", Machine.Processes());
        await SyncAsync(laptop, "laptop");
        await SyncAsync(server, "server");
        await SyncAsync(laptop, "laptop");
        Tell($"{laptop.Scan().Count():N0} items on both, through {laptop.Remote}");
        await laptop.DisposeAsync();

        Say("2. Offline: both edit, and the laptop's process is killed");
        var acknowledged = await Laptop.EditAndDieAsync(site, KillAfter);
        Tell($"laptop: killed with SIGKILL after {acknowledged.Count:N0} acknowledged writes, none of them synced");
        var (noted, removed) = EditOnServer(server, acknowledged);
        Tell($"server: {noted.Count:N0} items edited, {removed.Count} removed; {noted.Intersect(acknowledged).Count()} and {removed.Intersect(acknowledged).Count()} of them are also the laptop's");

        Say("3. The laptop comes back");
        await using var returned = await site.OpenAsync(Laptop.Name);
        // What was written but not told any more before the kill is in the queue as well.
        var edited = returned.GetQueue().Select(operation => operation.Key).ToList();
        var lost = acknowledged.Where(key => !Notes.Has(returned.Get(key)?.Json, Laptop.Note)).ToList();
        Tell($"laptop: {edited.Count:N0} changes wait in its queue, {lost.Count} of the acknowledged ones are missing");

        Say("4. Both sync; what both had changed is merged");
        returned.ConflictDetected += (_, conflict) => Report(conflict.Conflict);
        server.ConflictDetected += (_, conflict) => Report(conflict.Conflict);
        await SyncAsync(server, "server");
        await SyncAsync(returned, "laptop");
        await SyncAsync(server, "server");
        var expected = edited.Count(key => noted.Contains(key) || removed.Contains(key));
        Tell($"{_reported.Select(conflict => conflict.Id).Distinct().Count()} conflicts reported, {expected} expected");

        Say("5. Both ends, item by item");
        var differences = Comparison.Differences(returned, server).ToList();
        var forgotten = edited.Where(key => !Notes.Has(server.Get(key)?.Json, Laptop.Note))
            .Concat(noted.Where(key => !Notes.Has(returned.Get(key)?.Json, ServerNote))).ToList();
        differences.Take(10).ToList().ForEach(Tell);
        Tell($"{returned.Scan().Count():N0} items compared: {differences.Count} differ; {forgotten.Count} edits did not arrive");
        return Verdict(lost.Count == 0 && differences.Count == 0 && forgotten.Count == 0
            && _reported.Select(conflict => conflict.Id).Distinct().Count() == expected
            && returned.GetStatus() is { State: SyncState.Paused or SyncState.Synced, Pending: 0 });
    }

    private static (HashSet<string> Noted, HashSet<string> Removed) EditOnServer(PersistStore server, IReadOnlyList<string> laptops)
    {
        var edits = server.Scan().Where((_, number) => number % 40 == 0)
            .Select(item => KeyValuePair.Create(item.Key, Notes.Add(item.Json, ServerNote))).ToList();
        server.SetMany(edits);
        var noted = edits.Select(edit => edit.Key).ToHashSet();
        // Some that the laptop edited meanwhile, and some that it did not.
        var gone = laptops.Where(key => !noted.Contains(key)).Take(3)
            .Concat(server.Scan("process/").Select(item => item.Key).Where(key => !noted.Contains(key)).Take(5));
        return (noted, server.RemoveMany([.. gone]).ToHashSet());
    }

    private void Report(ConflictRecord conflict)
    {
        lock (_reported)
        {
            _reported.Add(conflict);
            if (_reported.Count <= 3)
            {
                Tell($"conflict on {conflict.Key}");
                Tell($"    local    {conflict.Local.Json ?? "(removed)"}");
                Tell($"    remote   {conflict.Remote.Json ?? "(removed)"}");
                Tell($"    resolved {conflict.Resolved?.Json ?? "(removed)"}");
            }
        }
    }

    private static void Write(PersistStore store, string replica, IEnumerable<KeyValuePair<string, string>> items)
    {
        var written = 0;
        foreach (var batch in items.Chunk(1000))
        {
            written += store.SetMany(batch).Count;
        }

        Tell($"{replica}: {written:N0} items written, {store.GetStatus().Pending:N0} wait for the remote");
    }

    private static async Task SyncAsync(PersistStore store, string replica)
    {
        var result = await store.SyncAsync();
        Tell($"{replica}: synced, {result.Pushed:N0} up, {result.Pulled:N0} down, {result.Conflicts} conflicts, {result.Duration.TotalMilliseconds:N0} ms");
    }

    private static bool Verdict(bool same)
    {
        Console.WriteLine(same ? "\nBoth ends are the same, and nothing was lost." : "\nThe two ends differ, or something was lost: this is a bug.");
        return same;
    }

    private static void Say(string text) => Console.WriteLine($"\n{text}");

    private static void Tell(string text) => Console.WriteLine($"   {text}");
}
