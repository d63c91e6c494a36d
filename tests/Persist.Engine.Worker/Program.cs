using System.Globalization;
using Persist.Engine;

// A process to be killed: opens a store file of its own, adds to one counter that all processes share, says so each time
// once the write has returned, and syncs in the background. Started by CounterOfProcessesTests.
//
//     Persist.Engine.Worker FILE STORE KEY AMOUNT PER TIMES        (the remote: PERSIST_WORKER_REMOTE)
//
// It adds AMOUNT until it has done so TIMES times. How often it has, it reads from the counter in its own file: AMOUNT is
// a power of PER, which is more than TIMES, so each process's additions are a digit of their own in the number. That
// leaves no doubt about a write that became durable and was not printed any more.
var (file, name, key) = (args[0], args[1], args[2]);
var amount = decimal.Parse(args[3], CultureInfo.InvariantCulture);
var per = decimal.Parse(args[4], CultureInfo.InvariantCulture);
var times = int.Parse(args[5], CultureInfo.InvariantCulture);

// Ends with the test, however that ends.
_ = Task.Run(() =>
{
    _ = Console.In.ReadToEnd();
    Environment.Exit(1);
});

await using var store = await PersistStore.OpenAsync(new PersistStoreOptions
{
    Name = name,
    Path = file,
    Remote = Environment.GetEnvironmentVariable("PERSIST_WORKER_REMOTE"),
    Interval = TimeSpan.FromMilliseconds(100),
});
var done = Done(store.Get(key)?.Json);
Console.WriteLine($"start {done}");
while (done < times)
{
    done = Done(store.AddToCounter(key, amount).Json);
    Console.WriteLine($"added {done}");
}

Console.WriteLine("flush");
await store.WaitForSyncAsync(TimeSpan.FromMinutes(1));
Console.WriteLine("end");

int Done(string? number) => number is null ? 0 : (int)(decimal.Floor(decimal.Parse(number, CultureInfo.InvariantCulture) / amount) % per);
