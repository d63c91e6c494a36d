using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Inventory;

/// <summary>What can be seen on the machine that this runs on: nothing here is made up.</summary>
internal static class Machine
{
    /// <summary>Installed packages, where the system keeps a list that can be read.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Packages()
    {
        const string status = "/var/lib/dpkg/status";
        if (!File.Exists(status))
        {
            yield break;
        }

        var fields = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(status).Append(""))
        {
            if (line.Length == 0 && fields.TryGetValue("Package", out var name))
            {
                yield return Item($"package/{name}:{fields.GetValueOrDefault("Architecture")}", new JsonObject
                {
                    ["version"] = fields.GetValueOrDefault("Version"),
                    ["section"] = fields.GetValueOrDefault("Section"),
                    ["status"] = fields.GetValueOrDefault("Status"),
                });
                fields.Clear();
            }
            else if (line.Length > 0 && line[0] != ' ' && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            {
                fields[line[..colon]] = line[(colon + 2)..];
            }
        }
    }

    /// <summary>Processes that run now.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Processes()
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                yield return Item($"process/{process.Id}", new JsonObject { ["name"] = process.ProcessName });
            }
        }
    }

    /// <summary>The files of the .NET installation, which is there wherever this runs.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Files()
    {
        var runtime = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var dotnet = runtime.Parent!.Parent!.Parent!;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return dotnet.EnumerateFiles("*", options).Take(10_000).Select(file => Item(
            $"file/{Path.GetRelativePath(dotnet.FullName, file.FullName).Replace('\\', '/')}",
            new JsonObject { ["size"] = file.Length, ["modified"] = file.LastWriteTimeUtc.ToString("O") }));
    }

    private static KeyValuePair<string, string> Item(string key, JsonObject value) => KeyValuePair.Create(key, value.ToJsonString());
}
