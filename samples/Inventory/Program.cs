using Inventory;
using Persist.Engine.Errors;

// Inventory [--remote REMOTE] [--keep]: the scenario. Inventory edit FOLDER STORE REMOTE: the process that is killed in it.
if (args is ["edit", var folder, var store, var address])
{
    await Laptop.EditAsync(new Site(folder, store, address));
    return 0;
}

var (keep, remote) = (false, (string?)null);
for (var at = 0; at < args.Length; at++)
{
    switch (args[at].ToLowerInvariant())
    {
        case "--keep" or "-keep":
            keep = true;
            break;
        case "--remote" or "-remote" when at + 1 < args.Length:
            remote = args[++at];
            break;
        default:
            Console.Error.WriteLine("usage: Inventory [--remote postgres://… | FILE] [--keep]");
            return 64;
    }
}

var site = Site.New(remote);
try
{
    return await new Scenario(site).RunAsync() ? 0 : 1;
}
catch (PersistException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
finally
{
    if (keep)
    {
        Console.WriteLine($"Files kept in {site.Folder}");
    }
    else
    {
        Directory.Delete(site.Folder, recursive: true);
    }
}
