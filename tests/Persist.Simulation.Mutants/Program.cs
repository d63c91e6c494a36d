using System.Globalization;
using Persist.Engine;
using Persist.Simulation.Mutants;
using Persist.Simulation.Runs;

// mutants                            plays the known seeds of each mutant
// mutants --search [NAME...]         looks for seeds that notice, and writes them into Mutants.xml and docs/reliability.md
// mutants --play NAME SEED           plays one run without the rule, and shows it
const int Wanted = 3;
const string Source = "tests/Persist.Simulation.Mutants/Mutants.xml";
const string Page = "docs/reliability.md";

switch (args)
{
    case []:
        return Catalogue.All.Count(mutant => mutant.IsSimulated && !Known(mutant)) == 0 ? 0 : 1;
    case ["--play", var name, var seed]:
        Console.WriteLine(Show(Catalogue.Find(name), Plan.Of(int.Parse(seed, CultureInfo.InvariantCulture))));
        return 0;
    case ["--search", .. var names] when File.Exists(Source):
        var searched = names.Length == 0 ? Catalogue.All : [.. names.Select(Catalogue.Find)];
        return searched.Count(mutant => mutant.IsSimulated && !Searched(mutant)) == 0 ? 0 : 1;
    default:
        Console.Error.WriteLine("Usage, in the repository's folder: mutants [--search [NAME...] | --play NAME SEED]");
        return 64;
}

static bool Known(MutantEntry mutant)
{
    var again = Hunt.Again(mutant);
    Console.WriteLine($"{mutant.Name}: {again?.ToString() ?? "not noticed"}");
    return again is not null;
}

static bool Searched(MutantEntry mutant)
{
    var caught = Hunt.Search(mutant.Name, Wanted, out var fleet);
    Console.WriteLine($"{mutant.Name}: {(caught.Count == 0 ? "not noticed" : string.Join(' ', caught))}, {fleet.Played} seeds in {fleet.Elapsed.TotalSeconds:0.0} s");
    if (caught.Count > 0)
    {
        var text = Catalogue.With(File.ReadAllText(Source), mutant.Name, caught);
        File.WriteAllText(Source, text);
        File.WriteAllText(Page, MutantTable.Replace(File.ReadAllText(Page), MutantTable.Rows(Catalogue.Read(text))));
    }

    return caught.Count > 0;
}

static string Show(MutantEntry mutant, Plan plan)
{
    using var off = Mutant.Switch(mutant.Name);
    var verdict = Run.Play(plan);
    return verdict.Broken is null ? $"seed {plan.Seed} breaks nothing" : Failure.Describe(plan, verdict, $"./build.sh mutants --play {mutant.Name} {plan.Seed}", TimeSpan.FromMinutes(1));
}
