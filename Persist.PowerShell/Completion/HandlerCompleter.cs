using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Persist.Events;

namespace Persist.Completion;

/// <summary>Completes the names of this session's handlers, of the event that the cmdlet's name says.</summary>
public sealed class HandlerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (Runspace.DefaultRunspace?.Events is not { } events)
        {
            return [];
        }

        var typed = Quoting.Unquote(wordToComplete);
        var eventName = commandName.Contains(Subscriptions.Conflict, StringComparison.OrdinalIgnoreCase) ? Subscriptions.Conflict : Subscriptions.Sync;
        return [.. Subscriptions.Find(events, eventName)
            .Where(handler => handler.SourceIdentifier.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(handler => new CompletionResult(
                Quoting.Quote(handler.SourceIdentifier), handler.SourceIdentifier, CompletionResultType.ParameterValue, Describe(handler)))];
    }

    private static string Describe(PSEventSubscriber handler) =>
        $"{((StoreEvents)handler.SourceObject).Store.Name}: {(handler.Action?.Command is { Length: > 0 } action ? action.Trim() : "waits for Get-Event")}";
}
