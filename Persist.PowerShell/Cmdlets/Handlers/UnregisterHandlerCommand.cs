using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Events;

namespace Persist.Cmdlets;

/// <summary>Ends subscriptions that the matching Register cmdlet made in this session.</summary>
public abstract class UnregisterHandlerCommand : PersistCommand
{
    private protected const string StoreSet = "Store";
    private const string NameSet = "SourceIdentifier";
    private const string ObjectSet = "Subscription";

    /// <summary>All handlers of this store. May be left out when exactly one store is open.</summary>
    [Parameter(ParameterSetName = StoreSet)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    /// <summary>The names of subscriptions; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] SourceIdentifier { get; set; } = [];

    /// <summary>What the Register cmdlet returned, or what Get-EventSubscriber shows.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] Subscription { get; set; } = [];

    private protected abstract string EventName { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case StoreSet:
                Subscriptions.Find(Events, EventName, ResolveStore(Store)).ForEach(Remove);
                break;
            case NameSet:
                foreach (var name in SourceIdentifier)
                {
                    ForOne(name, () => RemoveNamed(name));
                }

                break;
            default:
                foreach (var subscription in Subscription)
                {
                    ForOne(subscription, () => RemoveGiven(subscription.BaseObject));
                }

                break;
        }
    }

    private void RemoveNamed(string name)
    {
        var pattern = Wildcard.Read(name, WildcardOptions.IgnoreCase);
        var found = Subscriptions.Find(Events, EventName).FindAll(s => pattern.IsMatch(s.SourceIdentifier));
        if (found.Count == 0 && !Wildcard.IsIn(name))
        {
            throw PersistErrors.HandlerNotFound.With(name);
        }

        found.ForEach(Remove);
    }

    private void RemoveGiven(object given)
    {
        var found = Subscriptions.Find(Events, EventName).Find(s =>
            ReferenceEquals(s.Action, given) || (given is PSEventSubscriber other && s.SubscriptionId == other.SubscriptionId));
        Remove(found ?? throw PersistErrors.HandlerNotFound.With(given));
    }

    private void Remove(PSEventSubscriber subscriber)
    {
        if (ShouldProcess(subscriber.SourceIdentifier, "Unregister handler"))
        {
            Subscriptions.Remove(this, subscriber);
        }
    }
}
