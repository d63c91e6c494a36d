using System.Diagnostics;

namespace Persist.Simulation.Runs;

/// <summary>Plays many runs, on every processor, until the seeds are used up or somebody has seen enough.</summary>
/// <param name="seeds">The runs.</param>
/// <param name="isWanted">Which of them are played; null for all.</param>
internal sealed class Fleet(IEnumerable<int> seeds, Predicate<Plan>? isWanted = null)
{
    private readonly Stopwatch _watch = new();
    private readonly IEnumerator<int> _seeds = seeds.GetEnumerator();
    private long _played;
    private volatile bool _enough;

    /// <summary>What was injected.</summary>
    public FaultCount Faults { get; } = new();

    /// <summary>How many runs there have been.</summary>
    public long Played => Interlocked.Read(ref _played);

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Plays.</summary>
    /// <param name="failed">Told of each run that broke an invariant, one at a time.</param>
    public void Play(Action<Plan, Verdict> failed)
    {
        _watch.Start();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Work(failed))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        _watch.Stop();
    }

    /// <summary>No further run begins.</summary>
    public void Stop() => _enough = true;

    public override string ToString() =>
        $"{Played} seeds in {Elapsed.TotalSeconds:0} s ({Played / Math.Max(0.001, Elapsed.TotalSeconds):0.0} a second), {Faults.Sum} faults: {Faults}";

    private void Work(Action<Plan, Verdict> failed)
    {
        while (Next() is { } seed)
        {
            var plan = Plan.Of(seed);
            if (isWanted?.Invoke(plan) == false)
            {
                continue;
            }

            var verdict = Run.Play(plan);
            Faults.Add(verdict.Faults);
            Interlocked.Increment(ref _played);
            if (verdict.Broken is not null)
            {
                lock (_watch)
                {
                    failed(plan, verdict);
                }
            }
        }
    }

    private int? Next()
    {
        lock (_seeds)
        {
            return !_enough && _seeds.MoveNext() ? _seeds.Current : null;
        }
    }
}
