using System.Management.Automation;

namespace Persist.Events;

/// <summary>The event subscriptions of one session that belong to Persist.</summary>
internal static class Subscriptions
{
    public const string Conflict = nameof(StoreEvents.Conflict);
    public const string Sync = nameof(StoreEvents.Sync);

    /// <summary>Those of one event, of every store or of one.</summary>
    public static List<PSEventSubscriber> Find(PSEventManager session, string eventName, PersistStore? store = null) =>
        [.. session.Subscribers.Where(s =>
            s.SourceObject is StoreEvents source && s.EventName == eventName && (store is null || ReferenceEquals(source, store.Events)))];

    /// <summary>Ends every subscription of this session to a store.</summary>
    public static void RemoveAll(PSCmdlet cmdlet, PersistStore store)
    {
        foreach (var subscriber in Find(cmdlet.Events, Conflict, store).Concat(Find(cmdlet.Events, Sync, store)))
        {
            Remove(cmdlet, subscriber);
        }
    }

    /// <summary>Ends one subscription, and takes its job off the session's list.</summary>
    public static void Remove(PSCmdlet cmdlet, PSEventSubscriber subscriber)
    {
        var job = subscriber.Action;
        cmdlet.Events.UnsubscribeEvent(subscriber);
        if (job is not null && cmdlet.JobRepository.GetJob(job.InstanceId) is not null)
        {
            cmdlet.JobRepository.Remove(job);
        }
    }
}
