using System.Text.RegularExpressions;

namespace Persist.Engine.Tests;

/// <summary>Holds the sources to the table of <c>docs/architecture.md</c>.</summary>
public sealed partial class ArchitectureTests
{
    private const string Facade = "façade";
    private const string Module = "Persist.PowerShell";

    private static readonly Dictionary<string, string[]> Allowed = ReadTable();
    private static readonly string[] Layers = [.. Allowed.Keys.Where(layer => layer != Facade && layer != Module && !layer.Contains('/'))];

    public static TheoryData<string> Folders => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_layer_uses_only_what_the_table_allows(string layer)
    {
        var violations = Sources(layer).SelectMany(
            file => Uses(layer, file).Where(used => !Allowed[layer].Contains(used) && used != layer),
            (file, used) => $"{Path.GetRelativePath(Repository.Root, file)} uses {used}");
        Assert.Empty(violations);
    }

    [Fact]
    public void Every_folder_of_the_engine_is_in_the_table()
    {
        var engine = Repository.File("Persist.Engine");
        var folders = Directory.EnumerateDirectories(engine, "*", SearchOption.AllDirectories)
            .Select(folder => Path.GetRelativePath(engine, folder).Replace('\\', '/'))
            .Where(folder => folder.Split('/')[0] is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Allowed.Keys));
    }

    [Fact]
    public void Nothing_below_the_facade_knows_it() => Assert.Empty(
        Layers.SelectMany(Sources).Where(file => FacadeName().IsMatch(Code(file))).Select(file => Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void Nothing_refers_to_the_engine_in_which_rules_can_be_switched_off() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories),
        project => Path.GetFileName(project) != "Persist.Simulation.Mutants.csproj"
            && File.ReadAllText(project).Contains("Persist.Simulation.Mutants", StringComparison.Ordinal));

    // Whoever is outside of a folder with rooms of its own sees the folder, and who is inside sees the rooms.
    private static string Room(string layer, string folder, string room) =>
        layer.Split('/')[0] == folder && Allowed.ContainsKey($"{folder}/{room}") ? $"{folder}/{room}" : folder;

    // A layer is used by a using directive, by a full name, or by a name that starts with a sibling namespace.
    private static IEnumerable<string> Uses(string layer, string file)
    {
        var code = Code(file);
        var named = FullName().Matches(code).Select(match => Room(layer, match.Groups[1].Value, match.Groups[2].Value)).Where(Allowed.ContainsKey);
        // "Errors.PersistException" is a use; "Local.Json" is a property, since no type of that folder is named Json.
        var relative = layer == Module ? [] : RelativeName().Matches(code)
            .Where(match => Layers.Contains(match.Groups[1].Value) && IsType(match.Groups[1].Value, match.Groups[2].Value))
            .Select(match => match.Groups[1].Value);
        var facade = layer == Module && code.Contains("using Persist.Engine;", StringComparison.Ordinal) ? [Facade] : Array.Empty<string>();
        return named.Concat(relative).Concat(facade).Distinct();
    }

    private static bool IsType(string layer, string name) => Sources(layer).Any(file => Path.GetFileNameWithoutExtension(file) == name);

    private static IEnumerable<string> Sources(string layer)
    {
        if (layer == Facade)
        {
            return Directory.EnumerateFiles(Repository.File("Persist.Engine"), "*.cs");
        }

        var folder = layer == Module ? Repository.File(Module) : Repository.File(["Persist.Engine", .. layer.Split('/')]);
        var inner = Allowed.Keys.Where(other => other.StartsWith(layer + "/", StringComparison.Ordinal))
            .Select(other => Repository.File(["Persist.Engine", .. other.Split('/'), ""]));
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Built().IsMatch(file) && !inner.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));
    }

    private static string Code(string file) => CommentOrText().Replace(File.ReadAllText(file), "");

    private static Dictionary<string, string[]> ReadTable()
    {
        var rows = File.ReadLines(Repository.File("docs", "architecture.md"))
            .SkipWhile(line => !line.StartsWith("| folder | may use |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries));
        return rows.ToDictionary(
            cells => cells[1].Trim('`'),
            cells => cells[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"Persist\.Engine\.(\w+)(?:\.(\w+))?")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])(\w+)\.(\w+)")]
    private static partial Regex RelativeName();

    [GeneratedRegex(@"(?<![\w.])PersistStore\b(?!\.)")]
    private static partial Regex FacadeName();

    [GeneratedRegex(@"//[^\n]*|""(\\.|[^""\\\n])*""")]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Built();
}
