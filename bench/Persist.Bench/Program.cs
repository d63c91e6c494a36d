using System.Diagnostics;
using System.Globalization;
using Persist.Bench.Harness;
using Persist.Bench.Measures;
using Persist.Bench.Scaling;

if (args is [FirstSync.Argument, var name, var file])
{
    await FirstSync.RunAsync(name, file);
    return 0;
}

var quick = args.Contains("--quick");
var scale = args.Contains("--scale");
var only = args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
if (args.Any(argument => argument.StartsWith("--", StringComparison.Ordinal) && argument is not ("--quick" or "--scale")))
{
    Console.Error.WriteLine("usage: bench [--quick] [MEASURE...] | bench --scale [--quick | SIZE...]");
    return 64;
}

IMeasure[] measures =
[
    new WriteBatch(), new WriteSingle(), new ReadPoint(), new Scan(),
    new SyncPush(), new SyncPull(), new SyncEndToEnd(), new SyncNoop(), new SyncIncremental(),
    new CmdletPipeline(), new ModuleImport(),
];

using var setting = new Setting(quick, FindRoot());
if (scale)
{
    if (!setting.HasPostgres)
    {
        Console.Error.WriteLine("the curves need a PostgreSQL server: see tests/postgres.sh");
        return 2;
    }

    int[] sizes = only.Length > 0 ? Array.ConvertAll(only, size => int.Parse(size, CultureInfo.InvariantCulture))
        : quick ? [1_000, 10_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
    Console.WriteLine($"Written to {Path.GetRelativePath(Environment.CurrentDirectory, await ScalingRun.RunAsync(setting, sizes))}.");
    return 0;
}

var readings = new List<Reading>();
var failed = false;
var clock = Stopwatch.StartNew();
Report.PrintHead();
foreach (var measure in measures.Where(measure => only.Length == 0 || only.Contains(measure.Name)))
{
    var missing = measure.Needs switch
    {
        Needs.Postgres when !setting.HasPostgres => "no PostgreSQL server",
        Needs.PowerShell when setting.PowerShell is null => "no PowerShell, or no module in out/Persist",
        _ => null,
    };
    if (missing is not null)
    {
        Console.WriteLine($"{measure.Name,-20}left out: {missing}");
        continue;
    }

    try
    {
        foreach (var reading in await measure.RunAsync(setting))
        {
            Report.Print(reading);
            readings.Add(reading);
        }
    }
    catch (WorkNotDoneException failure)
    {
        // One wrong measure does not hide the others' figures, but the run has failed.
        Console.Error.WriteLine($"{measure.Name,-20}failed: {failure.Message}");
        failed = true;
    }
}

Console.WriteLine($"ratio = persist / raw; {clock.Elapsed.TotalSeconds:0} s. Written to {Path.GetRelativePath(Environment.CurrentDirectory, Report.Write(setting.Root, readings))}.");
return failed ? 1 : 0;

static string FindRoot()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "Persist.sln")))
        {
            return folder.FullName;
        }
    }

    throw new DirectoryNotFoundException("the repository's root, with Persist.sln, is not above this program");
}
