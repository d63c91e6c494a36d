using System.Management.Automation;
using Persist.Engine.Sync;

namespace Persist.Cmdlets;

/// <summary>Shows how far a sync is: first what arrives, then what is sent. The engine reports on its threads; the pipeline's looks.</summary>
internal sealed class SyncProgressBar(Cmdlet cmdlet, string activity) : IProgress<SyncProgress>
{
    private readonly ProgressBar _pull = new(cmdlet, activity);
    private ProgressBar? _push;
    private volatile SyncProgress? _latest;

    /// <inheritdoc/>
    public void Report(SyncProgress value) => _latest = value;

    /// <summary>Called on the pipeline thread.</summary>
    public void Show()
    {
        switch (_latest)
        {
            case null:
                _pull.Show("Waiting for the remote");
                break;
            case { ToPush: { } toPush } sending:
                _pull.Complete();
                // A bar of its own, so that the rate is that of sending.
                _push ??= new ProgressBar(cmdlet, activity);
                if (sending.Pushed < toPush)
                {
                    _push.Show(sending.Pushed, toPush, "sent");
                }
                else
                {
                    // What was sent last is noted in the local file, and the remote is asked once more for news.
                    _push.Show($"{sending.Pushed:N0} sent, finishing");
                }

                break;
            case var receiving:
                _pull.Show(receiving.Pulled, receiving.ToPull, "received", isEstimate: true);
                break;
        }
    }

    /// <summary>Called on the pipeline thread, at the end.</summary>
    public void Complete()
    {
        _pull.Complete();
        _push?.Complete();
    }
}
