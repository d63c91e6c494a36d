using System.Globalization;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Engine.Worker;

/// <summary>
/// The short life of two replicas of one store, with everything in it that a replica does: first opening, writes, syncs
/// that freeze, push, settle, pull, apply and merge, and closing. It tells of each step once that has returned.
/// </summary>
/// <remarks>
/// What one replica adds is a 1, what the other adds is a <see cref="Digit"/>, so the numbers tell who added how often:
/// the counter <see cref="Counter"/>, and the value <see cref="Merged"/>, whose versions are merged by adding up what
/// either side has added.
/// </remarks>
public sealed class Life(string folder, string store, string remote)
{
    public const string Counter = "counter";
    public const string Merged = "merged";
    public const int Digit = 1000;

    /// <summary>The replicas' files in their folder.</summary>
    public static IReadOnlyList<string> Files { get; } = ["one.db", "two.db"];

    /// <summary>How a replica of this life is opened.</summary>
    public static PersistStoreOptions Options(string file, string store, string remote, Durability durability = Durability.Full) => new()
    {
        Name = store,
        Path = file,
        Remote = remote,
        Suspended = true,
        Durability = durability,
        Policies = [new KeyPolicy(Merged, SyncStrategy.Custom, Add)],
    };

    /// <summary>Lives it.</summary>
    public async Task RunAsync()
    {
        var durability = Enum.Parse<Durability>(Environment.GetEnvironmentVariable("PERSIST_WORKER_DURABILITY") ?? nameof(Durability.Full));
        await using (var one = await PersistStore.OpenAsync(Options(Path.Combine(folder, Files[0]), store, remote, durability)))
        await using (var two = await PersistStore.OpenAsync(Options(Path.Combine(folder, Files[1]), store, remote, durability)))
        {
            Write(one, 0);
            await SyncAsync(one);
            Write(two, 1);
            Write(two, 1);
            await SyncAsync(two); // the first pull finds the other's; a merge without an ancestor
            Write(one, 0);
            await SyncAsync(one); // a merge with one
            await SyncAsync(two);
            Write(two, 1);
            Write(one, 0);
            await SyncAsync(two);
            await SyncAsync(one);
            Write(one, 0); // never sent
        }

        Tell($"end {Fuse.Count}");
    }

    // A server that is slow just now is asked again, as the background sync would.
    private static async Task SyncAsync(PersistStore replica)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await replica.SyncAsync();
                return;
            }
            catch (PersistException failure) when (failure.Error.IsTransient && attempt < 20)
            {
            }
        }
    }

    private static void Write(PersistStore replica, int digit)
    {
        var amount = digit == 0 ? 1 : Digit;
        replica.AddToCounter(Counter, amount);
        Tell($"added {digit}");
        var sum = long.Parse(replica.Get(Merged)?.Json ?? "0", CultureInfo.InvariantCulture) + amount;
        replica.SetMany([new(Merged, $"{sum}"), new($"beside/{digit}", $"{sum}")]);
        Tell($"set {digit}");
    }

    private static void Tell(string line)
    {
        TracingVfs.Mark(line);
        Console.WriteLine(line);
    }

    private static ValueTask<MergeResult> Add(MergeRequest request, CancellationToken cancellationToken)
    {
        static long Of(ItemVersion? version) => version?.Json is { } json ? long.Parse(json, CultureInfo.InvariantCulture) : 0;
        return new(MergeResult.Value($"{Of(request.Local) + Of(request.Remote) - Of(request.Ancestor)}"));
    }
}
