using Persist.Engine.Worker;

// A process to be killed, frozen or cut off from its disk by the tests:
//
//     Persist.Engine.Worker count FILE STORE KEY AMOUNT PER TIMES    see Counting
//     Persist.Engine.Worker life FOLDER STORE                        see Life
//     Persist.Engine.Worker repair FILE STORE                        see Repairing
//
// The remote comes from PERSIST_WORKER_REMOTE. With PERSIST_WORKER_DIE_AT=n the process kills itself at the n-th
// statement that SQLite runs in it (see Fuse); with PERSIST_WORKER_TRACE=FILE it writes down all that SQLite asks of the
// disk (see TracingVfs). It tells what it has done in lines on its output, and ends with the test, however that ends.
_ = Task.Run(() =>
{
    _ = Console.In.ReadToEnd();
    Environment.Exit(1);
});

Fuse.Light(Setting("DIE_AT"));
TracingVfs.Start(Setting("TRACE"));
var remote = Setting("REMOTE");
switch (args)
{
    case ["count", var file, var store, var key, var amount, var per, var times]:
        await new Counting(file, store, key, amount, per, times).RunAsync(remote);
        break;
    case ["life", var folder, var store]:
        await new Life(folder, store, remote!).RunAsync();
        break;
    case ["repair", var file, var store]:
        await new Repairing(file, store, remote!).RunAsync();
        break;
    default:
        throw new ArgumentException("count, life or repair, as Program.cs says");
}

TracingVfs.Save();
return 0;

static string? Setting(string name) => Environment.GetEnvironmentVariable("PERSIST_WORKER_" + name);
