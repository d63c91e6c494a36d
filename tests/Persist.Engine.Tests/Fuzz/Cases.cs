using System.Globalization;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>
/// Runs a test with generated input, each case from a seed of its own that a failure names. <c>PERSIST_FUZZ=N</c> runs N
/// times as many; <c>PERSIST_FUZZ_SEED=S</c> runs the case S alone.
/// </summary>
internal static class Cases
{
    private static readonly int Times = Number("PERSIST_FUZZ") ?? 1;
    private static readonly int? Only = Number("PERSIST_FUZZ_SEED");

    /// <summary>Runs a case for every seed.</summary>
    public static async Task RunAsync(int count, Func<Random, Task> body)
    {
        foreach (var seed in Only is { } only ? [only] : Enumerable.Range(1, count * Times))
        {
            try
            {
                await body(new Random(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"the case of seed {seed} failed; PERSIST_FUZZ_SEED={seed} runs it alone: {failure.Message}", failure);
            }
        }
    }

    /// <summary>What every boundary owes its callers: it does it, or it says by a registered error why not.</summary>
    /// <returns>The error; null when there was none.</returns>
    public static PersistError? RegisteredErrorOf(Action act) => RegisteredErrorOfAsync(() =>
    {
        act();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <inheritdoc cref="RegisteredErrorOf"/>
    public static async Task<PersistError?> RegisteredErrorOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (PersistException failure)
        {
            Assert.Contains(failure.Error, PersistErrors.All);
            return failure.Error;
        }
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
