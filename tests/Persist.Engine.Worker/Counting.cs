using System.Globalization;

namespace Persist.Engine.Worker;

/// <summary>Adds an amount to a counter so many times, and says so each time once the write has returned, while it syncs in the background.</summary>
/// <remarks>
/// How often it has added, it reads from the counter in its own file: the amount is a power of a number that is larger
/// than the times, so each process's additions are a digit of their own in the sum. That leaves no doubt about a write
/// that became durable and was not told of any more.
/// </remarks>
internal sealed class Counting(string file, string store, string key, string amount, string per, string times)
{
    // A write beside each addition, so that the log grows and is checkpointed while others write.
    private static readonly int Padding = int.Parse(
        Environment.GetEnvironmentVariable("PERSIST_WORKER_PADDING") ?? "0", CultureInfo.InvariantCulture);

    private readonly decimal _amount = decimal.Parse(amount, CultureInfo.InvariantCulture);
    private readonly decimal _per = decimal.Parse(per, CultureInfo.InvariantCulture);
    private readonly int _times = int.Parse(times, CultureInfo.InvariantCulture);

    public async Task RunAsync(string? remote)
    {
        await using var open = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = store,
            Path = file,
            Remote = remote,
            Interval = TimeSpan.FromMilliseconds(100),
        });
        open.Synced += (_, synced) => Console.WriteLine($"synced {synced.Result.Pushed}");
        var done = Done(open.Get(key)?.Json);
        Console.WriteLine($"start {done}");
        while (done < _times)
        {
            done = Done(open.AddToCounter(key, _amount).Json);
            Console.WriteLine($"added {done}");
            if (Padding > 0)
            {
                open.Set($"padding/{amount}", $"\"{new string('x', Padding)}\"");
            }
        }

        Console.WriteLine("flush");
        await open.WaitForSyncAsync(TimeSpan.FromMinutes(1));
        Console.WriteLine("end");
    }

    private int Done(string? number) =>
        number is null ? 0 : (int)(decimal.Floor(decimal.Parse(number, CultureInfo.InvariantCulture) / _amount) % _per);
}
