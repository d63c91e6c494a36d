using System.Diagnostics;
using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>
/// How far one long act in the foreground is, for people: shown when it has taken a second, and not before. On the
/// pipeline thread only.
/// </summary>
internal sealed class ProgressBar(Cmdlet cmdlet, string activity)
{
    private static int _lastId;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _id = Interlocked.Increment(ref _lastId);
    private bool _isShown;

    /// <summary>What is over before that is not shown. Tests do not wait for it.</summary>
    internal static TimeSpan Unnoticed { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Shows where it stands.</summary>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are; null when nobody knows.</param>
    /// <param name="what">What is done with them: <c>sent</c>.</param>
    /// <param name="isEstimate">Whether the total is only about right.</param>
    public void Show(long done, long? total, string what, bool isEstimate = false)
    {
        var rate = done / _clock.Elapsed.TotalSeconds;
        var of = total is null ? "" : $" of {(isEstimate ? "about " : "")}{total:N0}";
        var record = new ProgressRecord(_id, activity, $"{done:N0}{of} {what}, {rate:N0}/s");
        if (total > 0)
        {
            record.PercentComplete = (int)Math.Min(100, 100 * done / total.Value);
            record.SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, Math.Max(0, total.Value - done) / rate) : -1;
        }

        Show(record);
    }

    /// <summary>Shows what is waited for, and since when: nobody can tell how far it is.</summary>
    public void Show(string status) => Show(new ProgressRecord(_id, activity, $"{status}, {Ago.Span(_clock.Elapsed)}"));

    /// <summary>Takes it off the screen.</summary>
    public void Complete()
    {
        if (_isShown)
        {
            _isShown = false;
            cmdlet.WriteProgress(new ProgressRecord(_id, activity, "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Show(ProgressRecord record)
    {
        if (_clock.Elapsed >= Unnoticed)
        {
            _isShown = true;
            cmdlet.WriteProgress(record);
        }
    }
}
