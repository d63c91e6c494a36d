using System.Globalization;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>
/// Random histories, named by their seeds. <c>PERSIST_SEEDS</c> says how many of each are played (<c>7-9</c>: which ones);
/// without it a few.
/// </summary>
public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Last_writes_end_equal() => PlayAsync(0, random => new FreePlot(random, SyncStrategy.LastWriteWins));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public Task Three_way_merges_add_up_to_what_was_added(int failures) => PlayAsync(failures, random => new SumPlot(random));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public Task Merges_that_follow_no_rule_end_equal(int failures) =>
        PlayAsync(failures, random => new FreePlot(random, SyncStrategy.Custom));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public Task Strategies_that_change_with_every_opening_end_equal(int failures) =>
        PlayAsync(failures, random => new FreePlot(random, SyncStrategy.LastWriteWins, SyncStrategy.Custom));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public Task All_strategies_in_turn_end_equal(int failures) =>
        PlayAsync(failures, random => new FreePlot(random, Enum.GetValues<SyncStrategy>()));

    [Fact]
    public Task What_people_decide_has_every_edit_once() => PlayAsync(0, random => new PeoplePlot(random));

    [Fact]
    public Task Counters_sets_and_maps_end_equal_and_counters_exact() => PlayAsync(0, random => new KindsPlot(random));

    private async Task PlayAsync(int failures, Func<Random, HistoryPlot> plot)
    {
        var (first, last) = Seeds();
        var wrong = new List<string>();
        for (var seed = first; seed <= last; seed++)
        {
            if (await PlayAsync(seed, failures, plot) is { } what)
            {
                wrong.Add($"seed {seed}: {what}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {last - first + 1} histories end wrong:\n{string.Join('\n', wrong.Take(10))}");
    }

    private async Task<string?> PlayAsync(int seed, int failures, Func<Random, HistoryPlot> plot)
    {
        var random = new Random(seed);
        var played = plot(random);
        played.Failures = failures;
        using var history = new History(_folder, random, played);
        try
        {
            return await history.PlayAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure.ToString(); // with its seed
        }
    }

    private static (int First, int Last) Seeds()
    {
        var range = (Environment.GetEnvironmentVariable("PERSIST_SEEDS") ?? "8").Split('-');
        var last = int.Parse(range[^1], CultureInfo.InvariantCulture);
        return (range.Length == 1 ? 1 : int.Parse(range[0], CultureInfo.InvariantCulture), last);
    }
}
