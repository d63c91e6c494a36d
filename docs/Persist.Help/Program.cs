using System.Text;

namespace Persist.Help;

/// <summary>
/// <c>build ROOT FOLDER</c> makes the help files of docs/cmdlets and docs/about in a folder; <c>update ROOT</c> writes into
/// docs/cmdlets what the module says of itself.
/// </summary>
internal static class Program
{
    public const string Update = "dotnet run --project docs/Persist.Help -- update .";

    public static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["build", var root, var folder]:
                    Build(Path.Combine(root, "docs"), folder);
                    return 0;
                case ["update", var root]:
                    UpdatePages(Path.Combine(root, "docs"));
                    return 0;
                default:
                    Console.Error.WriteLine("usage: build ROOT FOLDER | update ROOT");
                    return 64;
            }
        }
        catch (HelpException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static void Build(string docs, string folder)
    {
        Directory.CreateDirectory(folder);
        var commands = CommandReader.ReadAll();
        var pages = Pages(docs).Select(file => Read(file, commands)).ToList();
        MamlWriter.Write(pages).Save(Path.Combine(folder, "Persist.PowerShell.dll-Help.xml"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(docs, "about"), "*.md"))
        {
            var topic = Path.GetFileNameWithoutExtension(file);
            File.WriteAllText(Path.Combine(folder, topic + ".help.txt"), AboutWriter.Write(file, topic, ReadText(file)), new UTF8Encoding(false));
        }
    }

    private static void UpdatePages(string docs)
    {
        foreach (var command in CommandReader.ReadAll())
        {
            var file = Path.Combine(docs, "cmdlets", command.Name + ".md");
            if (File.Exists(file))
            {
                File.WriteAllText(file, PageUpdate.Apply(ReadText(file), command));
            }
        }
    }

    private static (HelpPage Page, CommandFacts Facts) Read(string file, IReadOnlyList<CommandFacts> commands)
    {
        var page = PageReader.Read(file, ReadText(file));
        var command = commands.FirstOrDefault(command => command.Name == page.Name && Path.GetFileNameWithoutExtension(file) == page.Name)
            ?? throw new HelpException(file, 1, $"there is no cmdlet {page.Name}, or the file is not named after it");
        PageCheck.Check(page, command);
        return (page, command);
    }

    private static IEnumerable<string> Pages(string docs) =>
        Directory.EnumerateFiles(Path.Combine(docs, "cmdlets"), "*.md").Where(file => Path.GetFileName(file).Contains('-')).Order(StringComparer.Ordinal);

    private static string ReadText(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
