using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;

namespace Persist.Cmdlets;

/// <summary>Sets counters to zero as they are here; what others add at the same time survives.</summary>
[Cmdlet(VerbsCommon.Reset, "PersistCounter", SupportsShouldProcess = true)]
[OutputType(typeof(PersistItem))]
public sealed class ResetPersistCounterCommand : ItemCommand
{
    /// <summary>The counters' keys, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    /// <summary>Passes each item on, once the reset is durable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var key in Key)
        {
            if (ShouldProcess($"{key} in {Target.Name}", "Reset counter"))
            {
                ForOne(key, () => Reset(key));
            }
        }
    }

    private void Reset(string key)
    {
        var item = AwaitLocal(() => Target.Engine.ResetCounter(key)) ?? throw PersistErrors.ItemNotFound.With(key, Target.Name);
        if (PassThru)
        {
            WriteObject(new PersistItem(item));
        }
    }
}
