using Persist.Engine;
using Persist.Engine.Tests.Sync;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Mutants;

/// <summary>Rules whose lack takes more luck to meet than a few thousand runs have: the engine's own tests, over a hub, notice.</summary>
public sealed class SuiteTests
{
    private static readonly IReadOnlyList<MutantEntry> Tested = [.. Catalogue.All.Where(mutant => mutant.Test is not null)];

    // The simulator has to be asked before SQLite is used in this process.
    static SuiteTests() => SqliteHooks.Require();

    public static TheoryData<string> Names => [.. Tested.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Without_the_rule_its_test_fails_and_with_it_it_does_not(string name)
    {
        var test = Catalogue.Find(name).Test!.Split('.');
        await PlayAsync(test[0], test[1]);
        using var off = Mutant.Switch(name);
        await Assert.ThrowsAnyAsync<Exception>(() => PlayAsync(test[0], test[1]));
    }

    private static async Task PlayAsync(string suite, string test)
    {
        using IDisposable played = suite switch
        {
            nameof(RepairSuite) => new Repairs(),
            nameof(ForkSuite) => new Forks(),
            nameof(AncestorTests) => new AncestorTests(),
            _ => throw new ArgumentException(suite),
        };
        await (Task)played.GetType().GetMethod(test)!.Invoke(played, [])!;
    }

    private sealed class Repairs : RepairSuite
    {
        protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
    }

    private sealed class Forks : ForkSuite
    {
        protected override int Histories => 1;

        protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
    }
}
