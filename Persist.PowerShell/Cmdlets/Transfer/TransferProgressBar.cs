using System.Management.Automation;
using Persist.Engine.Transfer;

namespace Persist.Cmdlets;

/// <summary>Shows how far an export or an import is. The engine reports on its thread; the pipeline's looks.</summary>
internal sealed class TransferProgressBar(Cmdlet cmdlet, string activity) : IProgress<TransferProgress>
{
    private const long Megabyte = 1_000_000;

    private readonly object _gate = new();
    private ProgressBar _bar = new(cmdlet, activity);
    private TransferStep? _step;
    private TransferProgress? _latest;

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        lock (_gate)
        {
            _latest = value;
        }
    }

    /// <summary>Called on the pipeline thread.</summary>
    public void Show()
    {
        TransferProgress latest;
        lock (_gate)
        {
            if (_latest is not { } known)
            {
                return;
            }

            latest = known;
        }

        if (_step is { } former && former != latest.Step)
        {
            // A bar of its own, so that the rate is that of the step.
            _bar.Complete();
            _bar = new ProgressBar(cmdlet, activity);
        }

        _step = latest.Step;
        var (unit, what) = latest.Step switch
        {
            TransferStep.Checking => (Megabyte, "MB checked"),
            TransferStep.Importing => (1, "lines imported"),
            _ => (1, "items exported"),
        };
        _bar.Show(latest.Done / unit, latest.Total / unit, what);
    }

    /// <summary>Called on the pipeline thread, at the end.</summary>
    public void Complete() => _bar.Complete();
}
