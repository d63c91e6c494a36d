using Persist.Engine;
using Persist.Engine.Tests.Postgres;

namespace Persist.Simulation.Mutants;

/// <summary>The rule of the lock that only a real server shows: see <see cref="LockScene"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LockTests(PostgresServer server)
{
    private static readonly IReadOnlyList<MutantEntry> Staged = [.. Catalogue.All.Where(mutant => mutant.Scene is not null)];

    public static TheoryData<string> Names => [.. Staged.Select(mutant => mutant.Name)];

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public async Task Without_the_rule_its_scene_goes_wrong_and_with_it_it_does_not(string name)
    {
        var scene = Catalogue.Find(name).Scene!;
        Assert.Null(await PlayAsync(scene));
        using var off = Mutant.Switch(name);
        Assert.NotNull(await PlayAsync(scene));
    }

    private async Task<string?> PlayAsync(string scene) =>
        await (Task<string?>)typeof(LockScene).GetMethod(scene)!.Invoke(new LockScene(await server.DatabaseOfAsync(this)), [])!;
}
