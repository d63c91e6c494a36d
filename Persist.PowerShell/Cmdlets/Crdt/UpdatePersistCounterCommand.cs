using System.Management.Automation;
using Persist.Completion;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>Adds to counters, and makes those that do not exist. What others add at the same time is added, too.</summary>
[Cmdlet(VerbsData.Update, "PersistCounter", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(long), typeof(decimal))]
public sealed class UpdatePersistCounterCommand : ItemCommand
{
    /// <summary>The counters' keys, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    /// <summary>How much: a whole number or a decimal; may be negative.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public decimal By { get; set; } = 1;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var key in Key)
        {
            if (ShouldProcess($"{key} in {Target.Name}", $"Add {By} to counter"))
            {
                ForOne(key, () => WriteObject(JsonReading.Read(key, AwaitLocal(() => Target.Engine.AddToCounter(key, By)).Json, asDictionary: false)));
            }
        }
    }
}
