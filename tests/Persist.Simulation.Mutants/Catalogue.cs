using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Persist.Simulation.Mutants;

/// <summary>The mutants of Mutants.xml.</summary>
internal static class Catalogue
{
    private static readonly char[] Spaces = [' ', '\n', '\r', '\t'];

    /// <summary>All of them, as they were compiled in.</summary>
    public static IReadOnlyList<MutantEntry> All { get; } = Read(Resource("Mutants.xml"));

    public static MutantEntry Find(string name) => All.FirstOrDefault(mutant => mutant.Name == name)
        ?? throw new ArgumentException($"There is no mutant '{name}' in Mutants.xml.");

    /// <summary>A file of the repository that was compiled in.</summary>
    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Catalogue).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>The text of the catalogue with other catches of one mutant.</summary>
    public static string With(string catalogue, string name, IEnumerable<Catch> catches) => Regex.Replace(
        catalogue,
        $"""(<mutant name="{Regex.Escape(name)}"[^>]* caught=")[^"]*""",
        found => found.Groups[1].Value + string.Join(' ', catches));

    public static IReadOnlyList<MutantEntry> Read(string catalogue) => [.. XDocument.Parse(catalogue).Root!.Elements("mutant").Select(Entry)];

    private static MutantEntry Entry(XElement mutant) => new(
        (string)mutant.Attribute("name")!,
        (string?)mutant.Attribute("must"),
        string.Join(' ', mutant.Element("rule")!.Value.Split(Spaces, StringSplitOptions.RemoveEmptyEntries)),
        [.. ((string?)mutant.Attribute("caught") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Catch.Parse)],
        (string?)mutant.Attribute("scene"),
        (string?)mutant.Attribute("test"));
}
