using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;

namespace Persist.Cmdlets;

/// <summary>
/// Subscribes to an event of a store, as Register-ObjectEvent does: the action runs in this session, when it is between
/// two statements or idle.
/// </summary>
public abstract class RegisterHandlerCommand : PersistCommand
{
    /// <summary>
    /// What to run; it finds the event in $Event.SourceEventArgs. Left out, events go to the session's queue, for
    /// Wait-Event and Get-Event.
    /// </summary>
    [Parameter(Position = 0)]
    public ScriptBlock? Action { get; set; }

    /// <summary>The store, by name or as an object. May be left out when exactly one is open.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    /// <summary>Anything the action needs; it finds it in $Event.MessageData.</summary>
    [Parameter]
    public PSObject? MessageData { get; set; }

    /// <summary>The subscription's name; made up when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceIdentifier { get; set; }

    private protected abstract string EventName { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var store = ResolveStore(Store);
        var name = SourceIdentifier ?? $"Persist.{EventName}.{Guid.NewGuid():N}";
        if (!ShouldProcess($"{store.Name}", $"Register handler '{name}'"))
        {
            return;
        }

        Require(name, () => Events.GetEventSubscribers(name).Any() ? throw PersistErrors.HandlerExists.With(name) : true);
        var subscriber = Events.SubscribeEvent(
            store.Events, EventName, name, MessageData, Action, supportEvent: false, forwardEvent: false);
        if (Action is not null)
        {
            WarnIfItEnds(subscriber.Action, name, store.Name);
            WriteObject(subscriber.Action);
        }
    }

    // PowerShell ends the job of an action that throws, and says so only in the job. No command runs then that could warn.
    private void WarnIfItEnds(PSEventJob job, string handler, string store)
    {
        var host = Host;
        job.StateChanged += (_, change) =>
        {
            if (change.JobStateInfo.State == JobState.Failed)
            {
                host.UI?.WriteWarningLine(
                    $"The handler '{handler}' of store '{store}' failed and is not called again; unregister it, and register one that catches what may fail. Its error: {job.Error.LastOrDefault()}");
            }
        };
    }
}
